"""The telephone on SIP as a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.app import assemble
from bot.database import migrate, prepare_demo
from bot.keys import register_keys
from bot.settings import SettingsError, read
from bot.sip.endpoint import listen


async def serve(host: str, port: int, say: Callable[[str], None]) -> int:
    """Take calls until the process is stopped. Raises SettingsError where none can be taken."""
    settings = read()
    await asyncio.to_thread(migrate, settings.database_url)
    assistant = assemble(settings, say=say)
    try:
        if not assistant.voice.able:
            raise SettingsError("cutru sip: espeak-ng is missing; without a voice nothing is heard")
        if settings.env == "demo":
            await prepare_demo(settings, register_keys(settings), say)
        try:
            endpoint = await listen(assistant, host, port)
        except OSError as error:
            raise SettingsError(f"cutru sip: {host}:{port} cannot be used ({error})") from error
        say(f"sip:cutru@{host}:{port}")
        try:
            await asyncio.Event().wait()
        finally:
            endpoint.close()
    finally:
        await assistant.lookup.close()
        await assistant.database.dispose()
    return 0

"""A telephone in the terminal: prompts as lines, keys from the keyboard."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sys
from collections.abc import Sequence

from bot.app import assemble
from bot.database import migrate, prepare_demo
from bot.keys import register_keys
from bot.phone.call import Call
from bot.phone.line import Spoken
from bot.phone.simulator import said
from bot.phone.verbs import Gather, Transfer, Verb
from bot.settings import read
from bot.speech.voice import SPEED, VOICES

KEYS = frozenset("0123456789*#")


async def ring(*, aloud: bool) -> int:
    """Call the assistant; an empty line stays silent, the end of input hangs up."""
    settings = read()
    await asyncio.to_thread(migrate, settings.database_url)
    await prepare_demo(settings, register_keys(settings), print if sys.stdin.isatty() else _quiet)
    assistant = assemble(settings, say=print)
    player = shutil.which("espeak-ng") if aloud else None
    call, keys = Call(secrets.token_hex(16)), ""
    try:
        while True:
            verbs, call = await assistant.switchboard.answer(Spoken(), call, keys)
            await _tell(verbs, player, VOICES[settings.speech_accent])
            if not isinstance(verbs[-1], Gather):
                return 0
            pressed = await asyncio.to_thread(_keys)
            if pressed is None:
                print()
                return 0
            keys = pressed
    finally:
        await assistant.lookup.close()
        await assistant.database.dispose()


async def _tell(verbs: Sequence[Verb], player: str | None, vietnamese: str) -> None:
    for prompt in said(verbs):
        print(f"♪ {prompt.text}", flush=True)
        if player:
            voice = vietnamese if prompt.language == "vi" else "en"
            speaking = await asyncio.create_subprocess_exec(
                *(player, "-v", voice, "-s", str(SPEED), "--stdin"),
                stdin=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await speaking.communicate(prompt.text.encode())
    match verbs[-1]:
        case Transfer(number=number):
            print(f"→ {number}")
        case Gather():
            return
        case _:
            print("✆ —")


def _keys() -> str | None:
    """Read a line of keys; a # at the end of digits only ends them, as on a telephone."""
    while True:
        print("\n☎ ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            return None
        keys = line.strip().replace(" ", "")
        if set(keys) <= KEYS:
            return keys[:-1] if len(keys) > 1 and keys.endswith("#") else keys


def _quiet(_line: str) -> None:
    """Say nothing: the input is not a person."""

"""What operators do from the command line: the desk, dead letters, emergency notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.app import Assistant, assemble
from bot.desk import NotYours
from bot.i18n import VIETNAM
from bot.settings import Settings

REFUSED = 1  # Exit code when it cannot be done.


@asynccontextmanager
async def _assistant(settings: Settings) -> AsyncIterator[Assistant]:
    made = assemble(settings)
    try:
        yield made
    finally:
        if made.telegram is not None:
            await made.telegram.close()
        await made.lookup.close()
        await made.database.dispose()


async def desk(settings: Settings, act: str, id: int, officer: str, text: str) -> int:
    """List who waits, or read, take, answer, pass on or close one conversation."""
    async with _assistant(settings) as assistant:
        at = assistant.conversation.desk
        try:
            match act:
                case "list":
                    await _list(assistant)
                case "read":
                    for line in await at.lines(id):
                        said = f"{line.officer or '…'}: {line.text}"
                        print(f"{line.at.astimezone(VIETNAM):%H:%M} {said}")
                case "take":
                    await at.take(id, officer)
                case "say":
                    await at.say(id, officer, text)
                case "back":
                    await at.give_back(id, officer)
                case "close":
                    await at.close(id, officer)
        except NotYours:
            print(f"Cuộc {id} không ở chỗ bạn: người khác đã nhận, hoặc đã xong.")
            return REFUSED
    return 0


async def _list(assistant: Assistant) -> None:
    for one in await assistant.conversation.desk.opened():
        since = one.asked_at.astimezone(VIETNAM)
        who = assistant.conversation.pseudonym(one.conversation)
        print(one.id, one.status, one.channel, who, f"{since:%d/%m %H:%M}", one.node)


async def outbox(settings: Settings, act: str, channel: str) -> int:
    """List the letters that are given up, or try those of a channel once more."""
    async with _assistant(settings) as assistant:
        if act == "retry":
            print(await assistant.store.revive(channel, assistant.clock()))
            return 0
        for row in await assistant.store.dead():
            who = assistant.conversation.pseudonym(row["conversation"])
            since = row["created_at"].astimezone(VIETNAM)
            print(row["channel"], who, f"{since:%d/%m %H:%M}", row["attempts"], row["reason"])
    return 0


async def notice(settings: Settings, text: str, english: str, hours: float) -> int:
    """Tell something everywhere: whoever was here lately at once, all others when they write."""
    async with _assistant(settings) as assistant:
        now = assistant.clock()
        if not text:
            await assistant.store.untell(now)
            return 0
        texts = {"vi": text, "en": english} if english else {"vi": text}
        await assistant.store.tell(texts, now + timedelta(hours=hours))
        pushed = await assistant.conversation.push_notice()
        print(f"Gửi ngay vào {pushed} cuộc trò chuyện; những người khác được báo ở lượt tới.")
    return 0

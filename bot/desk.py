"""The officers' desk: who waits, who talks with whom, and until when nobody is there."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import assert_never

import orjson

from bot.channels.base import Channel, Incoming
from bot.i18n import VIETNAM
from bot.rendering import Screen
from bot.store import Letter, Store, handovers, moves
from bot.store.handovers import Handover, Line, Status
from handlers.handover import (
    AskPerson,
    HandoverEffect,
    HandoverOutcome,
    LeavePerson,
    MakeMove,
    Moved,
    MoveLocked,
    MoveMade,
    MoveRefused,
    PersonAsked,
    PersonAway,
    PersonElsewhere,
    PersonLeft,
    Relay,
    Relayed,
    UseMove,
)
from handlers.model import Button, Reply, State, Text, _
from lookup.deadlines import is_working_day
from lookup.service import Request

HOURS = ((time(8, 0), time(11, 30)), (time(13, 30), time(17, 0)))  # In Vietnam, on working days.
TRIES = 5  # Times an officer's turn is made again when the person's came between.

TAKEN: Text = _(
    "{officer} đã vào trả lời bạn, trợ lý tự động tạm dừng. "
    "Gõ /ketthuc khi bạn muốn quay lại trợ lý tự động."
)
SAID: Text = _("{officer}: {said}")
CLOSED: Text = _("{officer} đã kết thúc. Trợ lý tự động trả lời bạn tiếp.")
BACK: Text = _("Quay lại trợ lý tự động")

Shown = Callable[[tuple[Reply, ...], str, Channel], tuple[Screen, ...]]


class NotYours(Exception):
    """Another officer was faster, the person has left, or there is no such talk."""


def opens(now: datetime) -> datetime | None:
    """Return when officers are there again; None while they are. In Vietnam's time."""
    here = now.astimezone(VIETNAM)
    day = here.date()
    while True:
        if is_working_day(day):
            for start, end in HOURS:
                if here < datetime.combine(day, end, VIETNAM):
                    begins = datetime.combine(day, start, VIETNAM)
                    return begins if here < begins else None
        day += timedelta(days=1)
        here = datetime.combine(day, time(0), VIETNAM)


class Desk:
    """Performs what dialogues want of officers, and what officers do. Nothing happens twice."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        shown: Shown,
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._shown = shown
        self._key = key
        self._clock = clock

    # --- For the person ---

    async def perform(
        self, effect: HandoverEffect, request: Request, incoming: Incoming, state: State
    ) -> HandoverOutcome:
        """Do what a dialogue wants; a repeated request changes nothing more."""
        match effect:
            case AskPerson():
                return await self._ask(incoming, state)
            case LeavePerson():
                async with self._store.transaction() as connection:
                    await handovers.leave(connection, incoming.conversation, request.at)
                return PersonLeft()
            case Relay(text=said):
                async with self._store.transaction() as connection:
                    await handovers.relay(
                        connection, incoming.conversation, request.id, said, request.at
                    )
                return Relayed()
            case MakeMove():
                return await self._make_move(effect, request)
            case UseMove(code=code):
                return await self._use_move(code, request)
            case _:
                assert_never(effect)

    async def _ask(self, incoming: Incoming, state: State) -> HandoverOutcome:
        if not _reaches(self._channels.get(incoming.channel)):
            return PersonElsewhere()
        now = self._clock()
        async with self._store.transaction() as connection:
            position, wait = await handovers.ask(connection, incoming, state, now)
        back = opens(now)
        if back is not None:
            return PersonAway(position, back)
        return PersonAsked(position, max(1, round(wait / timedelta(minutes=1))))

    async def _make_move(self, effect: MakeMove, request: Request) -> HandoverOutcome:
        place = orjson.dumps(effect).decode()
        made = f"{request.conversation} {request.id}"
        while True:
            code = f"{secrets.randbelow(10**6):06}"
            async with self._store.transaction() as connection:
                if await moves.make(connection, self._digest(code), made, place, request.at):
                    return MoveMade(code, moves.LIFE // timedelta(minutes=1))

    async def _use_move(self, code: str, request: Request) -> HandoverOutcome:
        conversation, now = request.conversation, request.at
        async with self._store.transaction() as connection:
            if await moves.locked(connection, conversation, now):
                return MoveLocked()
            used = f"{conversation} {request.id}"
            place = await moves.use(connection, self._digest(code), conversation, used, now)
        if place is None:
            return MoveRefused()
        kept = orjson.loads(place)
        return Moved(kept["node"], kept["bookmark"], tuple(kept["cited"]))

    def _digest(self, code: str) -> str:
        return hmac.new(self._key, f"move {code}".encode(), hashlib.sha256).hexdigest()

    # --- For the officers ---

    async def opened(self) -> Sequence[Handover]:
        """List who waits and who talks, the longest waiting first."""
        async with self._store.transaction(reads=True) as connection:
            return await handovers.opened(connection)

    async def lines(self, id: int) -> Sequence[Line]:
        """Read what was said since an officer came."""
        async with self._store.transaction(reads=True) as connection:
            return await handovers.lines(connection, id)

    async def take(self, id: int, officer: str) -> None:
        """Begin to talk: the assistant is silent from now on. Raises NotYours."""
        await self._go_on(id, officer, "waiting", "human", TAKEN)

    async def say(self, id: int, officer: str, text: str) -> None:
        """Say something to the person. Raises NotYours."""
        await self._go_on(id, officer, "human", "human", SAID, text)

    async def close(self, id: int, officer: str) -> None:
        """Give the conversation back to the assistant. Raises NotYours."""
        await self._go_on(id, officer, "human", "closed", CLOSED)

    async def _go_on(
        self, id: int, officer: str, frm: Status, to: Status, told: Text, said: str = ""
    ) -> None:
        mode = "human" if to == "human" else ""
        for _attempt in range(TRIES):
            now = self._clock()
            async with self._store.transaction() as connection:
                found = await handovers.go_on(connection, id, officer, frm, to, now)
                if found is None:
                    raise NotYours(str(id))
                version = await handovers.turn(connection, found, mode, now)
                if version is None:
                    await connection.rollback()
                    continue
                if said:
                    request = f"officer {version}"
                    await handovers.say(connection, found, said, request, now)
                letters = self._letters(found, version, told, said, now)
                await handovers.post(connection, letters, owner="")
            return
        raise NotYours(str(id))

    def _letters(
        self, to: Handover, version: int, told: Text, said: str, now: datetime
    ) -> list[Letter]:
        channel = self._channels.get(to.channel)
        if channel is None:
            raise NotYours(f"the channel {to.channel} is off")
        ways = (Button(BACK, "human.waiting:leave"),) if told != CLOSED else ()
        reply = Reply(told, {"officer": to.officer, "said": said}, buttons=ways)
        screens = self._shown((reply,), to.language, channel)
        fetched = channel.answers_inline  # The page comes for it.
        return [
            Letter(
                to.channel,
                to.conversation,
                version,
                number,
                to.place,
                "screen",
                screen,
                now,
                last=number + 1 == len(screens),
                status="kept" if fetched else "pending",
                due_at=None if fetched else now,
            )
            for number, screen in enumerate(screens)
        ]


def _reaches(channel: Channel | None) -> bool:
    """Say whether an officer can write into a channel: it is sent to, or it comes for more."""
    return channel is not None and (not channel.answers_inline or channel.name == "web")

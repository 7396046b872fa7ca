"""The officers' desk: who waits, who talks with whom, and until when nobody is there."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

import orjson

from bot.channels.base import Channel, Incoming, Place
from bot.i18n import VIETNAM
from bot.rendering import Screen
from bot.store import Letter, Store, handovers, moves
from bot.store.handovers import Handover, Line, Status
from handlers.engine import END
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
    PersonGone,
    PersonLeft,
    Relay,
    Relayed,
    UseMove,
)
from handlers.model import Reply, State, Text, _
from lookup.deadlines import is_working_day
from lookup.service import Request

log = logging.getLogger(__name__)

HOURS = ((time(8, 0), time(11, 30)), (time(13, 30), time(17, 0)))  # In Vietnam, on working days.
TRIES = 5  # Times an officer's turn is made again when the person's came between.

TAKEN: Text = _(
    "{officer} đã vào trả lời bạn, trợ lý tự động tạm dừng. "
    "Gõ /ketthuc khi bạn muốn quay lại trợ lý tự động."
)
GIVEN_BACK: Text = _(
    "{officer} chuyển bạn cho người trực khác. Trong lúc chờ, trợ lý tự động trả lời bạn."
)
SAID: Text = _("{officer}: {said}")
LAPSED: Text = _(
    "Hai ngày rồi người trực chưa trả lời được, xin lỗi bạn. Bạn hãy gọi tổng đài VNeID 1900 0368 "
    "hoặc đến Công an cấp xã; muốn chờ tiếp, hãy gõ /nguoitruc."
)
CLOSED: Text = _("{officer} đã kết thúc. Trợ lý tự động trả lời bạn tiếp.")

Shown = Callable[[tuple[Reply, ...], str, Channel], tuple[Screen, ...]]


class NotYours(Exception):
    """Another officer was faster, the person has left, or there is no such talk."""


@dataclass(frozen=True)
class Act:
    """What an officer does with a talk, and what its person is told of it."""

    name: str  # For the log.
    frm: Status
    to: Status
    told: Text


TAKE = Act("taken", "waiting", "human", TAKEN)
SAY = Act("answered", "human", "human", SAID)
GIVE_BACK = Act("given_back", "human", "waiting", GIVEN_BACK)
LAPSE = Act("lapsed", "waiting", "closed", LAPSED)
CLOSE = Act("closed", "human", "closed", CLOSED)
_MODES: Mapping[Status, str] = {"waiting": "waiting", "human": "human", "closed": ""}


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
                    read = await handovers.relay(
                        connection, incoming.conversation, request.id, said, request.at
                    )
                return Relayed() if read else PersonGone()
            case MakeMove():
                return await self._make_move(effect, request)
            case UseMove(code=code):
                return await self._use_move(code, request)
            case _:
                assert_never(effect)

    async def _ask(self, incoming: Incoming, state: State) -> HandoverOutcome:
        if incoming.channel not in self._channels:  # A call, or the terminal.
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
        log.info("desk.read handover=%d", id)
        async with self._store.transaction(reads=True) as connection:
            return await handovers.lines(connection, id)

    async def talk(
        self, id: int, officer: str, *, again: bool = False
    ) -> tuple[Handover, Sequence[Line]]:
        """Read a talk of this officer's, and who it is with. Raises NotYours."""
        if not again:
            log.info("desk.read handover=%d officer=%s", id, officer)
        async with self._store.transaction(reads=True) as connection:
            found = await handovers.find(connection, id)
            said = await handovers.lines(connection, id)
        if found is None or (found.status, found.officer) != ("human", officer):
            raise NotYours(str(id))
        return found, said

    async def take(self, id: int, officer: str) -> None:
        """Begin to talk: the assistant is silent from now on. Raises NotYours."""
        await self._do(TAKE, id, officer)

    async def say(self, id: int, officer: str, text: str, request: str = "") -> None:
        """Say something to the person; the same request says it once. Raises NotYours."""
        request = f"officer {request or secrets.token_hex(8)}"
        await self._do(SAY, id, officer, text, request)

    async def give_back(self, id: int, officer: str) -> None:
        """Let another officer take the person; the assistant answers meanwhile. Raises NotYours."""
        await self._do(GIVE_BACK, id, officer)

    async def close(self, id: int, officer: str) -> None:
        """Give the conversation back to the assistant. Raises NotYours."""
        await self._do(CLOSE, id, officer)

    async def lapse(self) -> None:
        """Tell those for whom nobody came for two days, and let them wait no longer."""
        before = self._clock() - handovers.PATIENCE
        for one in await self.opened():
            if one.status == "waiting" and one.asked_at < before:
                with suppress(NotYours):  # Taken just now, or the channel is off.
                    await self._do(LAPSE, one.id, "")

    async def _do(self, act: Act, id: int, officer: str, said: str = "", request: str = "") -> None:
        for _attempt in range(TRIES):
            now = self._clock()
            async with self._store.transaction() as connection:
                found = await handovers.go_on(connection, id, officer, act.frm, act.to, now)
                if found is None:
                    raise NotYours(str(id))
                channel = self._channels.get(found.channel)
                if channel is None:
                    raise NotYours(f"the channel {found.channel} is off")
                if said and not await handovers.say(connection, found, said, request, now):
                    return
                kept, mode = channel.answers_inline, _MODES[act.to]
                version = await handovers.turn(connection, found, mode, now, kept=kept)
                if version is None:
                    await connection.rollback()
                    continue
                # Not among the numbered choices: a number that is typed is for the officer.
                way = (END,) if mode == "human" and channel.limits.buttons else ()
                reply = Reply(act.told, {"officer": officer, "said": said}, nav=way)
                screens = self._shown((reply,), found.language, channel)
                written = letters(channel, found.conversation, found.place, version, screens, now)
                await handovers.post(connection, written, owner="")
            log.info("desk.%s handover=%d officer=%s", act.name, id, officer)
            return
        raise NotYours(str(id))


def letters(
    channel: Channel,
    conversation: str,
    place: Place,
    version: int,
    screens: Sequence[Screen],
    now: datetime,
) -> list[Letter]:
    """Write what nobody asked for just now: it is sent, or kept where the channel comes for it."""
    kept = channel.answers_inline
    return [
        Letter(
            channel.name,
            conversation,
            version,
            number,
            place,
            "screen",
            screen,
            now,
            last=number + 1 == len(screens),
            status="kept" if kept else "pending",
            due_at=None if kept else now,
        )
        for number, screen in enumerate(screens)
    ]

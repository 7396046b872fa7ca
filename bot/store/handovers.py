"""Who waits for an officer, who talks with one, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming, Place
from bot.store.alerts import call_officers
from bot.store.letters import Letter, row_of
from bot.store.tables import conversations, handover_messages, handovers, inbox, outbox
from bot.store.turns import unasked
from handlers.model import State
from lookup.alerts import Alert, News

MODEL = 20  # Talks by which the next one's length is guessed.
USUAL = timedelta(minutes=5)  # Of a talk, before there were any.
SILENCE = timedelta(minutes=30)  # After it an officer who does not answer is taken to be gone.
KEPT = timedelta(days=1)  # How long what was said stays after the end.
PATIENCE = timedelta(days=2)  # How long somebody waits for an officer.

Status = Literal["waiting", "human", "closed"]


@dataclass(frozen=True)
class Handover:
    """One person's wish to talk with an officer."""

    id: int
    conversation: str
    channel: str
    place: Place
    language: str
    node: str
    status: Status
    officer: str
    asked_at: datetime


@dataclass(frozen=True)
class Line:
    officer: str  # "" for the person.
    text: str
    at: datetime


def _handover(row: Any) -> Handover:
    return Handover(
        row.id,
        row.conversation,
        row.channel,
        Place(row.person, row.message),
        row.language,
        row.node,
        row.status,
        row.officer,
        row.asked_at,
    )


async def ask(
    connection: AsyncConnection, incoming: Incoming, state: State, now: datetime
) -> tuple[int, timedelta]:
    """Queue a conversation, once, and call the officers on duty.

    Returns its position and how long that will take.
    """
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    wish = upsert(handovers).values(
        conversation=incoming.conversation,
        channel=incoming.channel,
        person=incoming.person,
        message=incoming.message,
        language=state.language,
        node=_stood(state),
        status="waiting",
        officer="",
        asked_at=now,
    )
    new = await connection.scalar(wish.on_conflict_do_nothing().returning(handovers.c.id))
    mine = select(handovers.c.id).where(
        handovers.c.conversation == incoming.conversation, handovers.c.status != "closed"
    )
    before = select(func.count()).where(
        handovers.c.status == "waiting", handovers.c.id < mine.scalar_subquery()
    )
    position = ((await connection.scalar(before)) or 0) + 1
    if new is not None:
        waits = Alert(News.WAITED_FOR, {"channel": incoming.channel, "number": str(position)})
        await call_officers(connection, waits, now)
    return position, position * await _length(connection)


def _stood(state: State) -> str:
    """Return where a person stood before asking for an officer."""
    passed = (id for id in reversed(state.trail) if not id.startswith("human."))
    return next(passed, "")


async def _length(connection: AsyncConnection) -> timedelta:
    """Guess how long a talk takes, by the last ones."""
    lately = (
        select(handovers.c.taken_at, handovers.c.closed_at)
        .where(handovers.c.status == "closed", handovers.c.taken_at.is_not(None))
        .order_by(handovers.c.closed_at.desc())
        .limit(MODEL)
    )
    took = [row.closed_at - row.taken_at for row in await connection.execute(lately)]
    return sum(took, timedelta()) / len(took) if took else USUAL


async def leave(connection: AsyncConnection, conversation: str, now: datetime) -> None:
    """End a conversation's wish, by the person's own will."""
    await connection.execute(
        update(handovers)
        .where(handovers.c.conversation == conversation, handovers.c.status != "closed")
        .values(status="closed", closed_at=now)
    )


async def relay(
    connection: AsyncConnection, conversation: str, request: str, said: str, now: datetime
) -> bool:
    """Note what the person said to the officer, once; False, and the end, when nobody reads it."""
    talking = select(handovers.c.id).where(
        handovers.c.conversation == conversation, handovers.c.status == "human"
    )
    id = await connection.scalar(talking)
    if id is None:
        return False
    since = _unanswered(await lines(connection, id))
    if since is not None and now - since >= SILENCE:
        await leave(connection, conversation, now)
        return False
    line = {"handover": id, "request": request, "officer": "", "text": said, "at": now}
    await _note(connection, line)
    return True


def _unanswered(lines: Sequence[Line]) -> datetime | None:
    """Return since when the person waits for an answer of the officer, None if they do not."""
    since = None
    for line in lines:
        since = None if line.officer else since or line.at
    return since


async def _note(connection: AsyncConnection, line: dict[str, Any]) -> bool:
    """Write one line of a talk, once; False when it stands there already."""
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    noted = upsert(handover_messages).values(line).on_conflict_do_nothing()
    return (await connection.execute(noted)).rowcount == 1


async def opened(connection: AsyncConnection) -> Sequence[Handover]:
    """List who waits and who talks, the longest waiting first."""
    rows = await connection.execute(
        select(handovers).where(handovers.c.status != "closed").order_by(handovers.c.id)
    )
    return [_handover(row) for row in rows]


async def find(connection: AsyncConnection, id: int) -> Handover | None:
    row = (await connection.execute(select(handovers).where(handovers.c.id == id))).first()
    return _handover(row) if row else None


async def lines(connection: AsyncConnection, id: int) -> Sequence[Line]:
    """Read what was said, in its order."""
    rows = await connection.execute(
        select(handover_messages)
        .where(handover_messages.c.handover == id)
        .order_by(handover_messages.c.at, handover_messages.c.request)
    )
    return [Line(row.officer, row.text, row.at) for row in rows]


async def go_on(
    connection: AsyncConnection, id: int, officer: str, frm: Status, to: Status, now: datetime
) -> Handover | None:
    """Take a wish from one status to the next; None when another officer was faster."""
    values: dict[str, Any] = {"status": to, "officer": "" if to == "waiting" else officer}
    if to == "closed":
        values["closed_at"] = now
    elif frm == "waiting":
        values["taken_at"] = now
    mine = handovers.c.officer.in_(("", officer))
    row = (
        await connection.execute(
            update(handovers)
            .where(handovers.c.id == id, handovers.c.status == frm, mine)
            .values(values)
            .returning(handovers)
        )
    ).first()
    return _handover(row) if row else None


async def say(
    connection: AsyncConnection, handover: Handover, text: str, request: str, now: datetime
) -> bool:
    """Note what the officer said, once; False when the same request was noted before."""
    line = {"handover": handover.id, "request": request, "officer": handover.officer}
    return await _note(connection, {**line, "text": text, "at": now})


async def turn(
    connection: AsyncConnection, handover: Handover, mode: str, now: datetime, *, kept: bool
) -> int | None:
    """Make a turn that the person did not begin; None when one of theirs came between.

    `kept`: what is said stays here until the channel comes for it.
    """
    key = conversations.c.key == handover.conversation
    row = (await connection.execute(select(conversations).where(key))).first()
    if row is None:
        return None
    before = State.from_json(row.state)
    state = before.in_mode(mode, row.version + 1 if kept else before.kept)
    made = await unasked(connection, handover.conversation, row.version, state, now)
    return row.version + 1 if made else None


async def post(connection: AsyncConnection, letters: Sequence[Letter], owner: str) -> None:
    """Put letters into the outbox; those of no owner are sent by whoever looks first."""
    await connection.execute(insert(outbox), [row_of(letter, owner) for letter in letters])


async def tidy(connection: AsyncConnection, now: datetime) -> None:
    """Forget what was said a day after the end, and wishes that could not even be told so."""
    await connection.execute(
        update(handovers)
        .where(handovers.c.status == "waiting", handovers.c.asked_at < now - 2 * PATIENCE)
        .values(status="closed", closed_at=now)
    )
    over = handovers.c.closed_at < now - KEPT
    said = handover_messages.c.handover.in_(select(handovers.c.id).where(over))
    await connection.execute(delete(handover_messages).where(said))
    # What was said also stood in letters, and in answers kept for messages delivered again.
    here = select(handovers.c.conversation).where(over)
    letters = delete(outbox).where(outbox.c.conversation.in_(here), outbox.c.due_at.is_(None))
    await connection.execute(letters.where(outbox.c.created_at < now - KEPT))
    answers = update(inbox).where(inbox.c.conversation.in_(here), inbox.c.screens.is_not(None))
    await connection.execute(answers.where(inbox.c.received_at < now - KEPT).values(screens=None))

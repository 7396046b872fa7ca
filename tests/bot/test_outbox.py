"""The outbox: what is committed arrives, in its order, and nothing private arrives twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.app import Assistant, secret_key
from bot.channels.base import ChannelRefused, Incoming, NotNow, Uncertain
from bot.conversation import MAYBE_LOST, Conversation
from bot.outbox import Outbox
from bot.store import Known, Letter, Store, StoreUnavailable
from bot.store.letters import LEASE, SENDING
from handlers.model import Event, Picked, Said, Started
from lookup.population import demo_people
from tests.bot.conftest import Clock
from tests.bot.test_conversation import last_code
from tests.bot.wire import Wire


@dataclass
class Process:
    """One process of the service: its own memory, a shared database, its side of the wire."""

    assistant: Assistant
    wire: Wire
    store: Store
    outbox: Outbox
    conversation: Conversation
    count: int = 0

    @classmethod
    def start(cls, assistant: Assistant, wire: Wire, owner: str = "a") -> Process:
        store = Store(assistant.database, owner)
        outbox = Outbox(store, {"wire": wire}, assistant.clock)
        conversation = Conversation(
            assistant.core.engine,
            store,
            outbox,
            assistant.lookup,
            assistant.core.catalogues,
            secret_key(assistant.settings),
            assistant.clock,
        )
        return cls(assistant, wire, store, outbox, conversation)

    def message(self, event: Event | str, person: str = "an") -> Incoming:
        self.count += 1
        said = Said(event) if isinstance(event, str) else event
        return Incoming("wire", person, said, f"{self.store.owner}-{self.count}", message="m")

    async def says(self, event: Event | str, person: str = "an") -> None:
        await self.conversation.take(self.wire, self.message(event, person))
        await self.outbox.settled()

    async def look(self) -> None:
        await self.outbox.look()
        await self.outbox.settled()

    async def status(self) -> list[str]:
        async with self.assistant.database.connect() as connection:
            ordered = text("SELECT status FROM outbox ORDER BY conversation, version, number")
            return list((await connection.execute(ordered)).scalars())


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def process(assistant: Assistant, wire: Wire) -> AsyncIterator[Process]:
    made = Process.start(assistant, wire)
    yield made
    await made.outbox.settled()


async def sign_in(process: Process) -> None:
    citizen = (await demo_people(process.assistant.register))[0]
    await process.says(Picked("lookup.consent", "agree"))
    await process.says(citizen.personal_id.value)
    await process.assistant.lookup.settle()
    await process.says(last_code(process.assistant))


async def test_what_is_said_is_sent_once_and_its_text_is_not_kept(process: Process) -> None:
    await process.says(Started())
    assert len(process.wire.sent) == 2
    assert await process.status() == ["sent", "sent"]
    async with process.assistant.database.connect() as connection:
        assert set((await connection.execute(text("SELECT screen FROM outbox"))).scalars()) == {
            None
        }


async def test_a_message_delivered_again_is_not_answered_again(process: Process) -> None:
    message = process.message(Started())
    for _ in range(3):
        await process.conversation.take(process.wire, message)
        await process.outbox.settled()
    assert len(process.wire.sent) == 2


async def test_what_the_messenger_asks_to_wait_is_waited_and_the_order_kept(
    process: Process, clock: Clock
) -> None:
    process.wire.errors.extend([NotNow("flood", 30), NotNow("flood")])
    await process.says(Started())
    await process.says("k2 đ14 nđ104")
    clock.turn(seconds=29)
    await process.look()
    assert process.wire.sent == []
    clock.turn(seconds=1)
    await process.look()
    clock.turn(seconds=2)
    await process.look()
    assert ["Xin chào" in text for text in process.wire.texts] == [True, False, False]
    assert "khoản 2 Điều 14" in process.wire.texts[2]
    assert await process.status() == ["sent"] * 3


async def test_a_final_no_is_listed_and_holds_up_nothing(process: Process, clock: Clock) -> None:
    process.wire.errors.extend([ChannelRefused("blocked")])
    await process.says(Started())
    assert await process.status() == ["dead", "sent"]
    [letter] = await process.store.dead()
    assert (letter["channel"], letter["reason"]) == ("wire", "blocked")
    assert await process.store.revive("wire", clock()) == 1
    await process.look()
    assert await process.status() == ["sent", "sent"]


async def test_after_a_day_a_letter_is_given_up(process: Process, clock: Clock) -> None:
    process.wire.errors.extend([NotNow("down")] * 99)
    await process.says("0")
    for _ in range(40):
        clock.turn(hours=1)
        await process.look()
    assert set(await process.status()) == {"dead"}


async def test_what_may_have_arrived_is_said_again_if_it_is_law(
    process: Process, clock: Clock
) -> None:
    process.wire.errors.extend([Uncertain("timeout")])
    await process.says("k2 đ14 nđ104")
    clock.turn(seconds=1)
    await process.look()
    assert len(process.wire.sent) == 1


async def test_what_may_have_arrived_is_offered_if_it_is_private(
    process: Process, clock: Clock
) -> None:
    await sign_in(process)
    before = len(process.wire.sent)
    process.wire.arrives = True
    process.wire.errors.extend([Uncertain("timeout")])
    await process.says(Picked("lookup.record", "ethnicity"))
    clock.turn(seconds=1)
    await process.look()
    ethnicity, offer, _menu = (screen for _, screen in process.wire.sent[before:])
    assert ethnicity.private
    assert offer.text == MAYBE_LOST
    assert [option.address for option in offer.options] == ["go:lookup"]
    process.wire.sent.clear()
    await process.says(Picked("go", "lookup"))
    assert any("Thông tin cá nhân" in text for text in process.wire.texts)


async def test_what_was_not_sent_is_sent_even_if_it_is_private(
    process: Process, clock: Clock
) -> None:
    await sign_in(process)
    process.wire.sent.clear()
    process.wire.errors.extend([NotNow("flood", 1)])
    await process.says(Picked("lookup.record", "ethnicity"))
    clock.turn(seconds=1)
    await process.look()
    assert "Dân tộc" in process.wire.texts[0]


async def test_a_secret_is_deleted_before_the_answer_and_never_holds_it_up(
    process: Process, clock: Clock
) -> None:
    citizen = (await demo_people(process.assistant.register))[0]
    await process.says(Picked("lookup.consent", "agree"))
    process.wire.sent.clear()
    process.wire.errors.extend([Uncertain("timeout")])
    await process.says(citizen.personal_id.value)
    assert process.wire.sent
    assert process.wire.forgotten == []
    clock.turn(seconds=1)
    await process.look()
    assert process.wire.forgotten == ["m"]


async def test_a_killed_process_goes_on_where_it_was(
    process: Process, clock: Clock, wire: Wire
) -> None:
    await sign_in(process)
    wire.sent.clear()
    process.outbox.push = lambda *_: None  # type: ignore[method-assign]  # Killed after the commit.
    await process.says(Picked("go", "lookup"))
    assert wire.sent == []
    assert await process.store.recover(clock(), clock()) == 0, "begun since it was started"
    clock.turn(seconds=1)
    again = Process.start(process.assistant, wire)
    assert await again.store.recover(clock(), clock()) == 1
    for _ in range(9):
        await again.look()
    texts = wire.texts
    assert not any(screen.private for _, screen in wire.sent), "nothing private was written down"
    assert texts.count(MAYBE_LOST) == 1, "one offer stands for the three groups"
    assert "Bạn muốn làm gì tiếp" in texts[-1]


async def test_one_offer_stands_for_all_groups_however_often_the_process_is_killed(
    process: Process, clock: Clock, wire: Wire
) -> None:
    await sign_in(process)
    process.outbox.push = lambda *_: None  # type: ignore[method-assign]  # Killed after the commit.
    await process.says(Picked("go", "lookup"))
    wire.sent.clear()
    clock.turn(seconds=1)
    again = Process.start(process.assistant, wire)
    await again.store.recover(clock(), clock())
    for _ in range(9):
        [letter] = await again.store.claim(clock(), 1) or [None]
        if letter is None:
            break
        await again.store.settle(await again.outbox._try(letter))
        again = Process.start(process.assistant, wire)  # Killed after each letter.
    assert wire.texts.count(MAYBE_LOST) == 1
    assert "Bạn muốn làm gì tiếp" in wire.texts[-1]


async def test_another_process_takes_over_only_what_is_left_behind(
    process: Process, clock: Clock, wire: Wire
) -> None:
    process.outbox.push = lambda *_: None  # type: ignore[method-assign]  # Killed after the commit.
    await process.says(Started())
    other = Process.start(process.assistant, wire, owner="b")
    await other.look()
    assert wire.sent == []
    clock.turn(seconds=(SENDING + LEASE) / timedelta(seconds=1))
    await other.look()
    assert len(wire.sent) == 2


async def test_two_processes_keep_the_order_of_a_conversation(
    process: Process, clock: Clock, wire: Wire
) -> None:
    other = Process.start(process.assistant, wire, owner="b")
    wire.errors.extend([NotNow("flood", 5)])
    await process.says("k2 đ14 nđ104")
    await other.says("k1 đ5 nđ104")
    assert wire.sent == [], "the second answer waits for the first"
    clock.turn(seconds=5)
    for _ in range(2):
        await process.look()
        await other.look()
    assert "khoản 2 Điều 14" in wire.texts[0]
    assert len(wire.texts) == 2


async def test_a_letter_committed_while_the_next_is_looked_for_is_sent_at_once(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_next, known, came = process.store.next, process.store.known, list[Incoming]()

    async def still_waiting(incoming: Incoming) -> Known:
        return replace(await known(incoming), waiting=True)  # As it was a moment before.

    async def looking(now: datetime, conversation: str) -> Letter | None:
        letter = await due_next(now, conversation)
        if letter is None and not came:  # The look is over, and nobody knows its result yet.
            came.append(second)
            await process.conversation.take(process.wire, second)
        return letter

    first, second = process.message("k2 đ14 nđ104"), process.message("k2 đ14 nđ104")
    monkeypatch.setattr(process.store, "known", still_waiting)
    monkeypatch.setattr(process.store, "next", looking)
    await process.conversation.take(process.wire, first)
    await process.outbox.settled()
    assert await process.status() == ["sent"] * 2


async def test_two_processes_answer_one_message_once(process: Process, wire: Wire) -> None:
    other = Process.start(process.assistant, wire, owner="b")
    message = process.message("k2 đ14 nđ104")
    await asyncio.gather(
        *(one.conversation.take(wire, message) for one in (process, other) for _ in range(3))
    )
    await process.outbox.settled()
    await other.outbox.settled()
    assert len(wire.sent) == 1


async def test_what_breaks_on_our_side_ends_in_one_apology(
    process: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "bí mật"

    async def broken(*_: object) -> bool:
        raise RuntimeError(secret)

    monkeypatch.setattr(process.store, "keep", broken)
    await process.says(secret)
    [apology] = process.wire.texts
    assert "Xin lỗi" in apology
    assert secret not in caplog.text


async def test_what_cannot_be_committed_is_not_confirmed(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: object) -> bool:
        raise StoreUnavailable

    monkeypatch.setattr(process.store, "keep", down)
    with pytest.raises(StoreUnavailable):
        await process.says("a")
    assert process.wire.sent == []

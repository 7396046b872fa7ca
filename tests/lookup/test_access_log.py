"""Every reading is one row of the log, written before it happens, and told to the person."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select, update

from lookup.access import Reader
from lookup.audit import Broken, Fault, Keys, Whole
from lookup.auditing import seal
from lookup.consent import AskCorrection, Erase, HeldRead, MakeLink, ReadHeld, Withdraw
from lookup.helping import ConfirmHelp, ReadHelped
from lookup.ledger import AuditRow, SubjectRow
from lookup.model import (
    OUTCOMES,
    AccessLogRead,
    AddApp,
    CheckCode,
    ConfirmApp,
    Effect,
    EthnicityRead,
    HelpedRead,
    HouseholdRead,
    OfficerLookUp,
    PersonalRead,
    ReadAccessLog,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    ResidenceRead,
    SendCode,
    SessionEnded,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    Unavailable,
)
from lookup.officers import TakeShare
from lookup.repository import Register, Repository
from lookup.sharing import RevokeShares, ShareRecord
from tests.lookup.conftest import AN, CHI, KEYS, NOW, World

# Every effect that reads a record in a session; the first test sees that none is missing.
READINGS: dict[type[Effect], tuple[Effect, ...]] = {
    ReadPersonal: (ReadPersonal(), ReadPersonal(reveal=True)),
    ReadResidence: (ReadResidence(), ReadResidence(reveal=True)),
    ReadHousehold: (ReadHousehold(), ReadHousehold(reveal=True)),
    ReadEthnicity: (ReadEthnicity(),),
    ReadAccessLog: (ReadAccessLog(),),
    ReadHeld: (ReadHeld(),),
}
# What needs a session too, but reads nothing of the record.
DEEDS = {
    AddApp,
    ConfirmApp,
    AskCorrection,
    Withdraw,
    Erase,
    MakeLink,
    ShareRecord,
    RevokeShares,
    ConfirmHelp,
}
# What reads without a session of the person's own; each is counted where it is tested.
BY_OTHERS = {ReadHelped: "test_helping", TakeShare: "test_counter", OfficerLookUp: "test_counter"}
EACH = [effect for effects in READINGS.values() for effect in effects]
DATA = ("read_record", "read_ethnicity", "readings_by_others", "agreements_of")


async def sign_in(world: World, who=AN, conversation: str = "web:chat") -> None:
    await world.perform(SendCode(who), conversation=conversation)
    await world.perform(CheckCode(world.phone.code), conversation=conversation)


async def count(world: World) -> int:
    async with world.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_every_effect_that_needs_a_session_is_listed_as_a_reading() -> None:
    asked = {effect for effect, outcomes in OUTCOMES.items() if SessionEnded in outcomes}
    assert asked == set(READINGS) | DEEDS


def test_every_effect_that_tells_something_of_a_record_is_listed_as_a_reading() -> None:
    told = (PersonalRead, ResidenceRead, HouseholdRead, EthnicityRead, AccessLogRead, HeldRead)
    told += (HelpedRead, ShownAddress, ShownResidence, ShownHousehold)
    reads = {effect for effect, outcomes in OUTCOMES.items() if set(told) & set(outcomes)}
    assert reads == set(READINGS) | set(BY_OTHERS)


@pytest.mark.parametrize("effect", EACH, ids=repr)
async def test_a_reading_is_exactly_one_row_and_it_comes_first(
    world: World, effect: Effect, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_in(world)
    seen: list[int] = []

    def watch(name: str) -> None:
        owner = next(each for each in Repository.__mro__ if name in vars(each))
        original = getattr(owner, name)

        async def read(self, *given):
            seen.append(await count(world))  # On a connection of its own: what is committed.
            return await original(self, *given)

        monkeypatch.setattr(owner, name, read)  # Where a glance has it from, too.

    for name in DATA:
        watch(name)
    before = await count(world)
    await world.perform(effect, conversation="web:chat")
    assert await count(world) == before + 1
    assert seen
    assert set(seen) == {before + 1}


@pytest.mark.parametrize("effect", EACH, ids=repr)
async def test_without_a_session_nothing_is_read_and_nothing_logged(
    world: World, effect: Effect
) -> None:
    assert await world.perform(effect, conversation="web:chat") == SessionEnded()
    assert await count(world) == 0


async def test_the_row_says_what_was_read_and_nothing_of_the_person(world: World) -> None:
    await sign_in(world)
    await world.perform(ReadResidence(reveal=True), conversation="web:chat")
    async with world.engine.connect() as connection:
        row = (await connection.execute(select(AuditRow.subject, AuditRow.entry))).one()
    assert '"action":"residence","full":true,"purpose":"own","channel":"web"' in row.entry
    for personal in (AN.value, "Nguyễn", "0900000001", "Số 1"):
        assert personal not in row.entry + row.subject


async def test_a_person_sees_their_own_log_only(world: World) -> None:
    await sign_in(world, AN, "web:an")
    await sign_in(world, CHI, "web:chi")
    for _ in range(3):
        await world.perform(ReadHousehold(), conversation="web:chi")
    await world.perform(ReadPersonal(), conversation="web:an")
    read = await world.perform(ReadAccessLog(), conversation="web:an")
    assert read == AccessLogRead(usages=(), own=2)


async def test_one_subject_stands_for_one_person_across_chats(world: World) -> None:
    await sign_in(world, AN, "web:one")
    await world.perform(ReadPersonal(), conversation="web:one")
    await sign_in(world, CHI, "web:two")
    await world.perform(ReadPersonal(), conversation="web:two")
    async with world.engine.connect() as connection:
        names = (await connection.execute(select(SubjectRow.subject))).scalars().all()
        logged = (await connection.execute(select(AuditRow.subject))).scalars().all()
    assert len(names) == 2
    assert sorted(logged) == sorted(names)


async def test_two_hundred_readings_at_once_make_one_chain(world: World, tmp_path: Path) -> None:
    await sign_in(world)
    file = tmp_path / "checkpoints"
    reads = [world.perform(ReadPersonal(), conversation="web:chat") for _ in range(200)]
    await asyncio.gather(*reads)
    await world.lookup.seal_access_log(file, NOW)
    assert await world.lookup.verify_access_log(file) == Whole(rows=200, vouched=200)


async def test_readings_of_one_process_queue_and_do_not_draw_lots_for_the_lock(
    world: World, tmp_path: Path
) -> None:
    """Where SQLite may not wait at all, none is turned away."""
    await sign_in(world)
    await world.engine.dispose()
    if world.engine.dialect.name == "sqlite":
        event.listen(world.engine.sync_engine, "connect", _be_impatient)
    reads = [world.perform(ReadPersonal(), conversation="web:chat") for _ in range(40)]
    assert Unavailable() not in await asyncio.gather(*reads)
    assert await world.lookup.verify_access_log(tmp_path / "none") == Whole(rows=40, vouched=0)


def _be_impatient(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 0")
    cursor.close()


async def test_a_row_changed_in_the_database_is_named(world: World, tmp_path: Path) -> None:
    await read_five_times(world)
    async with world.engine.begin() as connection:
        hidden = update(AuditRow).where(AuditRow.number == 3)
        await connection.execute(hidden.values(reader=Reader.OFFICER))
    assert await world.lookup.verify_access_log(tmp_path / "none") == Broken(3, Fault.CHANGED)


async def test_a_row_deleted_in_the_database_is_named(world: World, tmp_path: Path) -> None:
    await read_five_times(world)
    async with world.engine.begin() as connection:
        await connection.execute(delete(AuditRow).where(AuditRow.number == 4))
    assert await world.lookup.verify_access_log(tmp_path / "none") == Broken(4, Fault.MISSING)


async def test_an_end_cut_off_is_found_by_the_checkpoint(world: World, tmp_path: Path) -> None:
    await read_five_times(world)
    file = tmp_path / "checkpoints"
    made = await world.lookup.seal_access_log(file, NOW)
    assert made is not None
    assert made.number == 5
    assert await world.lookup.seal_access_log(file, NOW) is None  # Nothing new to sign.
    async with world.engine.begin() as connection:
        await connection.execute(delete(AuditRow).where(AuditRow.number > 2))
    assert await world.lookup.verify_access_log(file) == Broken(3, Fault.MISSING)
    await world.perform(ReadPersonal(), conversation="web:chat")
    assert await world.lookup.verify_access_log(file) == Broken(4, Fault.MISSING)


async def test_another_secret_does_not_pass_for_ours(world: World, tmp_path: Path) -> None:
    await read_five_times(world)
    file = tmp_path / "checkpoints"
    await seal(Register(world.engine, KEYS), Keys.derive(b"x" * 32), file, NOW)
    assert await world.lookup.verify_access_log(file) == Broken(5, Fault.FORGED, 5)


async def read_five_times(world: World) -> None:
    await sign_in(world)
    for _ in range(5):
        await world.perform(ReadPersonal(), conversation="web:chat")
    assert await count(world) == 5

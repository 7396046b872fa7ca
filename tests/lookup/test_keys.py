from __future__ import annotations

import base64
import os
import secrets

import pytest
from sqlalchemy import select, text, update

from lookup.errors import SealBroken
from lookup.keys import Keys, read_masters
from lookup.model import Gender, Grant, PersonalId
from lookup.repository import Engine, Register
from lookup.tables import PersonKeyRow, PersonRow
from tests.lookup.conftest import AN, KEYS, NOW, PEOPLE

SECRET = bytes(range(32))
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)
TODAY = NOW.date()
GRANT = Grant(1, NOW)
IN_CLEAR = (AN.value, "Nguyễn Văn An", "1990-02-01", "0900000001", "đường Thử", "Tày", "con đẻ")


@pytest.fixture
async def register(engine: Engine) -> Register:
    register = Register(engine, KEYS)
    async with register.writing() as records:
        await records.add_rows(PEOPLE)
    return register


def test_what_is_sealed_opens_in_its_place_only() -> None:
    key, _ = KEYS.create(1)
    sealed = key.seal(b"value", "persons", "identity", 1)
    assert key.open(sealed, "persons", "identity", 1) == b"value"
    for place in (("persons", "identity", 2), ("persons", "name", 1), ("phones", "identity", 1)):
        with pytest.raises(SealBroken):
            key.open(sealed, *place)
    with pytest.raises(SealBroken):
        KEYS.create(1)[0].open(sealed, "persons", "identity", 1)


def test_one_changed_bit_is_refused() -> None:
    key, wrapped = KEYS.create(1)
    sealed = key.seal(b"value", "persons", "identity", 1)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        with pytest.raises(SealBroken):
            key.open(bytes(changed), "persons", "identity", 1)
    for short in (b"", sealed[:5], sealed[:20]):
        with pytest.raises(SealBroken):
            key.open(short, "persons", "identity", 1)
    assert KEYS.unwrap(1, wrapped).open(sealed, "persons", "identity", 1) == b"value"
    with pytest.raises(SealBroken):
        KEYS.unwrap(2, wrapped)


def test_a_seal_never_looks_the_same_twice() -> None:
    key, _ = KEYS.create(1)
    assert len({key.seal(b"value", "persons", "identity", 1) for _ in range(1000)}) == 1000


def test_the_blind_index_needs_the_secret() -> None:
    assert KEYS.citizen(AN) == Keys(SECRET).citizen(AN)
    assert KEYS.citizen(AN) != Keys(os.urandom(32)).citizen(AN)
    assert KEYS.citizen(AN) != KEYS.citizen(PersonalId("001090000002"))
    assert KEYS.index("line", AN.value) != KEYS.citizen(AN)


def test_a_key_is_wrapped_anew_and_opens_with_the_new_master_alone() -> None:
    before = Keys(SECRET, {"old": OLD})
    key, wrapped = before.create(7)
    sealed = key.seal(b"value", "persons", "identity", 7)
    fresh = Keys(SECRET, {"new": NEW, "old": OLD}).rewrap(7, wrapped)
    after = Keys(SECRET, {"new": NEW}, demo=False)
    assert after.unwrap(7, fresh).open(sealed, "persons", "identity", 7) == b"value"
    with pytest.raises(SealBroken, match="no master key is named 'old'"):
        after.unwrap(7, wrapped)
    with pytest.raises(SealBroken, match="does not fit"):
        Keys(SECRET, {"new": OLD}).unwrap(7, fresh)


def test_master_keys_are_read_the_current_one_first() -> None:
    written = ", ".join(
        f"{name}:{base64.b64encode(key).decode()}" for name, key in (("b", NEW), ("a", OLD))
    )
    masters = read_masters(written)
    assert list(masters) == ["b", "a"]
    assert Keys(SECRET, masters).current == "b"
    assert read_masters("") == {}


@pytest.mark.parametrize(
    "written",
    [
        "a",
        "a:",
        "a:c2hvcnQ=",
        f"a:{base64.b64encode(bytes(32)).decode()}",
        f"demo:{base64.b64encode(OLD).decode()}",
        f":{base64.b64encode(OLD).decode()}",
        f"a:{base64.b64encode(OLD).decode()},a:{base64.b64encode(NEW).decode()}",
        "a:not base64 at all!",
    ],
)
def test_a_weak_or_unclear_master_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="key"):
        read_masters(written)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Keys(b"short")


# --- In the database ---


async def test_no_value_of_a_person_stands_in_clear(register: Register, engine: Engine) -> None:
    async with engine.connect() as connection:
        for table in ("persons", "person_keys", "memberships", "residences", "phones"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            stored = b" ".join(
                value if isinstance(value, bytes) else str(value).encode()
                for row in rows
                for value in row
            )
            assert not [each for each in IN_CLEAR if each.encode() in stored]
    async with register.reading() as records:
        record = await records.read_record(GRANT, TODAY)
        assert record is not None
        assert (record.person.personal_id, record.person.name) == (AN, "Nguyễn Văn An")
        assert record.person.phone == "0900000001"
        assert record.person.gender is Gender.MALE
        assert await records.read_ethnicity(GRANT) == "Tày"


@pytest.mark.parametrize("column", ["identity", "ethnicity"])
async def test_a_value_moved_to_another_person_does_not_open(
    register: Register, engine: Engine, column: str
) -> None:
    values = getattr(PersonRow, column)
    async with engine.begin() as connection:
        theirs = await connection.scalar(select(values).where(PersonRow.id == 2))
        await connection.execute(
            update(PersonRow).where(PersonRow.id == 1).values({column: theirs})
        )
    async with register.reading() as records:
        read = (
            records.read_ethnicity(GRANT)
            if column == "ethnicity"
            else records.read_record(GRANT, TODAY)
        )
        with pytest.raises(SealBroken):
            await read


async def test_a_person_whose_key_is_destroyed_is_gone(register: Register) -> None:
    async with register.writing() as records:
        await records.destroy_key(1)
        assert await records.read_record(GRANT, TODAY) is None
        assert await records.read_ethnicity(GRANT) is None
        assert await records.find_person(KEYS.citizen(AN)) is None
        wife = await records.read_record(Grant(2, NOW), TODAY)
    assert wife is not None
    assert [member.name for member in wife.household] == ["Trần Thị Kim Chi", "Nguyễn Thị Bé"]


async def test_keys_are_rotated_while_records_are_read(register: Register, engine: Engine) -> None:
    rotating, left = Register(engine, Keys(SECRET, {"new": NEW})), []
    while True:
        async with rotating.writing() as records:
            if not await records.rewrap(2):
                break
            left.append(await records.count_old_keys())
        async with rotating.reading() as records:
            assert await records.read_record(GRANT, TODAY) is not None
            await records.try_keys()
    assert left == [3, 1, 0]
    production = Register(engine, Keys(SECRET, {"new": NEW}, demo=False))
    async with production.reading() as records:
        assert await records.read_record(GRANT, TODAY) is not None
        await records.try_keys()
    async with register.reading() as records:
        with pytest.raises(SealBroken, match="no master key is named 'new'"):
            await records.try_keys()
    async with engine.connect() as connection:
        masters = await connection.scalars(select(PersonKeyRow.master).distinct())
        assert list(masters) == ["new"]


@pytest.mark.usefixtures("register")
async def test_what_a_demo_sealed_does_not_open_in_production(engine: Engine) -> None:
    production = Register(engine, Keys(SECRET, {"new": NEW}, demo=False))
    async with production.reading() as records:
        with pytest.raises(SealBroken, match="no master key is named 'demo'"):
            await records.try_keys()
    with pytest.raises(ValueError, match="no master key"):
        Keys(SECRET, demo=False)

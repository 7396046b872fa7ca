"""The chain of the access log: whatever is done to its rows is found, and named."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookup import audit
from lookup.access import Action, Entry, Purpose, Reader
from lookup.audit import Broken, Checkpoint, Fault, Keys, Row, Verifier, Whole

KEYS = Keys.derive(bytes(range(32)))
STRANGERS = Keys.derive(bytes(range(1, 33)))
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ROWS = 24


def entry(number: int) -> Entry:
    return Entry(
        at=AT + timedelta(seconds=number),
        subject=f"{number % 5:032x}",
        reader=Reader.CITIZEN if number % 3 else Reader.OFFICER,
        receiver="" if number % 3 else "CA-0001, Công an phường Mẫu",
        action=list(Action)[number % len(Action)],
        full=number % 2 == 0,
        purpose=list(Purpose)[number % len(Purpose)],
        channel="web",
    )


def written(count: int, keys: Keys = KEYS, before: Sequence[Row] = ()) -> list[Row]:
    rows = list(before)
    while len(rows) < count:
        last = rows[-1].hash if rows else audit.START
        rows.append(audit.chain(last, len(rows) + 1, entry(len(rows)), keys))
    return rows


def verify(rows: Sequence[Row], checkpoints: Sequence[Checkpoint] = ()) -> Whole | Broken:
    verifier = Verifier(KEYS, checkpoints)
    for row in rows:
        if broken := verifier.take(row):
            return broken
    return verifier.finish()


LOG = written(ROWS)
SEALED = [audit.checkpoint(n, LOG[n - 1].hash, AT, KEYS) for n in (8, 16, ROWS)]


def test_a_log_that_nobody_touched_is_whole() -> None:
    assert verify(LOG, SEALED) == Whole(rows=ROWS, vouched=ROWS)


def test_rows_after_the_last_checkpoint_are_told_as_not_vouched_for() -> None:
    assert verify(LOG, SEALED[:2]) == Whole(rows=ROWS, vouched=16)


def test_an_entry_is_read_back_as_it_was_written() -> None:
    assert [audit.read(row) for row in LOG] == [entry(number) for number in range(ROWS)]


def test_a_checkpoint_is_read_back_as_it_was_written() -> None:
    assert [Checkpoint.from_line(each.to_line()) for each in SEALED] == SEALED
    with pytest.raises(ValueError, match="checkpoint"):
        Checkpoint.from_line("{}")


# --- What can be done to the rows: each returns them changed, and which is the first bad one ---


def _edit(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    row = rows[at]
    flipped = chance.randrange(len(row.entry))
    text = row.entry[:flipped] + chr(ord(row.entry[flipped]) ^ 1) + row.entry[flipped + 1 :]
    rows[at] = chance.choice(
        [
            replace(row, entry=text),
            replace(row, subject=f"{chance.getrandbits(128):032x}"),
            replace(row, hash=chance.randbytes(32)),
            replace(row, seal=chance.randbytes(32)),
        ]
    )
    return at + 1


def _edit_and_hash_again(rows: list[Row], chance: random.Random) -> int:
    """Change a row and make every later hash fit; the seals need the key."""
    at = chance.randrange(len(rows))
    seals = [row.seal for row in rows]
    last = rows[at - 1].hash if at else audit.START
    changed = replace(audit.read(rows[at]), subject=f"{chance.getrandbits(128):032x}")
    for number in range(at, len(rows)):
        told = changed if number == at else audit.read(rows[number])
        rows[number] = replace(audit.chain(last, number + 1, told, STRANGERS), seal=seals[number])
        last = rows[number].hash
    return at + 1


def _drop(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    del rows[at]
    return at + 1


def _drop_and_renumber(rows: list[Row], chance: random.Random) -> int:
    at = _drop(rows, chance)
    rows[:] = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    return at


def _insert(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows) + 1)
    last = rows[at - 1].hash if at else audit.START
    rows.insert(at, audit.chain(last, at + 1, entry(chance.randrange(1000)), STRANGERS))
    rows[:] = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    return at + 1


def _repeat(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    rows.insert(at + 1, rows[at])
    rows[:] = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    return at + 2


def _swap(rows: list[Row], chance: random.Random) -> int:
    one, other = sorted(chance.sample(range(len(rows)), 2))
    rows[one], rows[other] = (
        replace(rows[other], number=one + 1),
        replace(rows[one], number=other + 1),
    )
    return one + 1


def _truncate(rows: list[Row], chance: random.Random) -> int:
    left = chance.randrange(len(rows))
    del rows[left:]
    return left + 1


def _truncate_and_append(rows: list[Row], chance: random.Random) -> int:
    at = _truncate(rows, chance)
    rows[:] = written(ROWS + chance.randrange(3), STRANGERS, rows)
    return at


def _rewrite(rows: list[Row], _chance: random.Random) -> int:
    rows[:] = written(ROWS, STRANGERS)
    return 1


def _roll_back(rows: list[Row], chance: random.Random) -> int:
    """Bring back the file of an earlier day."""
    return _truncate(rows, chance)


TAMPERINGS = (
    _edit,
    _edit_and_hash_again,
    _drop,
    _drop_and_renumber,
    _insert,
    _repeat,
    _swap,
    _truncate,
    _truncate_and_append,
    _rewrite,
    _roll_back,
)


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda f: f.__name__.strip("_"))
def test_ten_thousand_tamperings_are_found_and_the_first_bad_row_is_named(
    tamper: Callable[[list[Row], random.Random], int],
) -> None:
    for seed in range(10_000 // len(TAMPERINGS) + 1):
        rows, chance = list(LOG), random.Random(seed)
        first_bad = tamper(rows, chance)
        found = verify(rows, SEALED)
        assert isinstance(found, Broken), seed
        assert found.number == first_bad, seed


@given(kept=st.integers(0, ROWS - 1), more=st.integers(0, 5))
@settings(max_examples=100)
def test_an_older_file_on_which_the_service_went_on_contradicts_a_checkpoint(
    kept: int, more: int
) -> None:
    """The seals are right then: the row is known to lie behind the last good checkpoint."""
    rows = list(LOG[:kept])
    for number in range(kept, ROWS + more):
        last = rows[-1].hash if rows else audit.START
        rows.append(audit.chain(last, number + 1, entry(number + 500), KEYS))
    found = verify(rows, SEALED)
    assert isinstance(found, Broken)
    assert found.fault is Fault.REPLACED
    assert found.after <= kept < found.number


def test_a_checkpoint_that_we_did_not_sign_is_told() -> None:
    forged = audit.checkpoint(ROWS, LOG[-1].hash, AT, STRANGERS)
    assert verify(LOG, [*SEALED, forged]) == Broken(ROWS, Fault.FORGED, ROWS)

"""`cutru law check`: what is there and yet wrong is found, and named with its remedy."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Core
from handlers.checking import check_answers
from legal_kb.checking import check, check_file, read_seal, sound
from legal_kb.loading import load
from tests.transcript import TODAY

DATA = Path(str(files("legal_kb").joinpath("data")))
FILES = sorted(DATA.glob("*.toml"))
SEALED = read_seal(DATA)
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_BLOCK = re.compile(r"(?m)^\[\[(?:article|clause|item|gap)\]\]\n(?:(?!\[).+\n|\n)+")
_POINT = re.compile(r'(?m)^points\."?(\w)"? = ".*"\n')


def test_the_law_that_is_shipped_is_whole() -> None:
    assert [str(fault) for fault in check()] == []


def test_the_answers_that_are_shipped_rest_on_law_in_force(core: Core) -> None:
    assert check_answers(core.engine.dialogue, core.knowledge, TODAY) == []


def test_answers_past_their_clauses_and_guides_not_looked_at_are_named(core: Core) -> None:
    faults = check_answers(core.engine.dialogue, core.knowledge, date(2028, 1, 1))
    assert any("was last compared on" in fault and "look at it again" in fault for fault in faults)


def mutated(text: str, data: st.DataObject) -> str | None:
    """Shift a day, drop a table, swap two points, or change a letter; None where none fits."""
    kind = data.draw(st.sampled_from(["day", "drop", "swap", "letter"]))
    if kind == "day":
        match = data.draw(st.sampled_from(list(_DATE.finditer(text))))
        shift = data.draw(st.integers(-400, 400).filter(bool))
        moved = date.fromisoformat(match[0]) + timedelta(days=shift)
        return text[: match.start()] + str(moved) + text[match.end() :]
    if kind == "drop":
        found = list(_BLOCK.finditer(text))
    elif kind == "swap":
        points = list(_POINT.finditer(text))
        found = [a for a, b in pairwise(points) if a.end() == b.start()]
    else:
        found = list(re.finditer(r'(?m)^(?:text|points\S*|note|title) = "[^"\n]{4,}"$', text))
    if not found:
        return None
    match = data.draw(st.sampled_from(found))
    if kind == "drop":
        return text[: match.start()] + text[match.end() :]
    if kind == "swap":
        other = _POINT.match(text, match.end())
        assert other
        return text[: match.start()] + other[0] + match[0] + text[other.end() :]
    at = match.end() - 2
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_every_mutation_of_the_data_is_found(file: Path, data: st.DataObject) -> None:
    text = file.read_text(encoding="utf-8")
    changed = mutated(text, data)
    if changed is None or changed == text:
        return
    folder = DATA.parent.parent / "var" / "mutated"
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / file.name
    copy.write_text(changed, encoding="utf-8")
    faults = check_file(copy, SEALED)
    assert faults
    assert all(fault.file and fault.place and fault.remedy for fault in faults if fault.place)


def change(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Change a copy of the data, and return what is found in it without looking at the seal."""
    copy = folder / "data"
    shutil.copytree(DATA, copy)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in sound(load(copy))]


def test_an_instrument_is_compared_with_the_sentence_that_gives_its_day(tmp_path: Path) -> None:
    (fault,) = change(
        tmp_path,
        "nd-104-2022.toml",
        "in_force = { from = 2023-01-01 }",
        "in_force = { from = 2023-01-02 }",
    )
    assert fault == (
        "nd-104-2022.toml: nd-104-2022/15.2: says that its instrument begins on 2023-01-01; "
        "correct `in_force`"
    )


def test_a_hole_between_two_wordings_is_found(tmp_path: Path) -> None:
    faults = change(tmp_path, "tt-55-2021.toml", "until = 2023-12-31", "until = 2023-12-30")
    assert any("has no wording from 2023-12-31 to 2023-12-31" in fault for fault in faults)


def test_a_circle_of_replacements_is_found(tmp_path: Path) -> None:
    faults = change(
        tmp_path, "tt-116-2026.toml", "\nsource =", '\nreplaced_by = "tt-55-2021"\nsource ='
    )
    assert any("replaces itself in a circle" in fault for fault in faults)


def test_a_clause_that_was_left_out_is_found(tmp_path: Path) -> None:
    text = (DATA / "luat-68-2020.toml").read_text(encoding="utf-8")
    clause = next(b for b in _BLOCK.finditer(text) if "article = 17\nclause = 1" in b[0])
    faults = change(tmp_path, "luat-68-2020.toml", clause[0], "")
    assert any("luat-68-2020/17.1: is left out" in fault for fault in faults)


def test_a_file_that_was_never_sealed_says_so(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    (copy / "seal.txt").write_text("", encoding="utf-8")
    faults = check(copy)
    assert {fault.fault for fault in faults} == {"is not sealed"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_sealed_file_by_itself_has_no_fault(file: Path) -> None:
    assert check_file(file, SEALED) == []

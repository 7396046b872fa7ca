"""A decree is added by one file: README's page on it, done step by step."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

from legal_kb.checking import SEAL, check, write_seal
from legal_kb.citations import find, resolve
from legal_kb.eli import path_of
from legal_kb.history import What, changes
from legal_kb.loading import load

README = Path(__file__).parents[2] / "README.md"
DATA = Path(str(files("legal_kb").joinpath("data")))


def example() -> tuple[str, str]:
    """Return the name and the text of the decree that README adds."""
    text = README.read_text(encoding="utf-8")
    found = re.search(r"`(nd-\d+-\d{4}\.toml)`[^\n]*\n\n```toml\n(.*?)```", text, re.DOTALL)
    assert found, "README shows no decree to add"
    return found[1], found[2]


def test_a_decree_is_added_as_readme_says(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    name, text = example()
    (folder / name).write_text(text, encoding="utf-8")

    assert {fault.fault for fault in check(folder)} == {"is not sealed"}
    (folder / SEAL).write_text(write_seal(load(folder)), encoding="utf-8")
    assert check(folder) == []

    knowledge, id = load(folder), name.removesuffix(".toml")
    (citation,) = find(f"khoản 1 Điều 1 {knowledge.instruments[id].number}")
    assert resolve(citation, knowledge).ids == (f"{id}/1.1",)  # type: ignore[union-attr]
    start = knowledge.instruments[id].in_force.start
    assert any(c.id == id and c.what is What.BEGAN for c in changes(knowledge, start, start))
    assert path_of(f"{id}/1.1").endswith("/dieu-1/khoan-1")
    assert knowledge.on(date(2000, 1, 1)).provision(f"{id}/1.1") is not None


def test_an_article_that_is_left_out_is_told_with_its_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    name, text = example()
    (folder / name).write_text(text.replace("clause = 1", "clause = 2"), encoding="utf-8")
    faults = [str(fault) for fault in check(folder) if "left out" in fault.fault]
    assert faults == [
        f"{name}: {name.removesuffix('.toml')}/1.1: is left out; add it, or a [[gap]] that says so"
    ]

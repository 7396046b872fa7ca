"""The data files, read once at start and checked before anything is quoted from them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from legal_kb.checks import (
    Block,
    check_head,
    check_keys,
    check_known,
    check_nfc,
    check_period,
    check_points,
    check_types,
    check_versions,
    check_wording,
)
from legal_kb.errors import DecreeError
from legal_kb.knowledge import Knowledge
from legal_kb.model import Certainty, Gap, Instrument, Period, Provision

_HEAD = {"kind", "number", "title", "issued", "in_force", "articles", "replaced_by", "source"}
_HEAD |= {"checked", "note", "sources", "article", "clause", "item", "gap", "gloss"}
_HEAD |= {"dates", "amends"}
_BLOCK = {"heading", "text", "from", "until", "verified", "source", "partial"}
_BLOCK |= {"amended_by", "replaced_by", "note"}
_TYPES: dict[str, type] = {
    **dict.fromkeys(("issued", "checked", "from", "until"), date),
    **dict.fromkeys(("in_force", "sources", "gloss", "points"), dict),
    **dict.fromkeys(("article", "clause", "item", "gap", "amends"), list),
}
_BLOCK_TYPES: dict[str, type] = {**_TYPES, "article": int, "clause": int, "source": list}
_PLACE = {"article": {"article"}, "clause": {"article", "clause", "points"}, "item": {"path"}}


def load(directory: Traversable | Path | None = None) -> Knowledge:
    """Read every file of `directory` (the packaged data by default); raise `DecreeError`."""
    folder = directory if directory is not None else files("legal_kb").joinpath("data")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    read = [_File.read(file) for file in found]
    provisions = [p for file in read for p in file.provisions()]
    knowledge = Knowledge.of((file.instrument for file in read), provisions)
    for file in read:
        file.check_references(knowledge)
    return knowledge


def read_file(file: Traversable | Path) -> tuple[Instrument, tuple[Provision, ...]]:
    """Read one data file by itself; raise `DecreeError`. Nothing is compared with other files."""
    read = _File.read(file)
    return read.instrument, tuple(read.provisions())


@dataclass(frozen=True)
class _File:
    """A data file that parses and has a sound head."""

    name: str
    data: Mapping[str, Any]
    instrument: Instrument

    @classmethod
    def read(cls, file: Traversable | Path) -> _File:
        try:
            text = file.read_text(encoding="utf-8")
            data = tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DecreeError(file.name, "", f"not TOML: {error}", "repair the syntax") from error
        check_nfc(file.name, text)
        check_keys(file.name, "head", data, _HEAD)
        check_types(file.name, "head", data, _TYPES)
        return cls(file.name, data, _instrument(file.name, data))

    def provisions(self) -> Iterator[Provision]:
        """Yield the provisions in the order of the file, all checks of one file done."""
        headings = {b.path: b.data.get("heading", "") for b in self._blocks}
        check_points(self._blocks)
        made = [p for block in self._blocks for p in self._of_block(block, headings)]
        check_versions(self.name, made)
        yield from self._with_glosses(made)

    def check_references(self, knowledge: Knowledge) -> None:
        """Raise unless every `replaced_by` and `amended_by` leads somewhere."""
        for block in self._blocks:
            for key in ("replaced_by", "amended_by"):
                check_known(self.name, block.place, key, block.data.get(key), knowledge)
        check_known(self.name, "head", "replaced_by", self.instrument.replaced_by, knowledge)
        for amended in self.instrument.amends:
            check_known(self.name, "head", "amends", amended, knowledge)

    @cached_property
    def _blocks(self) -> tuple[Block, ...]:
        order: list[tuple[int, Block]] = []
        for table, place in _PLACE.items():
            for number, data in enumerate(self.data.get(table, ()), 1):
                where = f"[[{table}]] number {number}"
                check_keys(self.name, where, data, _BLOCK | place)
                check_types(self.name, where, data, _BLOCK_TYPES)
                path, spoken = _place(self.name, table, number, data)
                order.append((data.get("article", 0), Block(self.name, path, spoken, data)))
        # The sort is stable: an article, its heading first, then its clauses as in the file.
        return tuple(block for _, block in sorted(order, key=lambda pair: pair[0]))

    def _of_block(self, block: Block, headings: Mapping[str, str]) -> Iterator[Provision]:
        check_wording(block)
        if "text" not in block.data and not block.points:
            return
        common = Provision(
            id="",
            instrument=self.instrument,
            text="",
            in_force=_period(block, self.instrument),
            verified=block.data["verified"],
            source=self._sources(block),
            heading=_heading(block.path, headings),
            replaced_by=block.data.get("replaced_by"),
            amended_by=block.data.get("amended_by"),
            note=block.data.get("note", ""),
            partial=block.data.get("partial", False),
        )
        for path, text in block.texts():
            yield replace(common, id=f"{self.instrument.id}/{path}", text=text)

    def _sources(self, block: Block) -> tuple[str, ...]:
        known = self.data.get("sources", {})
        names = block.data.get("source", ())
        for name in names:
            if name not in known:
                raise block.fault(f'source "{name}" is unknown', "name it under [sources]")
        return tuple(known[name] for name in names) or (self.instrument.source,)

    def _with_glosses(self, made: list[Provision]) -> Iterator[Provision]:
        left = {
            (language, key): text
            for language, table in self.data.get("gloss", {}).items()
            for key, text in table.items()
        }
        languages = {language for language, _ in left}
        wordings = Counter(provision.id for provision in made)
        for provision in made:
            keys = _gloss_keys(provision, alone=wordings[provision.id] == 1)
            taken = [
                at for language in languages for key in keys if (at := (language, key)) in left
            ]
            gloss = {at[0]: left.pop(at) for at in taken}
            yield replace(provision, gloss=gloss) if gloss else provision
        for language, key in left:
            remedy = 'write the path of one wording, "14.2.b" or "9.6@2026-09-28"'
            raise DecreeError(self.name, f"gloss.{language}", f'"{key}" is no wording', remedy)


def _instrument(file: str, data: Mapping[str, Any]) -> Instrument:
    for key in ("kind", "number", "title", "issued", "in_force", "source", "checked"):
        if not data.get(key):
            raise DecreeError(file, "head", f"no `{key}`", "give it before the first table")
    check_types(file, "in_force", data["in_force"], _TYPES)
    if "from" not in data["in_force"]:
        raise DecreeError(file, "in_force", "no `from`", "give the first day of force")
    instrument = Instrument(
        id=file.removesuffix(".toml"),
        kind=data["kind"],
        number=data["number"],
        title=data["title"],
        issued=data["issued"],
        in_force=Period(data["in_force"]["from"], data["in_force"].get("until")),
        source=data["source"],
        checked=data["checked"],
        articles=data.get("articles"),
        gaps=tuple(_gap(file, number, gap) for number, gap in enumerate(data.get("gap", ()), 1)),
        replaced_by=data.get("replaced_by"),
        note=data.get("note", ""),
        dates=_certainty(file, "head", "dates", data),
        amends=tuple(data.get("amends", ())),
    )
    check_head(file, instrument)
    return instrument


def _gap(file: str, number: int, data: Mapping[str, Any]) -> Gap:
    place = f"[[gap]] number {number}"
    check_keys(file, place, data, {"article", "clause", "note", "certainty"})
    check_types(file, place, data, _BLOCK_TYPES)
    if not data.get("note") or ("clause" in data and "article" not in data):
        raise DecreeError(file, place, "no article or no note", "say what is missing, and where")
    sure = _certainty(file, place, "certainty", data)
    return Gap(data.get("article"), data["note"], data.get("clause"), sure)


def _certainty(file: str, place: str, key: str, data: Mapping[str, Any]) -> Certainty:
    try:
        return Certainty(data.get(key, Certainty.VERIFIED))
    except ValueError as error:
        remedy = "use one of " + ", ".join(Certainty)
        raise DecreeError(file, place, f'`{key}` is "{data[key]}"', remedy) from error


def _place(file: str, table: str, number: int, data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the path and the spoken place of one table."""
    keys = sorted(_PLACE[table] - {"points"})
    for key in keys:
        if not data.get(key):
            remedy = "say which provision this is"
            raise DecreeError(file, f"[[{table}]] number {number}", f"no `{key}`", remedy)
    if table == "item":
        return data["path"], f"item {data['path']}"
    path = ".".join(str(data[key]) for key in keys)
    return path, ", ".join(f"{key} {data[key]}" for key in keys)


def _heading(path: str, headings: Mapping[str, str]) -> str:
    steps = path.split(".")
    above = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
    return next((headings[at] for at in above if headings.get(at)), "")


def _period(block: Block, instrument: Instrument) -> Period:
    start = block.data.get("from", instrument.in_force.start)
    until = block.data.get("until", instrument.in_force.until)
    period = Period(start, until)
    check_period(block.file, block.place, period)
    last = instrument.in_force.until
    if start < instrument.issued or (last and until and until > last):
        fault = "in force before the instrument was issued, or after it ended"
        raise block.fault(fault, "correct `from` or `until`")
    return period


def _gloss_keys(provision: Provision, *, alone: bool) -> set[str]:
    """Return the keys under which the file may gloss this wording, `alone` under its path."""
    path = provision.id.split("/", 1)[1]
    dated = f"{path}@{provision.in_force.start}"
    return {path, dated} if alone else {dated}

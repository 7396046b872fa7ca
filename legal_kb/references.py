"""References inside the law ("khoản 2 Điều này", "Nghị định này"), and who refers to what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from legal_kb.citations import Missing, name, resolve
from legal_kb.finding import Citation, find
from legal_kb.knowledge import KINDS, Knowledge
from legal_kb.model import Instrument, Provision


@dataclass(frozen=True)
class Reference:
    """A place in a text that leads to other provisions; none where they are not known here."""

    start: int
    end: int
    ids: tuple[str, ...]


_THIS = re.compile(
    r"\b(?P<kind>điều|khoản|luật|nghị định|thông tư|quyết định|nghị quyết)\s+này\b"
    r"|(?<!\w)(?P<plain>dieu|khoan|luat|nghi dinh|thong tu|quyet dinh|nghi quyet)\s+nay\b",
    re.IGNORECASE,
)


def grounded(text: str, at: str, knowledge: Knowledge) -> tuple[str, tuple[int, ...]]:
    """Return the text with "Điều này", "Luật này" … written out as seen from the provision `at`.

    Beside it stands, for each of its characters, the place in the original.
    """
    instrument_id, _, path = at.partition("/")
    steps = path.split(".") if path else []
    whole = name(instrument_id, knowledge)
    words = {"điều": steps[:1], "khoản": steps[1:2]}
    written, places, last = "", [], 0
    for match in _THIS.finditer(text):
        kind = unicodedata.normalize("NFC", (match["kind"] or match["plain"]).lower())
        kind = _ACCENTED.get(kind, kind)
        step = words.get(kind)
        if step is None:
            said = whole
        elif step and step[0].isdigit():
            said = f"{kind} {step[0]}"
        else:
            continue
        written += text[last : match.start()] + said
        places += [*range(last, match.start()), *([match.start()] * len(said))]
        last = match.end()
    return written + text[last:], (*places, *range(last, len(text)))


_ACCENTED = {"dieu": "điều", "khoan": "khoản"}


def references(provision: Provision, knowledge: Knowledge) -> tuple[Reference, ...]:
    """Return what a wording refers to, in the order of writing, each place once."""
    text = unicodedata.normalize("NFC", provision.text)
    written, places = grounded(text, provision.id, knowledge)
    found: dict[tuple[int, int], list[str]] = {}
    for citation in find(written):
        span = _span(citation, places, text)
        ids = _ids(_within(citation, provision), knowledge)
        found.setdefault(span, []).extend(ids)
    return tuple(
        Reference(start, end, tuple(id for id in dict.fromkeys(ids) if id != provision.id))
        for (start, end), ids in sorted(found.items())
    )


def _span(citation: Citation, places: tuple[int, ...], text: str) -> tuple[int, int]:
    start, end = places[citation.span[0]], places[citation.span[1] - 1]
    this = _THIS.match(text, end)
    return start, this.end() if this else end + 1


def _within(citation: Citation, provision: Provision) -> Citation:
    """Return the citation, of the provision's own instrument where it names none."""
    if citation.kind is not None or citation.number is not None:
        return citation
    own = provision.instrument
    return replace(citation, kind=KINDS[own.kind], number=_number(own), year=own.issued.year)


def _number(instrument: Instrument) -> str:
    return instrument.number.split("/")[0]


def _ids(citation: Citation, knowledge: Knowledge) -> tuple[str, ...]:
    outcome = resolve(citation, knowledge)
    if isinstance(outcome, Missing):
        return (outcome.gap,) if outcome.gap else ()
    return outcome.ids


@dataclass(frozen=True)
class Links:
    """Who refers to what, worked out once for all wordings that are loaded."""

    towards: Mapping[str, tuple[str, ...]]  # From a provision to those it names.
    back: Mapping[str, tuple[str, ...]]  # From a provision to those that name it.

    @classmethod
    def of(cls, knowledge: Knowledge) -> Links:
        """Read every wording; takes some seconds for some thousands of provisions."""
        towards: dict[str, dict[str, None]] = {}
        back: dict[str, dict[str, None]] = {}
        for source, target in _pairs(knowledge):
            towards.setdefault(source, {})[target] = None
            back.setdefault(target, {})[source] = None
        return cls(
            {id: tuple(ids) for id, ids in towards.items()},
            {id: tuple(ids) for id, ids in back.items()},
        )


def _pairs(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for id in knowledge.ids():
        for version in knowledge.versions(id):
            for reference in references(version, knowledge):
                for target in reference.ids:
                    yield id, target


def seen_from(text: str, at: str, knowledge: Knowledge) -> str:
    """Return a question about the provision `at` with the law it leaves unsaid written out.

    "khoản 3 điều này", "điểm b khoản này", "còn khoản 4 thì sao?" are then whole references.
    """
    instrument_id, _, path = at.partition("/")
    steps = path.split(".")
    if not steps[0].isdigit():
        return text
    whole = f"điều {steps[0]} {name(instrument_id, knowledge)}"
    written, _ = grounded(text, at, knowledge)
    if written != text and any(c.article is not None and c.kind is None for c in find(written)):
        return f"{written} {name(instrument_id, knowledge)}"
    if find(written) or not (part := _PART.search(written)):
        return written
    clause = f"khoản {steps[1]} " if part["point"] and len(steps) > 1 else ""
    return f"{written[: part.end()]} {clause}{whole}{written[part.end() :]}"


_PART = re.compile(
    r"(?<!\w)(?:(?:khoản|khoan)\s*\d{1,2}|(?:điểm|diem)\s+(?P<point>[a-zđ]))(?!\w)", re.IGNORECASE
)

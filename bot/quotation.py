"""Clauses as they are quoted: verbatim, with their dates, and with what is not sure of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from bot.i18n import Catalogue
from handlers.model import _
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge, Law
from legal_kb.model import Certainty, Period, Provision, Status

Kind = Literal["step", "text", "quote", "gloss", "note", "source", "record"]
QUOTED = 1500  # Characters of clauses that are quoted in full before the rest is only named.
_DOUBTS = MappingProxyType(
    {
        Certainty.SECONDARY: _("Ngày nêu trên lấy theo nguồn thứ hai, chưa đọc trong văn bản."),
        Certainty.UNVERIFIED: _("Ngày nêu trên chưa kiểm chứng được."),
    }
)
_GAP_DOUBTS = MappingProxyType(
    {
        Certainty.SECONDARY: _("Điều vừa nêu lấy theo nguồn thứ hai, chưa đọc trong văn bản."),
        Certainty.UNVERIFIED: _("Điều vừa nêu chưa kiểm chứng được."),
    }
)


@dataclass(frozen=True)
class Paragraph:
    kind: Kind
    text: str


def quotation(
    cites: Sequence[str], catalogue: Catalogue, law: Law, knowledge: Knowledge
) -> Iterator[Paragraph]:
    """Quote the provisions cited, each with its name, its dates and its status on the day."""
    room, first = QUOTED, True
    for cited in cites:
        if cited.startswith("guide:"):
            continue
        provisions = law.quote(cited)
        if not provisions:
            yield from _untold(cited, catalogue, law, knowledge)
            continue
        text = "\n".join(_numbered_text(p, cited) for p in provisions)
        if first or len(text) <= room:
            yield Paragraph("quote", f"“{text}”")
            gloss = "\n".join(_glosses(provisions, cited, catalogue.language))
            if gloss:
                label = catalogue.translate(_("Bản dịch không chính thức"))
                yield Paragraph("gloss", f"{label}: {gloss}")
            for note in dict.fromkeys(p.note for p in provisions if p.note):
                yield Paragraph("note", catalogue.translate(note))
            room -= len(text)
        first = False
        yield Paragraph("source", _source(cited, provisions, catalogue, law, knowledge))


def _numbered_text(provision: Provision, cited: str) -> str:
    """Put back the number that the official print has before a clause or a point."""
    path = provision.id.partition("/")[2].split(".")
    number, text = path[-1], provision.text
    if provision.partial:
        return f"… {text} …"
    if not path[0].isdecimal():  # A decision's annex: its parts carry their own numbers.
        return text
    if len(path) == 3:
        return f"{number}) {text}"
    if len(path) == 2:
        return f"{number}. {text}"
    heading = f"Điều {number}. {provision.heading}\n" if provision.heading else ""
    return f"{heading}{text}" if provision.id == cited else text


def _glosses(provisions: Sequence[Provision], cited: str, language: str) -> Iterator[str]:
    """Yield the translations there are, numbered as the provisions are, without the heading."""
    for provision in provisions:
        if text := provision.gloss.get(language):
            yield _numbered_text(replace(provision, text=text, heading=""), cited)


def _untold(
    cited: str, catalogue: Catalogue, law: Law, knowledge: Knowledge
) -> Iterator[Paragraph]:
    """Say what is known of a provision whose wording is not, and that it is not."""
    gap = knowledge.gap(cited)
    if gap:
        note = catalogue.translate(gap.note)
        yield Paragraph("note", _doubted(note, _GAP_DOUBTS, gap.certainty, catalogue))
    values = {"name": name_of(cited, knowledge)}
    line = catalogue.say(_("{name} (chúng tôi chưa có nguyên văn đã đối chiếu)."), values)
    instrument = knowledge.instruments.get(cited)
    if instrument:
        days = _standing(name_of(cited, knowledge), instrument.in_force, law.day, catalogue)
        if instrument.replaced_by and instrument.in_force.status(law.day) is Status.ENDED:
            after = {"name": name_of(instrument.replaced_by, knowledge)}
            days += " " + catalogue.say(_("Nay xem {name}."), after)
        line += "\n" + _doubted(days, _DOUBTS, instrument.dates, catalogue)
    yield Paragraph("source", line)


def _doubted(
    line: str, doubts: Mapping[Certainty, str], certainty: Certainty, catalogue: Catalogue
) -> str:
    doubt = doubts.get(certainty)
    return f"{line} {catalogue.translate(doubt)}" if doubt else line


def _standing(name: str, period: Period, day: date, catalogue: Catalogue) -> str:
    """Say since when something is in force, and until when."""
    values: dict[str, object] = {"name": name, "start": period.start}
    if period.until is not None:
        values["end"] = period.until + timedelta(days=1)
        values["last"] = period.until
    match period.status(day):
        case Status.IN_FORCE:
            text = _("{name}, hiệu lực từ {start}, còn hiệu lực.")
        case Status.ENDING:
            text = _("{name}, hiệu lực từ {start}, sẽ hết hiệu lực sau ngày {last}.")
        case Status.NOT_YET:
            text = _("{name}, chưa có hiệu lực, sẽ áp dụng từ {start}.")
        case Status.ENDED:
            text = _("{name}, hiệu lực từ {start}, đã hết hiệu lực từ {end}.")
    return catalogue.say(text, values)


def _source(
    cited: str,
    provisions: Sequence[Provision],
    catalogue: Catalogue,
    law: Law,
    knowledge: Knowledge,
) -> str:
    first = provisions[0]
    starts = {provision.in_force.start for provision in provisions}
    start = first.in_force.start if len(starts) == 1 else first.instrument.in_force.start
    shown = Period(start, first.in_force.until)
    line = _standing(name_of(cited, knowledge), shown, law.day, catalogue)
    if len(starts) > 1:
        line += " " + catalogue.say(_("Có phần sửa đổi từ {start}."), {"start": max(starts)})
    elif first.amended_by:
        by = {"name": name_of(first.amended_by, knowledge)}
        line += " " + catalogue.say(_("Lời văn theo {name}."), by)
    if first.replaced_by and law.status(first) is Status.ENDED:
        after = {"name": name_of(first.replaced_by, knowledge)}
        line += " " + catalogue.say(_("Nay xem {name}."), after)
    return _doubted(line, _DOUBTS, knowledge.dates(first), catalogue)

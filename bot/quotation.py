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
from legal_kb.knowledge import Law
from legal_kb.model import Certainty, Instrument, Period, Provision, Status

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
    cites: Sequence[str], catalogue: Catalogue, law: Law, today: date
) -> Iterator[Paragraph]:
    """Quote the provisions cited, each with its name, its dates and its status.

    The status is that on the day of `law`; where that is not `today`, what became of it is added.
    """
    room, first = QUOTED, True
    for cited in cites:
        if cited.startswith("guide:"):
            continue
        instrument = law.knowledge.instruments.get(cited)
        if instrument:
            yield from _instrument(instrument, catalogue, law, today)
            first = False
            continue
        provisions = law.quote(cited)
        if not provisions:
            yield from _untold(cited, catalogue, law)
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
        yield Paragraph("source", _source(cited, provisions, catalogue, law, today))


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


def _untold(cited: str, catalogue: Catalogue, law: Law) -> Iterator[Paragraph]:
    """Say what is known of a provision whose wording is not, and that it is not."""
    gap = law.knowledge.gap(cited)
    if gap:
        note = catalogue.translate(gap.note)
        yield Paragraph("note", _doubted(note, _GAP_DOUBTS, gap.certainty, catalogue))
    values = {"name": name_of(cited, law.knowledge)}
    line = catalogue.say(_("{name} (chúng tôi chưa có nguyên văn đã đối chiếu)."), values)
    yield Paragraph("source", line)


def _instrument(
    instrument: Instrument, catalogue: Catalogue, law: Law, today: date
) -> Iterator[Paragraph]:
    """Tell of an instrument as a whole: its title, what of it is here, its days, what amends it."""
    knowledge, name = law.knowledge, name_of(instrument.id, law.knowledge)
    yield Paragraph("quote", f"“{instrument.title}”")
    loaded = tuple(knowledge.below(instrument.id))
    articles = sorted({int(n) for n in map(_article, loaded) if n})
    if articles:
        values = {"articles": _ranges(articles), "last": articles[-1], "name": name}
        here = _(
            "Kho luật có nguyên văn, toàn bộ hay một phần, Điều {articles}. Nhắn, chẳng hạn, “Điều "
            "{last} {name}”."
        )
        yield Paragraph("note", catalogue.say(here, values))
    elif loaded:
        yield Paragraph("note", catalogue.translate(_("Kho luật có nguyên văn một phần.")))
    else:
        gap = knowledge.gap(instrument.id)
        told = gap.note if gap else _("Chúng tôi chưa có nguyên văn đã đối chiếu.")
        yield Paragraph("note", catalogue.translate(told))
    line = _standing(name, instrument.in_force, law.day, catalogue)
    if law.day != today:
        then = (_AHEAD if law.day > today else _THEN)[instrument.in_force.status(law.day)]
        line = catalogue.say(then, {**_days(name, instrument.in_force), "day": law.day})
    by = [name_of(id, knowledge) for id in knowledge.amended_by(instrument.id)]
    if by:
        line += " " + catalogue.say(_("Được sửa đổi bởi {names}."), {"names": ", ".join(by)})
    line += _successor(instrument.replaced_by, instrument.in_force, catalogue, knowledge.on(today))
    yield Paragraph("source", _doubted(line, _DOUBTS, instrument.dates, catalogue))


def _article(provision_id: str) -> str:
    number = provision_id.partition("/")[2].partition(".")[0]
    return number if number.isdecimal() else ""


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers in rising order, runs of them as "3–7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def _doubted(
    line: str, doubts: Mapping[Certainty, str], certainty: Certainty, catalogue: Catalogue
) -> str:
    doubt = doubts.get(certainty)
    return f"{line} {catalogue.translate(doubt)}" if doubt else line


def _standing(name: str, period: Period, day: date, catalogue: Catalogue) -> str:
    """Say since when something is in force, and until when."""
    return catalogue.say(_NOW[period.status(day)], _days(name, period))


def _days(name: str, period: Period) -> dict[str, object]:
    days: dict[str, object] = {"name": name, "start": period.start}
    if period.until is not None:
        days["end"] = period.until + timedelta(days=1)
        days["last"] = period.until
    return days


_NOW = MappingProxyType(
    {
        Status.IN_FORCE: _("{name}, hiệu lực từ {start}, còn hiệu lực."),
        Status.ENDING: _("{name}, hiệu lực từ {start}, sẽ hết hiệu lực sau ngày {last}."),
        Status.NOT_YET: _("{name}, chưa có hiệu lực, sẽ áp dụng từ {start}."),
        Status.ENDED: _("{name}, hiệu lực từ {start}, đã hết hiệu lực từ {end}."),
    }
)
_THEN = MappingProxyType(
    {
        Status.IN_FORCE: _("{name}, hiệu lực từ {start}; ngày {day} đang có hiệu lực."),
        Status.ENDING: _(
            "{name}, hiệu lực từ {start} đến hết {last}; ngày {day} đang có hiệu lực."
        ),
        Status.NOT_YET: _("{name}; ngày {day} chưa có hiệu lực, áp dụng từ {start}."),
        Status.ENDED: _("{name}, hiệu lực từ {start}; ngày {day} đã hết hiệu lực (từ {end})."),
    }
)
_AHEAD = MappingProxyType(
    {
        Status.IN_FORCE: _(
            "{name}, hiệu lực từ {start}; theo văn bản đã ban hành đến nay, ngày {day} còn hiệu "
            "lực."
        ),
        Status.ENDING: _(
            "{name}, hiệu lực từ {start} đến hết {last}; theo văn bản đã ban hành đến nay, ngày "
            "{day} còn hiệu lực."
        ),
        Status.NOT_YET: _THEN[Status.NOT_YET],
        Status.ENDED: _(
            "{name}, hiệu lực từ {start}; theo văn bản đã ban hành đến nay, ngày {day} đã hết "
            "hiệu lực (từ {end})."
        ),
    }
)


def source(provision: Provision, catalogue: Catalogue, law: Law, today: date) -> str:
    """Say what a provision is, by itself: its name, its days, what it is on the day of `law`."""
    return _source(provision.id, (provision,), catalogue, law, today)


def _source(
    cited: str, provisions: Sequence[Provision], catalogue: Catalogue, law: Law, today: date
) -> str:
    first = provisions[0]
    starts = {provision.in_force.start for provision in provisions}
    start = first.in_force.start if len(starts) == 1 else first.instrument.in_force.start
    name, shown = name_of(cited, law.knowledge), Period(start, first.in_force.until)
    if law.day != today:
        said = _AHEAD if law.day > today else _THEN
        line = catalogue.say(said[law.status(first)], {**_days(name, shown), "day": law.day})
        line += " " + _since_then(provisions, catalogue, law.knowledge.on(today))
        return _doubted(line, _DOUBTS, law.knowledge.dates(first), catalogue)
    line = _standing(name, shown, law.day, catalogue)
    if len(starts) > 1:
        line += " " + catalogue.say(_("Có phần sửa đổi từ {start}."), {"start": max(starts)})
    elif first.amended_by:
        by = {"name": name_of(first.amended_by, law.knowledge)}
        line += " " + catalogue.say(_("Lời văn theo {name}."), by)
    line += _successor(first.replaced_by, first.in_force, catalogue, law)
    return _doubted(line, _DOUBTS, law.knowledge.dates(first), catalogue)


def _since_then(then: Sequence[Provision], catalogue: Catalogue, law: Law) -> str:
    """Say what is today of a clause that was quoted as of another day."""
    now = [law.provision(provision.id) for provision in then]
    changed = [n.in_force.start for n, p in zip(now, then, strict=True) if n is not None and n != p]
    if changed:
        return catalogue.say(_("Nay lời văn đã khác, từ {start}."), {"start": max(changed)})
    first = then[0]
    match law.status(first):
        case Status.ENDED if first.in_force.until:
            end = first.in_force.until + timedelta(days=1)
            line = catalogue.say(_("Nay đã hết hiệu lực, từ {end}."), {"end": end})
            return line + _successor(first.replaced_by, first.in_force, catalogue, law)
        case Status.NOT_YET:
            return catalogue.translate(_("Nay cũng chưa có hiệu lực."))
        case _:
            return catalogue.translate(_("Nay vẫn còn hiệu lực."))


def _successor(replaced_by: str | None, period: Period, catalogue: Catalogue, law: Law) -> str:
    if not replaced_by or period.status(law.day) is not Status.ENDED:
        return ""
    after = {"name": name_of(replaced_by, law.knowledge)}
    return " " + catalogue.say(_("Nay xem {name}."), after)

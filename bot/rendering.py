"""Turn replies into screens: language, verbatim clauses with their dates, a channel's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bot.i18n import Catalogue
from handlers.model import Button, Reply, _
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge, Law
from legal_kb.model import Provision, Status

Kind = Literal["step", "text", "quote", "gloss", "note", "source", "record"]
QUOTED = 1500  # Characters of clauses that are quoted in full before the rest is only named.


@dataclass(frozen=True)
class Limits:
    """What a channel can carry."""

    text: int = 4000  # UTF-16 units of one message.
    buttons: bool = True  # False: choices become a numbered list.
    label: int = 40  # Characters of a button.


@dataclass(frozen=True)
class Paragraph:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Option:
    """A button as shown; `number` is what to type or press instead, where there is one."""

    label: str
    address: str
    number: int | None = None


@dataclass(frozen=True)
class Screen:
    """One message as a channel can show it."""

    paragraphs: tuple[Paragraph, ...]
    options: tuple[Option, ...] = ()
    nav: tuple[Option, ...] = ()
    private: bool = False
    language: str = "vi"

    @property
    def text(self) -> str:
        """The whole message in plain text."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


def render(
    replies: Sequence[Reply],
    catalogue: Catalogue,
    limits: Limits,
    knowledge: Knowledge,
    today: date,
) -> tuple[Screen, ...]:
    """Turn replies into screens that fit the channel. Pure: `today` decides what is in force."""
    law = knowledge.on(today)
    screens: list[Screen] = []
    for reply in replies:
        screens += _split(_screen(reply, catalogue, law, knowledge), limits)
    shaped = _last_buttons_only(screens)
    return tuple(shaped if limits.buttons else [_numbered(s, catalogue) for s in shaped])


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
            yield from _untold(cited, catalogue, knowledge)
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


def _screen(reply: Reply, catalogue: Catalogue, law: Law, knowledge: Knowledge) -> Screen:
    paragraphs = []
    if reply.step:
        step, steps = reply.step
        line = catalogue.say(_("Bước {step}/{steps}"), {"step": str(step), "steps": str(steps)})
        paragraphs.append(Paragraph("step", line))
    said = catalogue.say(reply.text, reply.values)
    paragraphs.append(Paragraph("record" if reply.private else "text", said))
    paragraphs += quotation(reply.cites, catalogue, law, knowledge)
    options = tuple(
        replace(_option(button, catalogue), number=number)
        for number, button in enumerate(reply.buttons, start=1)
    )
    nav = tuple(_option(button, catalogue) for button in reply.nav)
    return Screen(tuple(paragraphs), options, nav, reply.private, catalogue.language)


def _option(button: Button, catalogue: Catalogue) -> Option:
    shown = {name: str(value) for name, value in button.values.items()}
    return Option(catalogue.say(button.label, shown), button.address)


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


def _untold(cited: str, catalogue: Catalogue, knowledge: Knowledge) -> Iterator[Paragraph]:
    """Say what is known of a provision whose wording is not, and that it is not."""
    gap = knowledge.gap(cited)
    if gap:
        yield Paragraph("note", catalogue.translate(gap.note))
    values = {"name": name_of(cited, knowledge)}
    yield Paragraph(
        "source", catalogue.say(_("{name} (chúng tôi chưa có nguyên văn đã đối chiếu)."), values)
    )


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
    values: dict[str, object] = {"name": name_of(cited, knowledge), "start": start}
    until = first.in_force.until
    if until is not None:
        values["end"] = until + timedelta(days=1)
        values["last"] = until
    match law.status(first):
        case Status.IN_FORCE:
            text = _("{name}, hiệu lực từ {start}, còn hiệu lực.")
        case Status.ENDING:
            text = _("{name}, hiệu lực từ {start}, sẽ hết hiệu lực sau ngày {last}.")
        case Status.NOT_YET:
            text = _("{name}, chưa có hiệu lực, sẽ áp dụng từ {start}.")
        case Status.ENDED:
            text = _("{name}, hiệu lực từ {start}, đã hết hiệu lực từ {end}.")
    line = catalogue.say(text, values)
    if len(starts) > 1:
        line += " " + catalogue.say(_("Có phần sửa đổi từ {start}."), {"start": max(starts)})
    elif first.amended_by:
        by = {"name": name_of(first.amended_by, knowledge)}
        line += " " + catalogue.say(_("Lời văn theo {name}."), by)
    if first.replaced_by and law.status(first) is Status.ENDED:
        after = {"name": name_of(first.replaced_by, knowledge)}
        line += " " + catalogue.say(_("Nay xem {name}."), after)
    return line


# --- Limits ---


def units(text: str) -> int:
    """Count UTF-16 units, as messengers do."""
    return len(text.encode("utf-16-le")) // 2


def _split(screen: Screen, limits: Limits) -> list[Screen]:
    """Cut a long screen at paragraphs, then lines, then sentences; nothing is left out."""
    pages: list[list[Paragraph]] = [[]]
    size = 0
    for paragraph in screen.paragraphs:
        for piece in _pieces(paragraph.text, limits.text):
            length = units(piece) + 2
            if pages[-1] and size + length > limits.text:
                pages.append([])
                size = 0
            pages[-1].append(Paragraph(paragraph.kind, piece))
            size += length
    shown = [replace(screen, paragraphs=tuple(page), options=(), nav=()) for page in pages]
    shown[-1] = replace(shown[-1], options=screen.options, nav=screen.nav)
    return shown


def _pieces(text: str, most: int) -> list[str]:
    if units(text) + 2 <= most:
        return [text]
    for boundary in (r"(?<=\n)", r"(?<=[.;:!?]) ", r" ", ""):
        parts = [part for part in re.split(boundary, text) if part] if boundary else list(text)
        if len(parts) > 1:
            return _joined(parts, " " if boundary.endswith(" ") else "", most)
    return [text]


def _joined(parts: Sequence[str], between: str, most: int) -> list[str]:
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines[-1] else part
        if units(longer) + 2 <= most:
            lines[-1] = longer
        else:
            lines.append(part)
    return [piece for line in lines if line for piece in _pieces(line, most)]


def _last_buttons_only(screens: Sequence[Screen]) -> list[Screen]:
    """Keep the way back to the menu on the last screen of a turn only."""
    if not screens:
        return []
    return [replace(screen, nav=()) for screen in screens[:-1]] + [screens[-1]]


def _numbered(screen: Screen, catalogue: Catalogue) -> Screen:
    """Write the choices into the text, for channels without buttons."""
    lines = [f"{option.number}. {option.label}" for option in screen.options]
    if screen.nav:
        lines.append(catalogue.translate(_("0. Trang chủ · 9. Nhắc lại · *. Lùi lại")))
    lines += [f"“{o.label}”" for o in screen.nav if o.address in ("nav:restart", "nav:resume")]
    if not lines:
        return screen
    listed = Paragraph("text", "\n".join(lines))
    return replace(screen, paragraphs=(*screen.paragraphs, listed), options=(), nav=())

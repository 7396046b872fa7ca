"""Turn replies into screens: language, verbatim clauses with their dates, a channel's limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.i18n import Catalogue
from bot.quotation import Paragraph, quotation
from handlers.model import Button, Reply, _
from legal_kb.knowledge import Knowledge, Law

__all__ = ["Limits", "Option", "Paragraph", "Screen", "render", "units"]


@dataclass(frozen=True)
class Limits:
    """What a channel can carry."""

    text: int = 4000  # UTF-16 units of one message.
    buttons: bool = True  # False: choices become a numbered list.
    label: int = 40  # Characters of a button.


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

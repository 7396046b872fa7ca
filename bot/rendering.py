"""Turn replies into screens: language, verbatim clauses with their dates, a channel's limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from bot.brief import brief
from bot.i18n import SOURCE, Catalogue
from bot.quotation import Paragraph, quotation
from handlers.model import Button, Reply, Text, _
from handlers.replacing import replace
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge, Law

__all__ = ["Limits", "Option", "Paragraph", "Renderer", "Screen", "render", "units"]


REMEMBERED = 1024  # Answers that hold nothing of anybody's, as they were rendered.
MOST_CITED = 8  # Citations of one signed card, so that its QR code stays readable.


@dataclass(frozen=True)
class Limits:
    """What a channel can carry."""

    text: int = 4000  # UTF-16 units of one message.
    buttons: int = 24  # Buttons of one message; none: choices become a numbered list.
    label: int = 40  # UTF-16 units of a button.
    beside: int = 0  # UTF-16 units of a message with buttons, where it may hold fewer.
    deletes: bool = True  # What a person wrote can be deleted, or is not kept where it was typed.
    heard: bool = False  # It is listened to: texts of their own replace those made for reading.


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
    node: str = ""  # Which node says it.
    card: str = ""  # The path of its signed card, for an answer that quotes the law.
    lasts: int = 5  # Minutes until it is deleted, if it is private and the channel can.
    qr: str = ""  # What a QR code beside the text says, where the channel has pictures.

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
    if limits.heard:
        replies = [replace(reply, text=reply.spoken or reply.text) for reply in replies]
    whole = _last_buttons_only([_screen(r, catalogue, knowledge, today) for r in replies])
    fitting = (_fitted(screen, catalogue, limits) for screen in whole)
    return tuple(page for screen in fitting for page in _split(screen, limits))


class Renderer:
    """Renders in any language; what anybody would read alike on that day is worked out once."""

    def __init__(self, catalogues: Mapping[str, Catalogue], knowledge: Knowledge) -> None:
        self._catalogues, self._knowledge = catalogues, knowledge
        self._remembered = lru_cache(REMEMBERED)(self._render)

    def __call__(
        self, replies: tuple[Reply, ...], language: str, limits: Limits, today: date
    ) -> tuple[Screen, ...]:
        """Render, in Vietnamese where there is no such catalogue."""
        own = any(reply.private or reply.values or reply.heading for reply in replies)
        return (self._render if own else self._remembered)(replies, language, limits, today)

    def _render(
        self, replies: tuple[Reply, ...], language: str, limits: Limits, today: date
    ) -> tuple[Screen, ...]:
        catalogue = self._catalogues.get(language) or self._catalogues[SOURCE]
        return render(replies, catalogue, limits, self._knowledge, today)


def _screen(reply: Reply, catalogue: Catalogue, knowledge: Knowledge, today: date) -> Screen:
    paragraphs = []
    if reply.heading:
        paragraphs.append(Paragraph("step", catalogue.show(reply.heading)))
    if reply.step:
        step, steps = reply.step
        line = catalogue.say(_("Bước {step}/{steps}"), {"step": str(step), "steps": str(steps)})
        paragraphs.append(Paragraph("step", line))
    law = knowledge.on(reply.day or today)
    short = brief(reply, catalogue, knowledge, today) if reply.brief else None
    if short is not None:
        paragraphs += [
            Paragraph("text", short.said),
            Paragraph("source", short.source),
            Paragraph("note", short.copy),
        ]
    else:
        said = catalogue.say(reply.text, reply.values)
        paragraphs.append(Paragraph("record" if reply.private else "text", said))
        for ground in reply.grounds:
            named = "; ".join(name_of(cited, knowledge) for cited in ground.cites)
            paragraphs.append(Paragraph("note", f"• {catalogue.translate(ground.text)} ({named})"))
        paragraphs += quotation(reply.cites, catalogue, law, today)
    options = tuple(
        _option(button, catalogue, number) for number, button in enumerate(reply.buttons, start=1)
    )
    nav = tuple(_option(button, catalogue) for button in reply.nav)
    card = _card(reply, catalogue, law) if any(p.kind == "source" for p in paragraphs) else ""
    return Screen(
        tuple(paragraphs),
        options,
        nav,
        reply.private,
        catalogue.language,
        reply.node,
        card,
        reply.lasts,
        reply.qr,
    )


def _card(reply: Reply, catalogue: Catalogue, law: Law) -> str:
    """Return the path of the signed card: only menus, which have ways on, have one."""
    quoted = [id for id in reply.cites if law.quote(id)]
    if not (quoted and reply.nav) or reply.private or reply.declines:
        return ""
    asked = [("on", law.day.isoformat()), ("lang", catalogue.language)]
    asked += [("cites", id) for id in quoted[:MOST_CITED] if reply.node == "law.shown"]
    return f"/the/{reply.node}?{urlencode(asked, safe='/')}"


def _option(button: Button, catalogue: Catalogue, number: int | None = None) -> Option:
    shown = {name: str(value) for name, value in button.values.items()}
    return Option(catalogue.say(button.label, shown), button.address, number)


# --- Limits ---

_TYPE: Text = _("Gõ “{label}” nếu muốn.")
_WRITTEN: Mapping[str, Text] = {  # Ways that have no key of their own.
    "nav:restart": _TYPE,
    "nav:resume": _TYPE,
    "nav:why": _("Gõ “{label}” để biết lý do trả lời như vậy."),
}


def units(text: str) -> int:
    """Count UTF-16 units, as messengers do."""
    return len(text.encode("utf-16-le")) // 2


def _split(screen: Screen, limits: Limits) -> list[Screen]:
    """Cut a long screen at paragraphs, then lines, then sentences; nothing is left out."""
    pages = _pages(screen.paragraphs, limits.text)
    if limits.beside and (screen.options or screen.nav):
        pages += _pages(pages.pop(), limits.beside)
    bare = replace(screen, options=(), nav=(), card="", qr="")
    shown = [replace(bare, paragraphs=tuple(page)) for page in pages]
    shown[-1] = replace(screen, paragraphs=shown[-1].paragraphs)
    return shown


def _pages(paragraphs: Sequence[Paragraph], most: int) -> list[list[Paragraph]]:
    pages: list[list[Paragraph]] = [[]]
    size = 0
    for paragraph in paragraphs:
        for piece in _pieces(paragraph.text, most):
            length = units(piece) + 2
            if pages[-1] and size + length > most:
                pages.append([])
                size = 0
            pages[-1].append(Paragraph(paragraph.kind, piece))
            size += length
    return pages


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


def _fitted(screen: Screen, catalogue: Catalogue, limits: Limits) -> Screen:
    """Write into the text what buttons cannot carry: labels that are too long, choices too many.

    A button whose label stands in the text shows its number, which can be typed just as well.
    """
    options, nav, listed = screen.options, screen.nav, list[str]()
    if limits.buttons < len(options) + len(nav) <= limits.buttons + 1:
        nav = tuple(option for option in nav if option.address != "nav:why")  # It can be typed.
    if len(options) > limits.buttons or _any_too_long(options, limits):
        listed = [f"{option.number}. {option.label}" for option in options]
        options = tuple(replace(option, label=str(option.number)) for option in options)
    if len(options) > limits.buttons:
        options = ()
    if len(options) + len(nav) > limits.buttons or _any_too_long(nav, limits):
        if any(option.address.startswith(("nav:", "go:")) for option in nav):
            listed.append(catalogue.translate(_("0. Trang chủ · 9. Nhắc lại · *. Lùi lại")))
        written = (option for option in nav if option.address in _WRITTEN)
        listed += [catalogue.say(_WRITTEN[o.address], {"label": o.label}) for o in written]
        nav = ()
    if not listed:
        return replace(screen, nav=nav)
    paragraphs = (*screen.paragraphs, Paragraph("text", "\n".join(listed)))
    return replace(screen, paragraphs=paragraphs, options=options, nav=nav)


def _any_too_long(options: Sequence[Option], limits: Limits) -> bool:
    return any(units(option.label) > limits.label for option in options)

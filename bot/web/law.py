"""Pages of the law: every clause at an address of its own, on any day, with what replaced it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup, escape

from bot.i18n import SOURCE, Catalogue
from bot.web.pages import HEADERS, LAW, PAGE
from legal_kb.citations import name, near
from legal_kb.eli import ROOT, id_of, path_of
from legal_kb.export import to_akn, to_json, to_markdown
from legal_kb.history import Change, Comparison, What, changes, compare, gathered
from legal_kb.knowledge import Knowledge, parent
from legal_kb.model import Provision, Status
from legal_kb.references import Links, references

if TYPE_CHECKING:
    from bot.app import Assistant

MOST_SHOWN = 200  # Characters of a query.
RECENT = timedelta(days=365)  # How far back the list of changes goes unless asked.
_FORMATS = {
    "json": ("application/json", to_json),
    "md": ("text/markdown", to_markdown),
    "xml": ("application/akn+xml", to_akn),
}
STATUS: Mapping[Status, str] = {
    Status.IN_FORCE: LAW["in_force"],
    Status.ENDING: LAW["ending"],
    Status.ENDED: LAW["ended"],
    Status.NOT_YET: LAW["not_yet"],
}
HAPPENED: Mapping[What, str] = {
    What.BEGAN: LAW["began"],
    What.AMENDED: LAW["amended"],
    What.ENDED: LAW["stopped"],
}


@dataclass(frozen=True)
class Wording:
    """A provision as the page shows it."""

    id: str
    number: str
    text: Markup  # With its references as links.
    status: str
    live: bool
    provision: Provision


class Shelf:
    """What the pages need, worked out once: the law, and who refers to what."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        starts = (v.in_force.start for id in knowledge.ids() for v in knowledge.versions(id))
        self.earliest = min(starts, default=date.min)

    @cached_property
    def links(self) -> Links:
        return Links.of(self.knowledge)

    def wordings(self, id: str, day: date, catalogue: Catalogue) -> list[Wording]:
        law = self.knowledge.on(day)
        return [
            Wording(
                provision.id,
                _number(provision.id),
                _linked(provision, self.knowledge, day),
                catalogue.translate(STATUS[law.status(provision)]),
                law.status(provision) in (Status.IN_FORCE, Status.ENDING),
                provision,
            )
            for provision in law.quote(id)
        ]

    def back(self, id: str) -> list[str]:
        """Return who refers to a provision or to what stands below it, each once."""
        below = {id, *self.knowledge.below(id)}
        found = (other for own in sorted(below) for other in self.links.back.get(own, ()))
        return [other for other in dict.fromkeys(found) if other not in below]


def add_law(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    """Put the pages, the exports and the feed of changes on the application."""
    core, shelf = assistant.core, Shelf(assistant.core.knowledge)
    knowledge = core.knowledge

    def page(template: str, language: str, status: int = 200, **shown: Any) -> HTMLResponse:
        catalogue = core.catalogue(language)
        words = {key: catalogue.translate(text) for key, text in {**PAGE, **LAW}.items()}
        html = pages.get_template(template).render(
            words=words,
            language=catalogue.language,
            name=lambda of: name(of, knowledge),
            path=lambda of: _with(path_of(of), shown.get("given")),
            plain=path_of,
            say=catalogue.say,
            show=catalogue.show,
            status={status.value: catalogue.translate(text) for status, text in STATUS.items()},
            happened={what: catalogue.translate(text) for what, text in HAPPENED.items()},
            **shown,
        )
        return HTMLResponse(html, status, headers=HEADERS)

    def wrong(written: str, language: str) -> HTMLResponse:
        said = core.catalogue(language).say(LAW["no_day"], {"written": written[:40]})
        return page("law_missing.html", language, 400, said=said, near=())

    @app.get(ROOT, response_class=HTMLResponse, include_in_schema=False)
    async def shelf_page(q: str = "", ngay: str = "", lang: str = SOURCE) -> HTMLResponse:
        day = _day(ngay, assistant)
        if day is None:
            return wrong(ngay, lang)
        if q.strip():
            found = core.search.search(q, day)
            return page("law_found.html", lang, q=q[:MOST_SHOWN], found=found, day=day, given=ngay)
        rows = [
            (i, core.catalogue(lang).translate(STATUS[i.in_force.status(day)]))
            for i in sorted(knowledge.instruments.values(), key=lambda i: i.in_force.start)
        ]
        return page("law_list.html", lang, rows=rows[::-1], day=day, given=ngay)

    @app.get(f"{ROOT}/thay-doi", response_class=HTMLResponse, include_in_schema=False)
    async def changes_page(tu: str = "", den: str = "", lang: str = SOURCE) -> HTMLResponse:
        last = _day(den, assistant)
        first = _day(tu, assistant) if tu else last and last - RECENT
        if first is None or last is None:
            return wrong(den if last is None else tu, lang)
        found = gathered(changes(knowledge, *sorted((first, last))))
        return page("law_changes.html", lang, changes=found, first=first, last=last)

    @app.get(f"{ROOT}/thay-doi.atom", include_in_schema=False)
    async def feed() -> Response:
        today = assistant.conversation.today()
        found = gathered(changes(knowledge, today - RECENT, today + RECENT))
        catalogue = core.catalogues[SOURCE]
        xml = _atom(found, knowledge, catalogue, today)
        return Response(xml, media_type="application/atom+xml")

    @app.get(f"{ROOT}/{{address:path}}", include_in_schema=False)
    async def provision_page(
        address: str, ngay: str = "", so_voi: str = "", lang: str = SOURCE
    ) -> Response:
        stem, _, format = address.rpartition(".")
        exported = format in _FORMATS and id_of(stem, knowledge) in knowledge.instruments
        id = id_of(stem if exported else address, knowledge)
        day, other = _day(ngay, assistant), _day(so_voi, assistant) if so_voi else None
        if day is None or (so_voi and other is None):
            return wrong(ngay if day is None else so_voi, lang)
        if id is None or not (knowledge.has(id) or knowledge.gap(id)):
            said = core.catalogue(lang).say(LAW["missing"], {"address": address[:80]})
            return page("law_missing.html", lang, 404, said=said, near=near(id, knowledge))
        if exported:
            kind, export = _FORMATS[format]
            return Response(export(knowledge, id, day), media_type=kind)
        return page(
            "law.html",
            lang,
            id=id,
            day=day,
            given=ngay,
            wordings=shelf.wordings(id, day, core.catalogue(lang)),
            gap=knowledge.gap(id),
            instrument=knowledge.instruments[id.partition("/")[0]],
            above=_above(id),
            children=knowledge.children(id),
            versions=knowledge.versions(id),
            back=shelf.back(id),
            compared=_compared(compare(knowledge, id, day, other), day, other) if other else None,
            early=day < shelf.earliest,
        )


def _day(written: str, assistant: Assistant) -> date | None:
    """Return the day that is asked for, today where none is, None where it is no day."""
    if not written:
        return assistant.conversation.today()
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _with(path: str, given: str | None) -> str:
    return f"{path}?ngay={given}" if given else path


def _above(id: str) -> list[str]:
    found = []
    at = parent(id)
    while at is not None:
        found.append(at)
        at = parent(at)
    return found[::-1]


def _number(id: str) -> str:
    path = id.partition("/")[2].split(".")
    if not path[0].isdigit():
        return ""
    return (f"Điều {path[0]}.", f"{path[-1]}.", f"{path[-1]})")[len(path) - 1]


def _linked(provision: Provision, knowledge: Knowledge, day: date) -> Markup:
    """Return the wording with its references as links; nothing of it is changed."""
    html, last = Markup(), 0
    for reference in references(provision, knowledge):
        if not reference.ids or reference.start < last:
            continue
        html += escape(provision.text[last : reference.start])
        href = f"{path_of(reference.ids[0])}?ngay={day}"
        said = provision.text[reference.start : reference.end]
        html += Markup('<a href="{}">{}</a>').format(href, said)
        last = reference.end
    return html + escape(provision.text[last:])


def _compared(comparison: Comparison, day: date, other: date) -> dict[str, Any]:
    first, last = sorted((day, other))
    return {"first": first, "last": last, "same": comparison.same, "pieces": comparison.pieces()}


def _atom(found: Sequence[Change], knowledge: Knowledge, catalogue: Catalogue, today: date) -> str:
    """Return the changes as a feed; what is to come stands in it too, with its day."""
    space = "http://www.w3.org/2005/Atom"
    ET.register_namespace("", space)
    feed = ET.Element(f"{{{space}}}feed")

    def put(above: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
        made = ET.SubElement(above, f"{{{space}}}{tag}", attributes)
        made.text = text or None
        return made

    put(feed, "id", "urn:cutru:thay-doi")
    put(feed, "title", catalogue.translate(LAW["changes"]))
    put(feed, "updated", f"{today}T00:00:00Z")
    put(put(feed, "author"), "name", "Cư Trú")
    for change in found:
        entry = put(feed, "entry")
        put(entry, "id", f"urn:cutru:{change.id}:{change.what}:{change.day}")
        said = catalogue.translate(HAPPENED[change.what])
        put(entry, "title", f"{name(change.id, knowledge)}: {said} {change.day:%d/%m/%Y}")
        put(entry, "updated", f"{change.day}T00:00:00Z")
        put(entry, "link", href=f"{path_of(change.id)}?ngay={change.day}")
        put(entry, "summary", "; ".join(_by(change, knowledge)) or said)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(feed, encoding="unicode")


def _by(change: Change, knowledge: Knowledge) -> Iterator[str]:
    if change.by:
        yield name(change.by, knowledge)

"""The law on a day, for other programs and for paper: JSON, Markdown, Akoma Ntoso 3.0."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from legal_kb.citations import code, name
from legal_kb.eli import path_of
from legal_kb.knowledge import KINDS, Knowledge, Law
from legal_kb.model import Gap, Instrument, Provision

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_US = "#cutru"
_NAMES = {"luat": "law", "nd": "decree", "tt": "circular", "qd": "decision", "nq": "resolution"}


# --- JSON and Markdown ---


def to_json(knowledge: Knowledge, instrument_id: str, day: date) -> str:
    """Return an instrument and what of it holds on `day`, with dates, status and sources."""
    instrument, law = knowledge.instruments[instrument_id], knowledge.on(day)
    told = {
        "id": instrument.id,
        "address": path_of(instrument.id),
        "name": name(instrument.id, knowledge),
        "title": instrument.title,
        "issued": instrument.issued,
        "in_force": _days(instrument.in_force.start, instrument.in_force.until),
        "replaced_by": instrument.replaced_by,
        "source": instrument.source,
        "checked": instrument.checked,
        "note": instrument.note,
        "on": day,
        "provisions": [_provision(p, law) for p in law.quote(instrument.id)],
        "gaps": [_gap(gap) for gap in instrument.gaps],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def _provision(provision: Provision, law: Law) -> dict[str, Any]:
    return {
        "id": provision.id,
        "address": path_of(provision.id),
        "citation": code(provision.id, law.knowledge),
        "heading": provision.heading,
        "text": provision.text,
        "in_force": _days(provision.in_force.start, provision.in_force.until),
        "status": law.status(provision),
        "verified": provision.verified,
        "partial": provision.partial,
        "amended_by": provision.amended_by,
        "replaced_by": provision.replaced_by,
        "source": provision.source,
        "note": provision.note,
    }


def _days(start: date, until: date | None) -> dict[str, date | None]:
    return {"from": start, "until": until}


def _gap(gap: Gap) -> dict[str, Any]:
    return {"article": gap.article, "clause": gap.clause, "note": gap.note}


def to_markdown(knowledge: Knowledge, instrument_id: str, day: date) -> str:
    """Return an instrument as it reads on `day`: numbers as printed, then what is not known."""
    instrument = knowledge.instruments[instrument_id]
    lines = [f"# {name(instrument.id, knowledge)}", "", instrument.title, ""]
    article = ""
    for provision in knowledge.on(day).quote(instrument.id):
        path = provision.id.partition("/")[2].split(".")
        if path[0].isdigit() and path[0] != article:
            article = path[0]
            lines += [f"## Điều {article}. {provision.heading}".rstrip(". "), ""]
        lines += [_markdown(provision, path), ""]
    lines += [f"> Điều {_place(gap)}: {gap.note}" for gap in instrument.gaps]
    lines += ["", f"Theo luật ngày {day:%d/%m/%Y}. Nguồn: {instrument.source}."]
    return "\n".join(lines) + "\n"


def _markdown(provision: Provision, path: list[str]) -> str:
    text = f"… {provision.text} …" if provision.partial else provision.text
    if len(path) == 1 or not path[0].isdigit():
        return text
    return f"{path[1]}. {text}" if len(path) == 2 else f"   {path[2]}) {text}"


def _place(gap: Gap) -> str:
    return f"{gap.article}" if gap.clause is None else f"{gap.article}, khoản {gap.clause}"


# --- Akoma Ntoso ---


def to_akn(knowledge: Knowledge, instrument_id: str, day: date) -> str:
    """Return an instrument as it reads on `day` in Akoma Ntoso 3.0 XML (OASIS)."""
    instrument = knowledge.instruments[instrument_id]
    ET.register_namespace("", AKN)
    root = ET.Element(_tag("akomaNtoso"))
    act = _under(root, "act", name=_NAMES.get(KINDS[instrument.kind], "act"))
    _meta(act, instrument, knowledge, day)
    body = _under(act, "body")
    for top in knowledge.children(instrument_id):
        _element(body, top, knowledge.on(day))
    if not len(body):
        _untold(body, instrument)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _tag(tag: str) -> str:
    return f"{{{AKN}}}{tag}"


def _under(above: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(above, _tag(tag), attributes)
    if text:
        made.text = text
    return made


def _meta(act: ET.Element, instrument: Instrument, knowledge: Knowledge, day: date) -> None:
    meta = _under(act, "meta")
    identity = _under(meta, "identification", source=_US)
    kind = KINDS[instrument.kind]
    number = instrument.number.split("/")[0]
    work = f"/akn/vn/act/{kind}/{instrument.issued.year}/{number}"
    expression = f"{work}/vie@{day}"
    for tag, uri, on in (
        ("FRBRWork", work, instrument.issued),
        ("FRBRExpression", expression, day),
        ("FRBRManifestation", f"{expression}.xml", instrument.checked),
    ):
        part = _under(identity, tag)
        _under(part, "FRBRthis", value=f"{uri}/!main" if tag != "FRBRManifestation" else uri)
        _under(part, "FRBRuri", value=uri)
        _under(part, "FRBRdate", date=str(on), name=tag.removeprefix("FRBR").lower())
        _under(part, "FRBRauthor", href=_US)
        if tag == "FRBRWork":
            _under(part, "FRBRcountry", value="vn")
            _under(part, "FRBRnumber", value=instrument.number)
        elif tag == "FRBRExpression":
            _under(part, "FRBRlanguage", language="vie")
    life = _under(meta, "lifecycle", source=_US)
    begun = str(instrument.in_force.start)
    _under(life, "eventRef", eId="begun", date=begun, type="generation", source="#original")
    if instrument.in_force.until:
        end = str(instrument.in_force.until)
        _under(life, "eventRef", eId="ended", date=end, type="repeal", source="#original")
    references = _under(meta, "references", source=_US)
    _under(references, "original", eId="original", href=work, showAs=name(instrument.id, knowledge))
    _under(references, "TLCOrganization", eId="cutru", href="/ontology/cutru", showAs="Cư Trú")


def _element(above: ET.Element, id: str, law: Law) -> None:
    """Write an article, a clause, a point or a part of an annex, with all below it."""
    own = next((p for p in law.quote(id) if p.id == id), None)
    below = [child for child in law.knowledge.children(id) if law.quote(child)]
    if own is None and not below:
        return
    path = id.partition("/")[2].split(".")
    tag, word = _kind(path)
    named = {"name": "item"} if tag == "hcontainer" else {}
    element = _under(above, tag, eId=_eid(path, word), **named)
    number = {"article": f"Điều {path[-1]}.", "paragraph": f"{path[-1]}.", "point": f"{path[-1]})"}
    _under(element, "num", number.get(tag, path[-1]))
    heading = next((p.heading for p in law.quote(id) if p.heading), "")
    if tag == "article" and heading:
        _under(element, "heading", heading)
    if own is not None:
        _paragraphs(_under(element, "intro" if below else "content"), own)
    for child in below:
        _element(element, child, law)


def _kind(path: list[str]) -> tuple[str, str]:
    if not path[0].isdigit():
        return "hcontainer", "item"
    return (("article", "art"), ("paragraph", "para"), ("point", "point"))[len(path) - 1]


def _eid(path: list[str], word: str) -> str:
    if word == "item":
        return "item_" + "-".join(path)
    words = ("art", "para", "point")
    return "__".join(f"{w}_{step}" for w, step in zip(words, path, strict=False))


def _paragraphs(above: ET.Element, provision: Provision) -> None:
    for line in provision.text.split("\n"):
        _under(above, "p", f"… {line} …" if provision.partial else line)


def _untold(body: ET.Element, instrument: Instrument) -> None:
    """Say in the body that the wording is not known: a body must not be empty."""
    notes = "; ".join(gap.note for gap in instrument.gaps) or "Chưa có nguyên văn."
    holder = _under(body, "hcontainer", eId="gap", name="gap")
    _under(_under(holder, "content"), "p", notes)

"""The law for other programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from pydantic import BaseModel

from bot.brief import brief
from bot.core import answer, codes
from bot.web.pages import HEADERS, PAGE
from legal_kb.citations import Missing, code, find, is_id, name, resolve
from legal_kb.demand import Case, Paper, Procedure, Reading, Verdict, judge, load_rules
from legal_kb.eli import ROOT
from legal_kb.law_search import MOST
from legal_kb.model import Provision

if TYPE_CHECKING:
    from bot.app import Assistant

MOST_QUESTION = 4096  # Characters.


class Quote(BaseModel):
    """A provision as it stands on the day asked for."""

    id: str
    name: str
    text: str
    in_force_from: date
    in_force_until: date | None
    status: str
    verified: int
    source: list[str]
    gloss: dict[str, str]
    replaced_by: str | None


class Piece(BaseModel):
    """A stretch of an excerpt, and whether it was asked for."""

    text: str
    matched: bool


class FoundBody(BaseModel):
    """A provision in force that fits a query, with the part of its wording that shows it."""

    quote: Quote
    citation: str
    excerpt: list[Piece]


class Step(BaseModel):
    label: str
    address: str


class Why(BaseModel):
    """Why a question was taken as it was."""

    words: list[str]
    ideas: list[str]
    sample: str
    confidence: float
    nodes: list[tuple[str, float]]
    version: str


class AnswerBody(BaseModel):
    """An answer to one question."""

    question: str
    on: date
    language: str
    answer: str
    answer_text: str
    citations: list[str]
    quotes: list[Quote]
    next: list[Step]
    declined: bool
    node: str
    brief: list[str]  # Two lines: what is said, and the clause with its status.
    copy_ready: str
    card: str | None  # The path of the signed card, for answers that quote the law.
    outcome: str
    search: str | None  # Where its words are looked for in the law, if it was not understood.
    why: Why | None = None


class DemandStep(BaseModel):
    """One step of the reasoning, and the clauses it rests on."""

    says: str
    citations: list[str]


class DemandBody(BaseModel):
    """Whether a paper may be demanded; no verdict where the law that is loaded does not say."""

    on: date
    verdict: Verdict | None
    trace: list[DemandStep]


def add_api(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    core = assistant.core
    rules = load_rules()

    @app.get("/api/v1/answers", tags=["law"], response_model=AnswerBody)
    async def answers(
        q: Annotated[str, Query(min_length=1, max_length=MOST_QUESTION)],
        on: date | None = None,
        lang: Annotated[str, Query(pattern="^[a-z]{2}$")] = "vi",
        why: bool = False,
    ) -> AnswerBody:
        """Answer a question; its clauses carry their status on a day, by default today."""
        today = assistant.conversation.today()
        said = answer(core, q, today=today, language=lang, on=on)
        day = next((reply.day for reply in said.replies if reply.day), on or today)
        last = said.screens[-1]
        law = core.knowledge.on(day)
        quoted = [p for c in said.cites if not c.startswith("guide:") for p in law.quote(c)]
        catalogue = core.catalogue(last.language)
        told = (brief(reply, catalogue, core.knowledge, today) for reply in said.replies)
        short = next(filter(None, told), None)
        plain = [p.text for s in said.screens for p in s.paragraphs if p.kind in ("text", "step")]
        return AnswerBody(
            question=q,
            on=day,
            language=last.language,
            answer="\n\n".join(plain),
            answer_text=said.text,
            citations=codes(said.cites, core.knowledge),
            quotes=[_quote(provision, assistant, day) for provision in quoted],
            next=[Step(label=o.label, address=o.address) for o in last.options],
            declined=said.declined,
            node=said.node,
            brief=[short.said, short.source] if short else [],
            copy_ready=short.copy if short else "",
            card=next((s.card for s in said.screens if s.card), None),
            outcome=said.outcome,
            search=f"{ROOT}?{urlencode({'q': q})}" if said.node == "talk.unknown" else None,
            why=_why(assistant, q) if why else None,
        )

    @app.get("/api/v1/provisions/{id:path}", tags=["law"], response_model=list[Quote])
    async def provisions(id: str, on: date | None = None) -> list[Quote]:
        """Quote a provision on a day: by id ("nd-104-2022/14.2.b") or as it is written."""
        day = on or assistant.conversation.today()
        ids = [id] if core.knowledge.has(id) else _resolved(id, assistant)
        law = core.knowledge.on(day)
        return [_quote(provision, assistant, day) for i in ids for provision in law.quote(i)]

    @app.get("/api/v1/search", tags=["law"], response_model=list[FoundBody])
    async def search(
        q: Annotated[str, Query(min_length=1, max_length=MOST_QUESTION)],
        on: date | None = None,
        limit: Annotated[int, Query(ge=1, le=50)] = MOST,
    ) -> list[FoundBody]:
        """Find words in the law in force on a day, best first: one clause or point an article."""
        day = on or assistant.conversation.today()
        return [
            FoundBody(
                quote=_quote(found.provision, assistant, day),
                citation=code(found.provision.id, core.knowledge),
                excerpt=[Piece(**asdict(piece)) for piece in found.excerpt],
            )
            for found in core.search.search(q, day, limit)
        ]

    @app.get("/api/v1/demands", tags=["law"], response_model=DemandBody)
    async def demands(
        paper: Paper,
        procedure: Procedure,
        reading: Reading = Reading.UNKNOWN,
        on: date | None = None,
    ) -> DemandBody:
        """Say whether a paper may be demanded on a day, and by which steps that follows."""
        day = on or assistant.conversation.today()
        ruling = judge(Case(paper, procedure, reading, day), rules)
        steps = [
            DemandStep(says=r.note, citations=codes(r.cites, core.knowledge)) for r in ruling.trace
        ]
        return DemandBody(on=day, verdict=ruling.verdict, trace=steps)

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    async def docs() -> HTMLResponse:
        page = pages.get_template("api.html").render(spec=app.openapi(), words=PAGE)
        return HTMLResponse(page, headers=HEADERS)


def _why(assistant: Assistant, question: str) -> Why:
    grounds = assistant.core.engine.understanding.explain(question)
    return Why(**asdict(grounds), version=assistant.core.engine.version)


def _resolved(written: str, assistant: Assistant) -> list[str]:
    ids: list[str] = []
    gap = assistant.core.knowledge.gap(written)
    if gap:
        raise HTTPException(404, f"the wording is not verified: {gap.note}")
    for citation in () if is_id(written) else find(written):
        match resolve(citation, assistant.core.knowledge):
            case Missing(note=note, gap=str(told)) if told:
                raise HTTPException(404, f"the wording is not verified: {note}")
            case Missing(nearest=nearest):
                raise HTTPException(404, f"no such provision; near it: {', '.join(nearest)}")
            case found:
                ids += found.ids
    if not ids:
        raise HTTPException(404, "no such provision")
    return ids


def _quote(provision: Provision, assistant: Assistant, day: date) -> Quote:
    knowledge = assistant.core.knowledge
    return Quote(
        id=provision.id,
        name=name(provision.id, knowledge),
        text=provision.text,
        in_force_from=provision.in_force.start,
        in_force_until=provision.in_force.until,
        status=provision.in_force.status(day).value,
        verified=provision.verified,
        source=list(provision.source),
        gloss=dict(provision.gloss),
        replaced_by=provision.replaced_by,
    )

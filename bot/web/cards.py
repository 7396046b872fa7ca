"""Signed answer cards: as files, for other programs, and the page that verifies them."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from pydantic import BaseModel

from bot.answer_card.content import KINDS, Card, answer_card, card_of, issue, judge
from bot.answer_card.page import verifying_page
from bot.answer_card.signing import Forged
from bot.web.bodies import read_body
from bot.web.pages import HEADERS

if TYPE_CHECKING:
    from bot.app import Assistant

MOST_FILE = 4 * 1024 * 1024  # Bytes of a card that is verified.
Language = Annotated[str, Query(pattern="^[a-z]{2}$")]
Cites = Annotated[list[str] | None, Query(max_length=8)]
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


class VerdictBody(BaseModel):
    """What a card is on a day, and what it was signed to say."""

    truth: Literal["in_force", "superseded", "forged"]
    on: date
    since: date | None
    changed: str | None
    kind: str | None
    title: str | None
    text: str | None
    made_on: date | None
    citations: list[str]
    digest: str | None


def add_cards(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    core, signer = assistant.core, assistant.signer

    async def file_of(card: Card | None, kind: str) -> Response:
        from bot.answer_card.painting import paint  # Pillow is only loaded for those who ask.

        if card is None:
            raise HTTPException(404, "no card: this answer does not exist or cites no clause")
        catalogue = core.catalogue(card.language)
        token = issue(card, signer)
        data = await asyncio.to_thread(paint, card, token, kind, signer, catalogue, pages)
        shown = {**HEADERS, "Content-Security-Policy": PAGE_POLICY, "X-Card": token}
        return Response(data, media_type=KINDS[kind], headers=shown)

    @app.get("/the/{node}", tags=["cards"], response_class=Response)
    async def card(
        node: str, on: date | None = None, lang: Language = "vi", cites: Cites = None
    ) -> Response:
        """The signed card of an answer: /the/NODE.html, .png or .pdf, by the law of a day."""
        name, _, kind = node.rpartition(".")
        if kind not in KINDS:
            name, kind = node, "html"
        today = assistant.conversation.today()
        made = answer_card(core, name, on or today, lang, today, cites or ())
        return await file_of(made, kind)

    @app.get("/api/v1/cards", tags=["cards"], response_class=Response)
    async def cards(
        q: Annotated[str, Query(min_length=1, max_length=4096)],
        on: date | None = None,
        lang: Language = "vi",
        format: Literal["png", "pdf", "html"] = "png",
    ) -> Response:
        """Answer a question as a signed card; the header X-Card carries its token."""
        made = card_of(core, q, assistant.conversation.today(), lang, on)
        return await file_of(made, format)

    @app.post("/api/v1/cards/verify", tags=["cards"], response_model=VerdictBody)
    async def verify(request: Request, on: date | None = None) -> VerdictBody:
        """Verify a card: the body is its file (PNG, PDF, HTML as issued) or the QR code's text."""
        day = on or assistant.conversation.today()
        body, keys = await read_body(request, MOST_FILE), signer.keys
        try:
            token = keys.unseal(body) or body.decode("ascii").strip()
        except (Forged, UnicodeDecodeError):
            token = ""
        found = judge(token, keys, core.knowledge, day)
        said = found.said or {}
        return VerdictBody(
            truth=found.truth.value,
            on=day,
            since=found.since,
            changed=found.cited or None,
            kind=said.get("k"),
            title=said.get("t"),
            text=said.get("x"),
            made_on=said.get("d"),
            citations=[id for id, _mark in said.get("c", ())],
            digest=said["h"].hex() if said else None,
        )

    @app.get("/xac-minh", response_class=HTMLResponse, include_in_schema=False)
    async def verifying(lang: Language = "vi") -> HTMLResponse:
        """The page that verifies cards, also when it is saved and opened without a network."""
        today = assistant.conversation.today()
        page, headers = verifying_page(
            core.knowledge, signer.keys, core.catalogue(lang), today, pages
        )
        return HTMLResponse(page, headers=dict(headers))

"""Pages of their own: one-time links, the QR code of a share code, the officers' counter."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from bot.answer_card.content import KINDS, issue, residence_card
from bot.core import UNCUT
from bot.i18n import SOURCE
from bot.pictures import data_uri
from bot.rendering import Screen
from bot.web.bodies import MOST_JSON, read_body, read_form
from bot.web.chat import same_origin
from bot.web.pages import PAGE, Shown
from handlers.model import Reply, Tell
from handlers.wording import values_of
from lookup import sharing
from lookup.consent import Page
from lookup.errors import RegisterUnavailable
from lookup.model import (
    AccessLogRead,
    Effect,
    Outcome,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
)
from lookup.officers import OfficerSignedIn, OfficerSignIn, OfficerSignOut, TakeShare, parse_sign_in
from lookup.request import Request as Asked
from lookup.rights import Opened

if TYPE_CHECKING:
    from bot.app import Assistant

# Which node's text tells an outcome; a page says the same as a conversation.
TOLD: Mapping[type[Outcome], str] = {
    ShownAddress: "officer.address",
    ShownResidence: "officer.residence",
    ShownHousehold: "officer.household",
}


def add_pages(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    page = Shown(assistant.core, pages, PAGE).page

    def screens(request: Request, told: Mapping[str, Outcome]) -> tuple[Screen, ...]:
        language = request.headers.get("accept-language", "")[:2].lower()
        replies = tuple(_reply(assistant, node, outcome) for node, outcome in told.items())
        return assistant.conversation.rendered(replies, language or SOURCE, UNCUT)

    async def perform(effect: Effect, conversation: str) -> Outcome:
        asked = Asked(conversation, secrets.token_hex(8), assistant.clock())
        return await assistant.lookup.perform(effect, asked)

    async def card(request: Request, found: Opened) -> Response:
        """Sign where the person lives, and hand it over; nothing of it is kept here."""
        from bot.answer_card.painting import paint  # Pillow is only loaded for those who ask.

        made = residence_card(found.personal, found.residence, assistant.clock())
        token, catalogue = issue(made, assistant.signer), assistant.core.catalogue(made.language)
        files = {}
        for kind, media in KINDS.items():
            data = await asyncio.to_thread(
                paint, made, token, kind, assistant.signer, catalogue, pages
            )
            files[kind] = f"data:{media};base64,{base64.b64encode(data).decode('ascii')}"
        return page(request, "residence_card.html", files=files)

    @app.get("/xem/{token}", response_class=HTMLResponse, include_in_schema=False)
    async def link(request: Request, token: str) -> Response:
        """Ask before opening: what looks ahead at links must not use one up."""
        return page(request, "link.html", token=token[:64])

    @app.post("/xem/{token}", response_class=HTMLResponse, include_in_schema=False)
    async def opened(request: Request, token: str) -> Response:
        same_origin(request)
        try:
            found = await assistant.lookup.open_link(token[:64], assistant.clock())
        except RegisterUnavailable:
            return page(request, "opened.html", 503, unavailable=True)
        if found is None:
            return page(request, "opened.html", 410)
        if found.page is Page.CARD:
            return await card(request, found)
        shown = screens(request, _parts(found))
        copy = _copy(found) if found.page is Page.EXPORT else ""
        return page(request, "opened.html", screens=shown, copy=copy)

    @app.get("/ma-qr", response_class=HTMLResponse, include_in_schema=False)
    async def share_qr(request: Request) -> Response:
        """Make the QR code of a share code; nothing is kept."""
        return page(request, "share_qr.html")

    @app.post("/ma-qr", response_class=HTMLResponse, include_in_schema=False)
    async def made_qr(request: Request) -> Response:
        same_origin(request)
        typed = read_form(await read_body(request, MOST_JSON)).get("code", "")
        code = sharing.parse(typed)
        if code is None:
            return page(request, "share_qr.html", 422, wrong=True)
        return page(request, "share_qr.html", code=sharing.show(code), image=data_uri(code))

    @app.get("/can-bo", response_class=HTMLResponse, include_in_schema=False)
    async def counter(request: Request) -> Response:
        """Let an officer sign in and take one share code, in one form."""
        return page(request, "counter.html")

    @app.post("/can-bo", response_class=HTMLResponse, include_in_schema=False)
    async def taken(request: Request) -> Response:
        same_origin(request)
        form = read_form(await read_body(request, MOST_JSON))
        sign = parse_sign_in(f"{form.get('number', '')} {form.get('code', '')}")
        desk = f"page:{secrets.token_hex(16)}"
        if sign is None or not isinstance(
            await perform(OfficerSignIn(sign.number, sign.code), desk), OfficerSignedIn
        ):
            return page(request, "counter.html", 401, refused=True)
        shown = await perform(TakeShare(form.get("share", "")), desk)
        await perform(OfficerSignOut(), desk)
        node = TOLD.get(type(shown))
        if node is None:
            return page(request, "counter.html", 404, unknown=True)
        return page(request, "counter.html", screens=screens(request, {node: shown}))


def _reply(assistant: Assistant, node: str, outcome: Outcome) -> Reply:
    told = assistant.core.engine.dialogue.nodes[node]
    assert isinstance(told, Tell)  # noqa: S101 - a test goes through all of them.
    return Reply(told.text, values_of(outcome), private=True)


def _parts(opened: Opened) -> dict[str, Outcome]:
    record: dict[str, Outcome] = {
        "lookup.full_told": opened.personal,
        "lookup.full_residence_told": opened.residence,
        "lookup.household_told": opened.household,
    }
    if opened.page is Page.RECORD:
        return record
    usages = AccessLogRead(opened.usages, opened.own)
    return record | {"rights.held_told": opened.held, "access.told": usages}


def _copy(opened: Opened) -> str:
    """Return the copy of a person's data as a file that a browser can save."""
    values = asdict(opened)
    written = orjson.dumps(values, option=orjson.OPT_INDENT_2)
    return "data:application/json;base64," + base64.b64encode(written).decode("ascii")

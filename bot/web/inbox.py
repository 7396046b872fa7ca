"""The officers' inbox: who waits for a person, and the talks of who is signed in here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from bot.desk import NotYours, opens
from bot.i18n import VIETNAM
from bot.store.handovers import Handover
from bot.web.bodies import MOST_JSON, read_body, read_form
from bot.web.chat import same_origin
from bot.web.pages import INBOX, Shown
from handlers.model import Text
from lookup.officers import (
    Officer,
    OfficerHome,
    OfficerSignedIn,
    OfficerSignIn,
    OfficerSignOut,
    parse_sign_in,
)
from lookup.request import Request as Asked

if TYPE_CHECKING:
    from bot.app import Assistant

COOKIE = "cutru_officer"
HOME = "/can-bo/truc"
LONGEST = 2000  # Characters of one answer, as the narrowest messenger takes them.
LONGEST_NAME = 80  # Characters, in the table of talks.

Act = Callable[[int, str], Awaitable[None]]


@dataclass(frozen=True)
class Waiting:
    """One line of the list: nothing of the person but where they stood and since when."""

    id: int
    channel: str
    about: Text
    language: str
    officer: str
    minutes: int


def add_inbox(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    desk = assistant.conversation.desk
    shown = Shown(assistant.core, pages, INBOX)

    async def officer(request: Request, *, renews: bool = True) -> str:
        """Return the name of who is signed in here, "" for nobody."""
        token = request.cookies.get(COOKIE, "")
        if not token:
            return ""
        here = await assistant.lookup.perform(OfficerHome(renews), _asked(token, assistant.clock()))
        return _name(here) if isinstance(here, OfficerSignedIn) else ""

    def sign_in_page(request: Request, status: int = 200, **given: object) -> Response:
        return shown.page(request, "inbox_sign_in.html", status, **given)

    async def listed(request: Request, me: str, status: int = 200, **given: object) -> Response:
        now = assistant.clock()
        all_of_them = [_waiting(assistant, one, now) for one in await desk.opened()]
        back = opens(now)
        return shown.page(
            request,
            "inbox.html",
            status,
            me=me,
            waiting=[one for one in all_of_them if not one.officer],
            mine=[one for one in all_of_them if one.officer == me],
            others=[one for one in all_of_them if one.officer not in ("", me)],
            back=f"{back.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if back else "",
            **given,
        )

    @app.get(HOME, response_class=HTMLResponse, include_in_schema=False)
    async def inbox(request: Request) -> Response:
        """List who waits; a page that reloads itself does not keep the session open."""
        me = await officer(request, renews=not _by_itself(request))
        return await listed(request, me) if me else sign_in_page(request)

    @app.post(HOME, response_class=HTMLResponse, include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        same_origin(request)
        form = read_form(await read_body(request, MOST_JSON))
        sign = parse_sign_in(f"{form.get('number', '')} {form.get('code', '')}")
        token = secrets.token_urlsafe(32)
        if sign is None or not isinstance(
            await assistant.lookup.perform(
                OfficerSignIn(sign.number, sign.code), _asked(token, assistant.clock())
            ),
            OfficerSignedIn,
        ):
            return sign_in_page(request, 401, refused=True)
        response = RedirectResponse(HOME, 303)
        secure = assistant.settings.public_url.startswith("https://")
        response.set_cookie(
            COOKIE, token, path="/can-bo", httponly=True, samesite="strict", secure=secure
        )
        return response

    @app.post(f"{HOME}/thoat", include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        same_origin(request)
        if token := request.cookies.get(COOKIE, ""):
            await assistant.lookup.perform(OfficerSignOut(), _asked(token, assistant.clock()))
        response = RedirectResponse(HOME, 303)
        response.delete_cookie(COOKIE, path="/can-bo")
        return response

    @app.get(HOME + "/{id}", response_class=HTMLResponse, include_in_schema=False)
    async def talk(request: Request, id: int) -> Response:
        me = await officer(request, renews=not _by_itself(request))
        if not me:
            return sign_in_page(request)
        try:
            found, lines = await desk.talk(_bounded(id), me, again=_by_itself(request))
        except NotYours:
            return await listed(request, me, 409, not_yours=True)
        about = _waiting(assistant, found, assistant.clock())
        return shown.page(
            request,
            "inbox_talk.html",
            me=me,
            about=about,
            lines=lines,
            zone=VIETNAM,
            nonce=secrets.token_urlsafe(16),
            longest=LONGEST,
        )

    async def act(request: Request, id: int, do: Act, then: str) -> Response:
        same_origin(request)
        me = await officer(request)
        if not me:
            return sign_in_page(request, 401)
        try:
            await do(_bounded(id), me)
        except NotYours:
            return await listed(request, me, 409, not_yours=True)
        return RedirectResponse(then, 303)

    @app.post(HOME + "/{id}/nhan", include_in_schema=False)
    async def take(request: Request, id: int) -> Response:
        return await act(request, id, desk.take, f"{HOME}/{id}")

    @app.post(HOME + "/{id}/tra-lai", include_in_schema=False)
    async def give_back(request: Request, id: int) -> Response:
        return await act(request, id, desk.give_back, HOME)

    @app.post(HOME + "/{id}/xong", include_in_schema=False)
    async def close(request: Request, id: int) -> Response:
        return await act(request, id, desk.close, HOME)

    @app.post(HOME + "/{id}", include_in_schema=False)
    async def say(request: Request, id: int) -> Response:
        """Say something once, however often the form is sent."""
        form = read_form(await read_body(request, MOST_JSON))
        text = form.get("text", "").replace("\0", "").strip()  # PostgreSQL takes no NUL.
        if len(text) > LONGEST:
            raise HTTPException(422, f"an answer has at most {LONGEST} characters")

        async def said(id: int, me: str) -> None:
            if text:
                await desk.say(id, me, text, form.get("id", "")[:64])

        return await act(request, id, said, f"{HOME}/{id}#text")


def _waiting(assistant: Assistant, one: Handover, now: datetime) -> Waiting:
    dialogue = assistant.core.engine.dialogue
    topics = {topic.id: topic.title for topic in dialogue.topics}
    about = dialogue.titles.get(one.node) or topics.get(one.node.partition(".")[0], "")
    minutes = int((now - one.asked_at).total_seconds() // 60)
    return Waiting(one.id, one.channel, about, one.language, one.officer, max(0, minutes))


def _by_itself(request: Request) -> bool:
    return request.query_params.get("tu-dong") == "1"


def _bounded(id: int) -> int:
    """Return an id that the database can hold; nothing stands under 0."""
    return id if 0 <= id < 2**31 else 0


def _name(here: OfficerSignedIn) -> str:
    """Return how an officer is named to people, and in the table of talks."""
    full = Officer(here.number, here.office).receiver
    return full if len(full) <= LONGEST_NAME else here.number


def _asked(token: str, now: datetime) -> Asked:
    """Name an officer's session by the digest of its token, which is stored nowhere."""
    conversation = f"page:{hashlib.sha256(token.encode()).hexdigest()}"
    return Asked(conversation, secrets.token_hex(8), now)

"""The web chat and the demonstration phone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import orjson
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from bot.channels.base import Incoming, Malformed
from bot.channels.webchat import WebChat
from bot.conversation import Answer, News
from bot.i18n import VIETNAM
from bot.offices import demo_code
from bot.rendering import Screen
from bot.speech.listening import listenable
from bot.store import StoreUnavailable
from bot.web.bodies import MOST_JSON, MOST_PHOTO, read_body, read_form, read_json
from bot.web.cookies import Cookies, digest
from bot.web.pages import HEADERS, PAGE

if TYPE_CHECKING:
    from bot.app import Assistant

STATIC = {
    "law.css": "text/css",
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "inbox.js": "text/javascript",
    "call.css": "text/css",
    "call.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


def add_chat(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    web = assistant.channels["web"]
    assert isinstance(web, WebChat)  # noqa: S101
    cookies = cookies_of(assistant)

    def listen(screen: Screen) -> str:
        """Return the address of what a screen says, "" where that is not for everybody."""
        address = f"/speech/{screen.language}/{screen.node}"
        return address if listenable(assistant.core, screen) else ""

    def page(
        cookie: str, news: News, screens: Sequence[Screen], said: str = "", hide: bool = False
    ) -> Response:
        language = screens[0].language if screens else "vi"
        catalogue = assistant.core.catalogue(language)
        html = pages.get_template("chat.html").render(
            language=language,
            words={key: catalogue.translate(text) for key, text in PAGE.items()},
            screens=(*news.screens, *screens),
            heard=news.heard,
            mode=news.mode,
            said=said,
            hide=hide,
            nonce=secrets.token_urlsafe(16),
            demo=assistant.phone is not None,
            voice=assistant.voice.able,
            listen=listen,
        )
        response = HTMLResponse(html, headers=HEADERS)
        cookies.keep(response, cookie)
        return response

    def incoming_from(request: Request, cookie: str, said: Mapping[str, Any]) -> Incoming:
        hint = request.headers.get("accept-language", "")[:2].lower()
        try:
            found = web.parse({"language": hint, **said, "cookie": cookie})
        except Malformed as error:
            raise HTTPException(400, str(error)) from error
        assert found is not None  # noqa: S101 - parse of the web chat never passes over.
        renewed = digest(assistant.conversation.renewal(found))
        return replace(found, keys=(*cookies.keys(request), renewed), renewed=renewed)

    async def renew(response: Response, incoming: Incoming, answered: Answer) -> Response:
        """Hand out a new key to who has just signed in, and again if the answer was lost."""
        lost = answered.repeated and await assistant.lookup.holds(
            incoming.conversation, incoming.renewed
        )
        if answered.opened or lost:
            cookies.renew(response, assistant.conversation.renewal(incoming))
        return response

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def chat(request: Request) -> Response:
        cookie = cookies.conversation(request)
        incoming = incoming_from(request, cookie, {"id": "viewing-", "start": True})
        screens = await assistant.view(web, incoming)
        try:
            news = await assistant.conversation.news(incoming)
        except StoreUnavailable:  # The screens say so.
            news = News((), 0, "")
        return page(cookie, news, screens)

    @app.get("/chat/news", include_in_schema=False)
    async def news(request: Request, after: Annotated[int, Query(ge=0, lt=2**31)] = 0) -> Response:
        """Tell what an officer has said after a turn, and whether one is waited for."""
        asked = {"id": "viewing-", "start": True, "heard": after}
        incoming = incoming_from(request, cookies.known(request), asked)
        told = await assistant.conversation.news(incoming)
        answer = {**web.show(told.screens), "after": told.heard, "mode": told.mode}
        return Response(orjson.dumps(answer), media_type="application/json", headers=HEADERS)

    @app.get("/chat", include_in_schema=False)
    async def reopened() -> Response:
        """Lead an address that was kept or reloaded after a form back to the page."""
        return RedirectResponse("/", 303)

    @app.post("/chat", response_class=HTMLResponse, include_in_schema=False)
    async def post(request: Request) -> Response:
        """Take a form, for browsers without JavaScript."""
        same_origin(request)
        cookie = cookies.conversation(request)
        body = await read_body(request, MOST_JSON)
        said = read_form(body)
        incoming = incoming_from(request, cookie, said)
        answered = await assistant.respond(web, incoming)
        typed = "" if answered.forget or "address" in said else said.get("text", "")
        # While an officer talks nothing answers at once: the page says where one stands.
        screens = answered.screens or await assistant.view(web, incoming)
        news = News((), incoming.heard, answered.mode)
        shown = page(cookie, news, screens, said.get("label") or typed, answered.forget)
        return await renew(shown, incoming, answered)

    @app.post("/chat/messages", include_in_schema=False)
    async def messages(request: Request) -> Response:
        same_origin(request)
        cookie = cookies.known(request)
        said = read_json(await read_body(request, MOST_JSON))
        said.pop("photo", None)
        return await _answered(incoming_from(request, cookie, said))

    @app.post("/chat/photo", include_in_schema=False)
    async def photo(request: Request, id: str, heard: str = "") -> Response:
        """Take the bytes of one picture; they are never written down."""
        same_origin(request)
        cookie = cookies.known(request)
        image = await read_body(request, MOST_PHOTO)
        held = web.hold(image)
        try:
            sent = {"id": id, "photo": held, "heard": heard}
            return await _answered(incoming_from(request, cookie, sent))
        finally:
            web.drop(held)

    async def _answered(incoming: Incoming) -> Response:
        answered = await assistant.respond(web, incoming)
        shown = {
            **web.show(answered.screens),
            "hide": answered.forget,
            "mode": answered.mode,
        }
        if answered.screens:
            shown["screens"][-1]["listen"] = listen(answered.screens[-1])
        told = Response(orjson.dumps(shown), media_type="application/json", headers=HEADERS)
        return await renew(told, incoming, answered)

    @app.get("/static/{file}", include_in_schema=False)
    async def static(file: str) -> Response:
        if file not in STATIC:
            raise HTTPException(404, "no such file")
        content = files("bot").joinpath("pages", file).read_bytes()
        return Response(content, media_type=STATIC[file], headers={"Cache-Control": "max-age=300"})


def cookies_of(assistant: Assistant) -> Cookies:
    """Return the cookies of a page that is served under the public address."""
    return Cookies(secure=assistant.settings.public_url.startswith("https://"))


def same_origin(request: Request) -> None:
    """Refuse a form that another site sent: the cookie alone would not tell."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    foreign = origin is not None and _host_of(origin) != request.headers.get("host")
    if foreign or site not in ("same-origin", "none"):
        raise HTTPException(403, "this form belongs to another site")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[": no browser's.
        return ""


def add_demo_phone(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    @app.get("/demo/phone", response_class=HTMLResponse, include_in_schema=False)
    async def phone() -> HTMLResponse:
        """Show the text messages that invented people received."""
        from lookup.population import demo_people

        await assistant.lookup.settle()
        people = await demo_people(assistant.register)
        officer = await demo_code(assistant.register, assistant.clock())
        messages = assistant.phone.messages if assistant.phone else ()
        html = pages.get_template("phone.html").render(
            words=PAGE,
            people=people,
            officer=officer,
            messages=list(reversed(messages)),
            zone=VIETNAM,
        )
        return HTMLResponse(html, headers=HEADERS)

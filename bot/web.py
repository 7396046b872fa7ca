"""The HTTP side: one webhook route for all channels, the web chat, the API, health."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qs, urlsplit

import orjson
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, select_autoescape
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

from bot.channels.base import ChannelRefused, Incoming, Malformed
from bot.channels.webchat import WebChat
from bot.conversation import VIETNAM
from bot.core import answer, codes
from bot.rendering import Screen
from bot.store import StoreUnavailable
from handlers.model import _
from legal_kb.citations import Missing, find, name, resolve
from legal_kb.model import Provision

if TYPE_CHECKING:
    from bot.app import Assistant

MOST_JSON = 64 * 1024  # Bytes of a webhook's or a form's body.
MOST_PHOTO = 10 * 1024 * 1024
MOST_QUESTION = 4096  # Characters.
COOKIE = "cutru"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'"
    ),
    # Not "no-referrer": with it browsers send the forms of this page with "Origin: null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# The words of the page itself.
PAGE: Mapping[str, str] = {
    "title": _("Cư Trú: hỏi về giấy tờ chứng minh nơi cư trú"),
    "tagline": _("Trả lời kèm nguyên văn điều luật. Bản thử nghiệm, dữ liệu giả lập."),
    "not_authority": _("Đây không phải cơ quan nhà nước."),
    "never_ask": _("Chúng tôi không bao giờ hỏi mật khẩu, passcode VNeID hay mã ngân hàng."),
    "log": _("Cuộc trò chuyện"),
    "you": _("Bạn"),
    "assistant": _("Cư Trú"),
    "placeholder": _("Gõ câu hỏi, không cần dấu cũng được"),
    "box": _("Gõ câu hỏi"),
    "send": _("Gửi"),
    "photo": _("Gửi ảnh mã QR của thẻ"),
    "sending": _("Đang gửi…"),
    "offline": _("Không gửi được. Kiểm tra mạng rồi bấm Gửi lại."),
    "retry": _("Gửi lại"),
    "photo_large": _("Ảnh lớn hơn 10 MB. Hãy chụp lại riêng mã QR của thẻ."),
    "choices": _("Các mục để chọn"),
    "ways": _("Đi đến"),
    "language": _("Ngôn ngữ và trang khác"),
    "docs": _("Dành cho lập trình viên"),
    "hidden": _("(đã ẩn)"),
    "quote": _("Nguyên văn điều luật"),
    "skip": _("Đến ô nhập câu hỏi"),
    "demo_phone": _("Điện thoại thử nghiệm"),
    "phone_title": _("Tin nhắn đến điện thoại thử nghiệm"),
    "phone_about": _("Trang này thay cho điện thoại thật của những người giả lập."),
    "phone_empty": _("Chưa có tin nhắn nào. Hãy xin mã trong cuộc trò chuyện."),
    "phone_reload": _("Tải lại"),
    "phone_people": _("Ba người để thử"),
    "phone_back": _("Về cuộc trò chuyện"),
    "phone_messages": _("Tin nhắn"),
    "phone_id": _("Số định danh cá nhân"),
    "phone_number": _("Điện thoại"),
    "api_title": _("Giao diện lập trình của Cư Trú"),
    "api_paths": _("Các đường dẫn"),
    "api_parameters": _("Tham số"),
    "api_responses": _("Trả lời"),
    "api_shapes": _("Các kiểu dữ liệu"),
}


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


class Step(BaseModel):
    label: str
    address: str


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


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Put every route on the application."""
    pages = Environment(
        loader=PackageLoader("bot", "pages"), autoescape=select_autoescape(default=True)
    )
    _add_errors(app)
    _add_health(app, assistant)
    _add_webhooks(app, assistant)
    _add_api(app, assistant, pages)
    _add_chat(app, assistant, pages)
    if assistant.phone is not None:
        _add_demo_phone(app, assistant, pages)


# --- Bodies ---


async def read_body(request: Request, most: int) -> bytes:
    """Read a body of at most `most` bytes; a longer one is refused without being kept."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:12]) > most:
        raise HTTPException(413, "the body is too large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, "the body is too large")
    return bytes(body)


def read_json(body: bytes) -> dict[str, Any]:
    """Read a JSON object strictly: no NaN, no lone surrogate, no bad UTF-8."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise HTTPException(400, "the body must be a JSON object")
    return value


def read_form(body: bytes) -> dict[str, str]:
    """Read a form's fields. Its id becomes one for this content.

    A page brought back by the browser may send another button or text under the same hidden id;
    that is another message. The same form sent twice is still one.
    """
    try:
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise HTTPException(400, "the form has too many fields") from error
    said = {name: values[0] for name, values in form.items()}
    if said.get("id"):
        sent = "\0".join(said.get(name, "") for name in ("id", "address", "text"))
        said["id"] = hashlib.sha256(sent.encode()).hexdigest()[:48]
    return said


# --- Errors, health ---


def _add_errors(app: FastAPI) -> None:
    async def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)  # noqa: S101
        return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)

    async def invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        faults = [
            {"where": ".".join(map(str, fault["loc"])), "what": fault["msg"]}
            for fault in error.errors()
        ]
        return JSONResponse({"error": "invalid request", "faults": faults}, 422)

    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)


def _add_health(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"])
    async def readyz() -> JSONResponse:
        """The database answers, and the law is loaded."""
        try:
            await assistant.store.ready()
        except StoreUnavailable:
            return JSONResponse({"status": "unavailable", "database": "unavailable"}, 503)
        return JSONResponse(
            {
                "status": "ok",
                "database": "ok",
                "instruments": len(assistant.core.knowledge.instruments),
                "channels": sorted(assistant.channels),
            }
        )


# --- Webhooks ---


def _add_webhooks(app: FastAPI, assistant: Assistant) -> None:
    @app.post("/webhooks/{channel}", tags=["webhooks"])
    async def webhook(channel: str, request: Request) -> Response:
        """Take a message from a messenger, after checking that it comes from there."""
        at = assistant.channels.get(channel)
        if at is None:
            raise HTTPException(404, "no such channel")
        body = await read_body(request, MOST_JSON)
        if not at.authentic(request.headers, body):
            raise HTTPException(401, "not authentic")
        payload = read_json(body)
        if not at.answers_inline:
            return await _fed(at, payload)
        try:
            incoming = at.parse({**payload, "id": request.headers.get("webhook-id", "")})
        except Malformed as error:
            raise HTTPException(400, str(error)) from error
        if incoming is None:
            return Response(status_code=204)
        answered = await assistant.respond(at, incoming)
        return Response(orjson.dumps(at.show(answered.screens)), media_type="application/json")


async def _fed(channel: Any, payload: dict[str, Any]) -> Response:
    try:
        await channel.feed(payload)
    except Malformed as error:
        raise HTTPException(400, str(error)) from error
    except ChannelRefused as error:  # Not confirmed, so that it is delivered again.
        raise HTTPException(503, "the answer could not be sent yet") from error
    return JSONResponse({})


# --- API ---


def _add_api(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    core = assistant.core

    @app.get("/api/v1/answers", tags=["law"], response_model=AnswerBody)
    async def answers(
        q: Annotated[str, Query(min_length=1, max_length=MOST_QUESTION)],
        on: date | None = None,
        lang: Annotated[str, Query(pattern="^[a-z]{2}$")] = "vi",
    ) -> AnswerBody:
        """Answer a question by the law of a day (today, when none is given)."""
        day = on or assistant.conversation.today()
        said = answer(core, q, today=day, language=lang)
        last = said.screens[-1]
        law = core.knowledge.on(day)
        quoted = [p for c in said.cites if not c.startswith("guide:") for p in law.quote(c)]
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
        )

    @app.get("/api/v1/provisions/{id:path}", tags=["law"], response_model=list[Quote])
    async def provisions(id: str, on: date | None = None) -> list[Quote]:
        """Quote a provision on a day: by id ("nd-104-2022/14.2.b") or as it is written."""
        day = on or assistant.conversation.today()
        ids = [id] if core.knowledge.has(id) else _resolved(id, assistant)
        law = core.knowledge.on(day)
        return [_quote(provision, assistant, day) for i in ids for provision in law.quote(i)]

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    async def docs() -> HTMLResponse:
        page = pages.get_template("api.html").render(spec=app.openapi(), words=PAGE)
        return HTMLResponse(page, headers=HEADERS)


def _resolved(written: str, assistant: Assistant) -> list[str]:
    ids: list[str] = []
    for citation in find(written):
        match resolve(citation, assistant.core.knowledge):
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


# --- The web chat ---


def _add_chat(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    web = assistant.channels["web"]
    assert isinstance(web, WebChat)  # noqa: S101

    def page(
        cookie: str, screens: Sequence[Screen], said: str = "", hide: bool = False
    ) -> Response:
        language = screens[0].language if screens else "vi"
        catalogue = assistant.core.catalogue(language)
        html = pages.get_template("chat.html").render(
            language=language,
            words={key: catalogue.translate(text) for key, text in PAGE.items()},
            screens=screens,
            said=said,
            hide=hide,
            nonce=secrets.token_urlsafe(16),
            demo=assistant.phone is not None,
        )
        response = HTMLResponse(html, headers=HEADERS)
        secure = assistant.settings.public_url.startswith("https://")
        response.set_cookie(
            COOKIE, cookie, max_age=90 * 86400, httponly=True, samesite="strict", secure=secure
        )
        return response

    def incoming_from(request: Request, cookie: str, said: Mapping[str, Any]) -> Incoming:
        hint = request.headers.get("accept-language", "")[:2].lower()
        try:
            found = web.parse({"language": hint, **said, "cookie": cookie})
        except Malformed as error:
            raise HTTPException(400, str(error)) from error
        assert found is not None  # noqa: S101 - parse of the web chat never passes over.
        return found

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def chat(request: Request) -> Response:
        cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        incoming = incoming_from(request, cookie, {"id": "viewing-", "start": True})
        screens = await assistant.view(web, incoming)
        return page(cookie, screens)

    @app.get("/chat", include_in_schema=False)
    async def reopened() -> Response:
        """Lead an address that was kept or reloaded after a form back to the page."""
        return RedirectResponse("/", 303)

    @app.post("/chat", response_class=HTMLResponse, include_in_schema=False)
    async def post(request: Request) -> Response:
        """Take a form, for browsers without JavaScript."""
        _same_origin(request)
        cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        body = await read_body(request, MOST_JSON)
        said = read_form(body)
        incoming = incoming_from(request, cookie, said)
        answered = await assistant.respond(web, incoming)
        typed = "" if answered.forget or "address" in said else said.get("text", "")
        return page(cookie, answered.screens, said.get("label") or typed, answered.forget)

    @app.post("/chat/messages", include_in_schema=False)
    async def messages(request: Request) -> Response:
        _same_origin(request)
        cookie = _cookie(request)
        said = read_json(await read_body(request, MOST_JSON))
        said.pop("photo", None)
        return await _answered(incoming_from(request, cookie, said))

    @app.post("/chat/photo", include_in_schema=False)
    async def photo(request: Request, id: str) -> Response:
        """Take the bytes of one picture; they are never written down."""
        _same_origin(request)
        cookie = _cookie(request)
        image = await read_body(request, MOST_PHOTO)
        held = web.hold(image)
        try:
            return await _answered(incoming_from(request, cookie, {"id": id, "photo": held}))
        finally:
            web.drop(held)

    async def _answered(incoming: Incoming) -> Response:
        answered = await assistant.respond(web, incoming)
        shown = {**web.show(answered.screens), "hide": answered.forget}
        return Response(orjson.dumps(shown), media_type="application/json", headers=HEADERS)

    @app.get("/static/{file}", include_in_schema=False)
    async def static(file: str) -> Response:
        kind = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
        if file not in kind:
            raise HTTPException(404, "no such file")
        content = files("bot").joinpath("pages", file).read_bytes()
        return Response(content, media_type=kind[file], headers={"Cache-Control": "max-age=300"})


def _cookie(request: Request) -> str:
    cookie = request.cookies.get(COOKIE)
    if not cookie or len(cookie) > 100:
        raise HTTPException(400, "open the page first")
    return cookie


def _same_origin(request: Request) -> None:
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


def _add_demo_phone(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    @app.get("/demo/phone", response_class=HTMLResponse, include_in_schema=False)
    async def phone() -> HTMLResponse:
        """Show the text messages that invented people received."""
        from lookup.population import demo_people

        people = await demo_people(assistant.database)
        messages = assistant.phone.messages if assistant.phone else ()
        html = pages.get_template("phone.html").render(
            words=PAGE, people=people, messages=list(reversed(messages)), zone=VIETNAM
        )
        return HTMLResponse(html, headers=HEADERS)

"""The messengers' side of the wire: one real HTTP server that speaks each one's protocol.

It refuses what they refuse (lengths, numbers of buttons, wrong tokens), in their own words and with
their own status codes, and can be told what to answer next.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.rendering import units
from tests.bot.messengers import APP_ID, BOT_TOKEN, VIBER_TOKEN, viber_headers

Body = Mapping[str, Any]


@dataclass
class Next:
    """What is answered instead of the usual: an error, silence, or a connection that breaks."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False


class Providers:
    """Keeps what was sent by channel; `next` holds answers that come before the usual ones."""

    def __init__(self) -> None:
        self.sent: defaultdict[str, list[Body]] = defaultdict(list)
        self.next: defaultdict[str, deque[Next]] = defaultdict(deque)
        self.media: dict[str, bytes] = {}
        self.webhooks: dict[str, str] = {}
        self.access, self.refresh, self.renewals = "access-0", "refresh-0", 0
        self.base = ""

    def fails(self, channel: str, status: int, body: Any = None, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.next[channel].append(Next(status, body, named))

    def drops(self, channel: str) -> None:
        """Close the next connection after the request was read, without an answer."""
        self.next[channel].append(Next(drops=True))

    def texts(self, channel: str) -> list[str]:
        return [_text(body) for body in self.sent[channel]]

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024)
        app.add_routes(
            [
                web.post("/bot{token}/sendMessage", self._zalo_bot),
                web.post("/bot{token}/setWebhook", self._zalo_bot_webhook),
                web.post("/bot{token}/getMe", self._zalo_bot_me),
                web.post("/v3.0/oa/message/cs", self._zalo_oa),
                web.post("/v4/oa/access_token", self._zalo_token),
                web.post("/v24.0/me/messages", self._messenger),
                web.post("/v24.0/{number}/messages", self._whatsapp),
                web.get("/v24.0/{media}", self._whatsapp_media),
                web.get("/media/{name}", self._media),
                web.post("/pa/send_message", self._viber),
                web.post("/pa/set_webhook", self._viber_webhook),
                web.post("/callback", self._callback),
            ]
        )
        return app

    async def _answer(
        self, channel: str, body: Body, usual: Any, status: int = 200
    ) -> web.Response:
        """Answer as told, or as usual; what is taken (2xx and no error) is kept."""
        if self.next[channel]:
            told = self.next[channel].popleft()
            if told.drops:
                self.sent[channel].append(body)  # It did arrive; only nobody was told.
                raise _Dropped
            text = told.body if isinstance(told.body, str) else json.dumps(told.body)
            return web.Response(status=told.status, text=text, headers=told.headers)
        if status == 200 and not _refused(usual):
            self.sent[channel].append(body)
        return web.json_response(usual, status=status)

    # --- Zalo ---

    async def _zalo_bot(self, request: web.Request) -> web.Response:
        form = request.content_type != "application/json"  # Zalo's own library sends forms.
        body: Any = dict(await request.post()) if form else await request.json()
        usual: Any = {"ok": True, "result": {"message_id": "82599fa32f56d00e8941", "date": 1749632}}
        if request.match_info["token"] != BOT_TOKEN:
            usual = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        elif not 1 <= len(body["text"]) <= 2000:
            usual = {"ok": False, "error_code": 400, "description": "Bad Request: text length"}
        return await self._answer("zalo_bot", body, usual, usual.get("error_code", 200))

    async def _zalo_bot_me(self, _request: web.Request) -> web.Response:
        me = {"id": "12345689", "account_name": "bot.cutru", "account_type": "BASIC"}
        return web.json_response({"ok": True, "result": me})

    async def _zalo_bot_webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        assert 8 <= len(body["secret_token"]) <= 256
        self.webhooks["zalo_bot"] = body["url"]
        return web.json_response({"ok": True, "result": {"url": body["url"], "updated_at": 1}})

    async def _zalo_oa(self, request: web.Request) -> web.Response:
        body = await request.json()
        data = {"message_id": "4c6c3da6", "user_id": body["recipient"]["user_id"]}
        usual: Any = {"error": 0, "message": "Success", "data": data}
        message = body["message"]
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", ())
        if request.headers.get("access_token") != self.access:
            usual = {"error": -216, "message": "Access token has expired"}
        elif len(message["text"]) > 2000 or len(buttons) > 5:
            usual = {"error": -210, "message": "Parameter is invalid"}
        for button in buttons:
            assert button["type"] in ("oa.query.show", "oa.query.hide")
            assert 1 <= len(button["title"]) <= 100
            assert len(button["payload"]) <= 1000
        return await self._answer("zalo_oa", body, usual)

    async def _zalo_token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if self.next["zalo_token"]:
            return await self._answer("zalo_token", {}, {})
        assert request.headers["secret_key"] == "app-secret"
        assert (form["app_id"], form["grant_type"]) == (APP_ID, "refresh_token")
        if form["refresh_token"] != self.refresh:
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        self.renewals += 1  # The one given works only once.
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals}"
        return web.json_response(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        )

    # --- Meta ---

    async def _messenger(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.headers.get("authorization") != "Bearer page-token":
            return await self._answer("messenger", body, _graph(190, "OAuthException"), 401)
        message = body["message"]
        replies = message.get("quick_replies", ())
        assert body["messaging_type"] == "RESPONSE"
        too_much = len(message["text"]) > 2000 or len(replies) > 13
        if too_much or any(len(r["title"]) > 20 or len(r["payload"]) > 1000 for r in replies):
            return await self._answer("messenger", body, _graph(100, "Invalid parameter"), 400)
        usual = {"recipient_id": body["recipient"]["id"], "message_id": "m_AG5Hz2U"}
        return await self._answer("messenger", body, usual)

    async def _whatsapp(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.headers.get("authorization") != "Bearer number-token":
            return await self._answer("whatsapp", body, _graph(190, "OAuthException"), 401)
        assert request.match_info["number"] == "106540352242922"
        assert body["messaging_product"] == "whatsapp"
        if fault := _whatsapp_fault(body):
            return await self._answer("whatsapp", body, _graph(131009, fault), 400)
        usual = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.gBGGSFcCNEOP"}]}
        return await self._answer("whatsapp", body, usual)

    async def _whatsapp_media(self, request: web.Request) -> web.Response:
        assert request.headers["authorization"] == "Bearer number-token"
        return web.json_response({"url": f"{self.base}/media/{request.match_info['media']}"})

    async def _media(self, request: web.Request) -> web.Response:
        if request.match_info["name"] == "elsewhere":
            raise web.HTTPFound("https://example.com/")
        if (image := self.media.get(request.match_info["name"])) is None:
            raise web.HTTPNotFound
        return web.Response(body=image, content_type="image/jpeg")

    # --- Viber ---

    async def _viber(self, request: web.Request) -> web.Response:
        raw = await request.read()
        body = json.loads(raw)
        usual: Any = {"status": 0, "status_message": "ok", "message_token": 5741311803571721087}
        keys = body.get("keyboard", {}).get("Buttons", ())
        if request.headers.get("x-viber-auth-token") != VIBER_TOKEN:
            usual = {"status": 2, "status_message": "invalidAuthToken"}
        elif len(raw) > 30_000 or len(body["text"]) > 7000 or len(keys) > 12:
            usual = {"status": 3, "status_message": "badData"}
        return await self._answer("viber", body, usual)

    async def _viber_webhook(self, request: web.Request) -> web.Response:
        """Ask the address whether it is there, before it is taken."""
        url = (await request.json())["url"]
        asked = b'{"event":"webhook","timestamp":1457764197627,"message_token":241256543215}'
        headers = dict(viber_headers(asked, None))  # type: ignore[arg-type]
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=asked, headers=headers) as response,
        ):
            taken = response.status == 200
        if taken:
            self.webhooks["viber"] = url
        return web.json_response({"status": 0 if taken else 1, "status_message": "ok"})

    # --- A messenger behind the signed webhook ---

    async def _callback(self, request: web.Request) -> web.Response:
        body = {"headers": dict(request.headers), "raw": await request.read()}
        return await self._answer("generic", body, {})


class _Dropped(Exception):
    """The connection is to be closed without an answer."""


def _refused(usual: Any) -> bool:
    return bool(usual.get("error") or usual.get("status") or usual.get("ok") is False)


def _graph(code: int, message: str) -> Body:
    return {"error": {"message": message, "type": "OAuthException", "code": code}}


def _whatsapp_fault(body: Body) -> str:
    if body["type"] == "text":
        return "" if 1 <= units(body["text"]["body"]) <= 4096 else "text"
    content = body["interactive"]
    if not 1 <= units(content["body"]["text"]) <= 1024:
        return "body"
    if content["type"] == "button":
        titles = [button["reply"]["title"] for button in content["action"]["buttons"]]
        whole = len(titles) <= 3 and all(1 <= len(title) <= 20 for title in titles)
        return "" if whole and len(set(titles)) == len(titles) else "buttons"
    rows = [row for section in content["action"]["sections"] for row in section["rows"]]
    fits = all(len(r["title"]) <= 24 and len(r.get("description", "")) <= 72 for r in rows)
    ids = {row["id"] for row in rows}
    label = len(content["action"]["button"]) <= 20
    return "" if fits and label and len(rows) <= 10 and len(ids) == len(rows) else "list"


def _text(body: Body) -> str:
    match body:
        case {"text": {"body": str(text)}} | {"interactive": {"body": {"text": str(text)}}}:
            return text
        case {"message": {"text": str(text)}} | {"text": str(text)}:
            return text
        case {"raw": bytes(raw)}:
            said: str = json.loads(raw)["screen"]["text"]
            return said
    raise AssertionError(body)


@web.middleware
async def _dropping(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answered: web.StreamResponse = await handler(request)
    except _Dropped:
        assert request.transport is not None
        request.transport.close()
        await asyncio.sleep(0)
        raise web.HTTPInternalServerError from None
    return answered


@asynccontextmanager
async def running() -> AsyncIterator[Providers]:
    """Run the server on a free port of this machine."""
    providers = Providers()
    app = providers.application()
    app.middlewares.append(_dropping)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    providers.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield providers
    finally:
        await runner.cleanup()

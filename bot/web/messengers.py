"""One webhook route for all channels, and the handshakes of those that ask first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.base import Channel, Incoming, Malformed, NotTaken
from bot.web.bodies import MOST_JSON, read_body, read_json
from bot.web.contract import HEADERS, AnswerBody, ForgetCall, MessageBody, ScreenCall

if TYPE_CHECKING:
    from bot.app import Assistant

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is not what it should be"},
    401: {"description": "Not signed, wrongly, or too long ago"},
    404: {"description": "No such channel"},
    413: {"description": "The body is over 64 KiB"},
    503: {"description": "Not committed yet: send it again"},
}


def add_webhooks(app: FastAPI, assistant: Assistant) -> None:
    async def take(channel: str, request: Request) -> Response:
        at = assistant.channels.get(channel)
        if at is None:
            raise HTTPException(404, "no such channel")
        body = await read_body(request, MOST_JSON)
        if not at.authentic(request.headers, body):
            raise HTTPException(401, "not authentic")
        payload = read_json(body)
        if id := request.headers.get("webhook-id"):  # Standard Webhooks keep it in the head.
            payload["id"] = id
        try:
            return await _answered(assistant, at, payload)
        except Malformed as error:
            raise HTTPException(400, str(error)) from error
        except NotTaken as error:  # Not confirmed, so that it is delivered again.
            raise HTTPException(503, "the message could not be committed yet") from error

    if "generic" in assistant.channels:
        _describe(app, take)

    @app.get("/webhooks/{channel}", tags=["webhooks"], responses=_refusals(403, 404))
    async def handshake(channel: str, request: Request) -> Response:
        """Give a messenger's challenge back, if it knows the token of its webhook page."""
        at = assistant.messengers.get(channel)
        if at is None:
            raise HTTPException(404, "no such channel")
        challenge = at.handshake(request.query_params)
        if challenge is None:
            raise HTTPException(403, "not our token")
        return PlainTextResponse(challenge)

    @app.post("/webhooks/{channel}", tags=["webhooks"], responses=_REFUSALS)
    async def webhook(channel: str, request: Request) -> Response:
        """Take a message from a messenger, after checking that it comes from there."""
        return await take(channel, request)


async def _answered(assistant: Assistant, at: Channel, payload: dict[str, Any]) -> Response:
    if at.answers_inline:
        incoming = at.parse(payload)
        if incoming is not None and payload.get("poll") is True:
            return await _news(assistant, at, incoming)
        return await _inline(assistant, at, incoming)
    called = assistant.messengers.get(at.name)
    if called and (greeting := called.greeting(payload)):
        return await _inline(assistant, *greeting)
    fed: Any = at
    await fed.feed(payload)
    return JSONResponse({})


async def _inline(assistant: Assistant, at: Channel, incoming: Incoming | None) -> Response:
    if incoming is None:
        return Response(status_code=204)
    answered = await assistant.respond(at, incoming)
    shown = at.show(answered.screens)
    if at.name == "generic":
        shown |= {"forget": answered.forget, "mode": answered.mode, "after": incoming.heard}
    return Response(orjson.dumps(shown), media_type="application/json")


async def _news(assistant: Assistant, at: Channel, incoming: Incoming) -> Response:
    """Answer a poll: what an officer has said since the last one."""
    told = await assistant.conversation.news(incoming)
    shown = {**at.show(told.screens), "forget": False, "mode": told.mode, "after": told.heard}
    return Response(orjson.dumps(shown), media_type="application/json")


def _describe(app: FastAPI, take: Callable[[str, Request], Awaitable[Response]]) -> None:
    """Put the signed webhook into `/openapi.json`, both ways; the rest reads raw bodies too."""
    read = {
        "required": True,
        "content": {"application/json": {"schema": MessageBody.model_json_schema()}},
    }

    @app.post(
        "/webhooks/generic",
        tags=["webhooks"],
        response_model=AnswerBody,
        responses=_REFUSALS,
        openapi_extra={"requestBody": read, "parameters": HEADERS},
    )
    async def generic(request: Request) -> Response:
        """Take a message of any other messenger; `{}` where answers go to a callback address."""
        return await take("generic", request)

    @app.webhooks.post("screen", tags=["webhooks"])
    async def screen(body: ScreenCall) -> None:
        """A message to show, sent to the callback address and signed like yours to us."""

    @app.webhooks.post("forget", tags=["webhooks"])
    async def forget(body: ForgetCall) -> None:
        """The wish to delete a message that holds a secret."""


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: _REFUSALS.get(status, {"description": "Refused"}) for status in statuses}

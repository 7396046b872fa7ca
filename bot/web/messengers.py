"""One webhook route for all channels, and the handshakes of those that ask first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import request_response

from bot.channels.base import Channel, Incoming, Malformed, NotTaken
from bot.web.bodies import MOST_JSON, read_body, read_json
from bot.web.contract import HEADERS, AnswerBody, ForgetCall, MessageBody, ScreenCall

if TYPE_CHECKING:
    from bot.app import Assistant

Take = Callable[..., Awaitable[Response]]

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is not what it should be"},
    401: {"description": "Not signed, wrongly, or too long ago"},
    404: {"description": "No such channel"},
    413: {"description": "The body is over 64 KiB"},
    503: {"description": "Not committed yet: send it again"},
}


class Raw(APIRoute):
    """A route whose function reads the request itself: its parameters are for the description.

    Nothing is injected and nothing checked, which for a small message took as long as answering it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.app = request_response(self._respond)

    async def _respond(self, request: Request) -> Response:
        answer: Response = await self.endpoint(request=request, **request.path_params)
        return answer


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

    @_posted(app, "/webhooks/{channel}")
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
    answered = await assistant.respond(at, incoming, comes_again=True)
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

    described = {"requestBody": read, "parameters": HEADERS}

    @_posted(app, "/webhooks/generic", response_model=AnswerBody, openapi_extra=described)
    async def generic(request: Request) -> Response:
        """Take a message of any other messenger; `{}` where answers go to a callback address."""
        return await take("generic", request)

    @app.webhooks.post("screen", tags=["webhooks"])
    async def screen(body: ScreenCall) -> None:
        """A message to show, sent to the callback address and signed like yours to us."""

    @app.webhooks.post("forget", tags=["webhooks"])
    async def forget(body: ForgetCall) -> None:
        """The wish to delete a message that holds a secret."""


def _posted(app: FastAPI, path: str, **described: Any) -> Callable[[Take], Take]:
    def add(take: Take) -> Take:
        app.router.add_api_route(
            path,
            take,
            methods=["POST"],
            tags=["webhooks"],
            responses=_REFUSALS,
            route_class_override=Raw,
            **described,
        )
        return take

    return add


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: _REFUSALS.get(status, {"description": "Refused"}) for status in statuses}

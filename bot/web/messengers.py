"""One webhook route for all channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from bot.channels.base import Malformed, NotTaken
from bot.web.bodies import MOST_JSON, read_body, read_json

if TYPE_CHECKING:
    from bot.app import Assistant


def add_webhooks(app: FastAPI, assistant: Assistant) -> None:
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
    except NotTaken as error:  # Not confirmed, so that it is delivered again.
        raise HTTPException(503, "the message could not be committed yet") from error
    return JSONResponse({})

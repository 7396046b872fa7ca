"""The telephone's routes: one address a provider, asked at the start and for every key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response

from bot.channels.base import Malformed
from bot.phone.call import Call
from bot.phone.line import Asked
from bot.web.bodies import MOST_JSON, read_body

if TYPE_CHECKING:
    from bot.app import Assistant


def add_calls(app: FastAPI, assistant: Assistant) -> None:
    public = assistant.settings.public_url.rstrip("/")

    @app.get("/calls/sound/{name}", tags=["calls"])
    async def sound(name: str) -> Response:
        """The sound of a prompt, for a telephone provider: MP3."""
        prompt = assistant.sounds.open(name)
        if prompt is None:
            raise HTTPException(404, "no such prompt, or no longer")
        spoken = await assistant.voice.sound(
            prompt.text,
            prompt.language,
            assistant.settings.speech_accent,
            private=prompt.private,
        )
        if spoken is None:
            raise HTTPException(404, "no voice is installed")
        kept = "no-store" if prompt.private else "max-age=86400"
        return Response(spoken, media_type="audio/mpeg", headers={"Cache-Control": kept})

    @app.get("/calls/{line}", include_in_schema=False)
    @app.post("/calls/{line}", tags=["calls"])
    async def call(line: str, request: Request) -> Response:
        """Tell a telephone provider what to say and which keys to wait for, after its signature."""
        at = assistant.lines.get(line)
        if at is None:
            raise HTTPException(404, "no such line")
        asked = await _asked(request, public)
        if not at.signed(asked):
            raise HTTPException(401, "not authentic")
        try:
            keyed = at.read(asked)
        except Malformed as error:
            raise HTTPException(400, str(error)) from error
        switchboard = assistant.switchboard
        going_on = switchboard.seal.open(asked.query.get("at", ""))
        call = going_on or Call(keyed.call)
        if keyed.reached is None:
            verbs, after = await switchboard.answer(at, call, keyed.keys)
        else:
            verbs, after = await switchboard.transferred(at, call, reached=keyed.reached)
        if assistant.voice.able and not assistant.settings.call_voice:
            verbs = assistant.sounds.within(verbs)
        then = f"{public}/calls/{line}?{urlencode({'at': switchboard.seal.close(after)})}"
        return Response(at.write(verbs, then), media_type=at.media_type)


async def _asked(request: Request, public: str) -> Asked:
    """Take a request apart; its address is built from the settings, not from what it claims."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    target = (path + b"?" + query if query else path).decode("latin-1")
    return Asked(
        request.method,
        public + target,
        target,
        request.headers,
        dict(request.query_params),
        await read_body(request, MOST_JSON),
    )

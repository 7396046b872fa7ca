"""Sound: texts that everybody hears, and the telephone on the page."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, get_args

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from bot.phone.call import Call
from bot.phone.line import Spoken
from bot.phone.simulator import Shelf, shown
from bot.speech.accents import Accent
from bot.speech.listening import heard
from bot.web.bodies import MOST_JSON, read_body, read_json
from bot.web.chat import same_origin
from bot.web.pages import CALL, HEADERS

if TYPE_CHECKING:
    from bot.app import Assistant

_ACCENTS: tuple[Accent, ...] = get_args(Accent)
MOST_KEYS = 32


def add_speech(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/speech/{language}/{node}", tags=["speech"])
    async def speech(language: str, node: str) -> dict[str, str]:
        """What a node says, in spoken form, and where its sound is ("" without a voice)."""
        said = _text(assistant, language, node)
        sound = f"/speech/{language}/{node}/sound" if assistant.voice.able else ""
        return {"text": said, "sound": sound}

    @app.get("/speech/{language}/{node}/sound", tags=["speech"])
    async def sound(language: str, node: str, accent: str = "") -> Response:
        """The sound of what a node says: MP3, the same for everybody."""
        said = _text(assistant, language, node)
        sound_of = await assistant.voice.sound(said, language, _accent(assistant, accent))
        if sound_of is None:
            raise HTTPException(404, "no voice is installed")
        return Response(
            sound_of, media_type="audio/mpeg", headers={"Cache-Control": "max-age=86400"}
        )


def _text(assistant: Assistant, language: str, node: str) -> str:
    said = heard(assistant.core, language, node)
    if not said:
        raise HTTPException(404, "nothing to be heard here")
    return said


def _accent(assistant: Assistant, asked: str) -> Accent:
    chosen = assistant.settings.speech_accent
    return next((accent for accent in _ACCENTS if accent == asked), chosen)


def add_demo_call(app: FastAPI, assistant: Assistant, pages: Environment) -> None:
    shelf, line = Shelf(), Spoken()

    @app.get("/demo/call", response_class=HTMLResponse, include_in_schema=False)
    async def page() -> HTMLResponse:
        html = pages.get_template("call.html").render(
            words=CALL,
            names={"*": CALL["star"], "#": CALL["hash"]},
            voice=assistant.voice.able,
            accent=assistant.settings.speech_accent,
        )
        return HTMLResponse(html, headers=HEADERS)

    @app.post("/demo/call", include_in_schema=False)
    async def press(request: Request) -> Response:
        """Take keys ("" for silence) of a call, or open one without "at"."""
        same_origin(request)
        said = read_json(await read_body(request, MOST_JSON))
        at, keys = said.get("at", ""), said.get("keys", "")
        if not isinstance(at, str) or not isinstance(keys, str) or len(keys) > MOST_KEYS:
            raise HTTPException(400, "a call needs at and keys")
        switchboard = assistant.switchboard
        call = switchboard.seal.open(at) or Call(secrets.token_hex(16))
        verbs, after = await switchboard.answer(line, call, keys)
        answer = {**shown(verbs, shelf), "at": switchboard.seal.close(after)}
        return Response(orjson.dumps(answer), media_type="application/json", headers=HEADERS)

    @app.get("/demo/call/sound/{name}", include_in_schema=False)
    async def sound(name: str, accent: str = "") -> Response:
        prompt = shelf.get(name)
        if prompt is None:
            raise HTTPException(404, "no such prompt any more")
        sound_of = await assistant.voice.sound(
            prompt.text, prompt.language, _accent(assistant, accent), private=prompt.private
        )
        if sound_of is None:
            raise HTTPException(404, "no voice is installed")
        return Response(sound_of, media_type="audio/mpeg", headers=HEADERS)

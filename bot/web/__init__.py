"""The HTTP side: webhooks, the API, the web chat, health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from bot.store import StoreUnavailable
from bot.web.api import add_api
from bot.web.asyncapi import add_asyncapi
from bot.web.calls import add_calls
from bot.web.cards import add_cards
from bot.web.chat import add_chat, add_demo_phone
from bot.web.inbox import add_inbox
from bot.web.law import add_law
from bot.web.links import add_pages
from bot.web.messengers import add_webhooks
from bot.web.officers import add_officers
from bot.web.pages import templates
from bot.web.speech import add_demo_call, add_speech

if TYPE_CHECKING:
    from bot.app import Assistant


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Put every route on the application."""
    pages = templates()
    _add_errors(app)
    add_webhooks(app, assistant)  # First, since routes are tried one after the other.
    _add_health(app, assistant)
    add_asyncapi(app)
    add_calls(app, assistant)
    add_api(app, assistant, pages)
    add_law(app, assistant, pages)
    add_cards(app, assistant, pages)
    add_officers(app, assistant)
    add_pages(app, assistant, pages)
    add_inbox(app, assistant, pages)
    add_chat(app, assistant, pages)
    add_speech(app, assistant)
    if assistant.phone is not None:
        add_demo_phone(app, assistant, pages)
        add_demo_call(app, assistant, pages)


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

    async def unavailable(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"error": "the database does not answer"}, 503, {"retry-after": "5"})

    app.add_exception_handler(StoreUnavailable, unavailable)
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

"""The signed webhook as messages both ways (AsyncAPI 3), made of the same models as OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.web.contract import HEADERS, AnswerBody, ForgetCall, MessageBody, ScreenCall

_MESSAGES: Mapping[str, type[BaseModel]] = {
    "message": MessageBody,
    "answer": AnswerBody,
    "screen": ScreenCall,
    "forget": ForgetCall,
}
_SCHEMAS = "#/components/schemas/"


def described() -> dict[str, Any]:
    """Return the whole description. We receive `message`; we send the other three."""
    __, written = models_json_schema(
        [(model, "validation") for model in _MESSAGES.values()], ref_template=_SCHEMAS + "{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Cư Trú",
            "version": "1",
            "description": "The signed webhook for any messenger; how to use it: docs/webhook.md.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "webhook": _channel("/webhooks/generic", "What a messenger posts to us", "message"),
            "response": _channel(None, "Our answer, where no callback address is set", "answer"),
            "callback": _channel(None, "WEBHOOK_CALLBACK_URL, yours", "screen", "forget"),
        },
        "operations": {
            "take": {
                **_operation("receive", "webhook", "message"),
                "reply": {
                    "channel": {"$ref": "#/channels/response"},
                    "messages": [{"$ref": "#/channels/response/messages/answer"}],
                },
            },
            "show": _operation("send", "callback", "screen"),
            "forget": _operation("send", "callback", "forget"),
        },
        "components": {
            "messages": {name: _message(name, model) for name, model in _MESSAGES.items()},
            "schemas": {**written["$defs"], "Signed": _signed()},
        },
    }


def add_asyncapi(app: FastAPI) -> None:
    @app.get("/asyncapi.json", tags=["webhooks"])
    async def asyncapi() -> JSONResponse:
        """The signed webhook both ways, as AsyncAPI 3."""
        return JSONResponse(described())


def _channel(address: str | None, about: str, *messages: str) -> dict[str, Any]:
    carried = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {"address": address, "description": about, "messages": carried}


def _operation(action: str, channel: str, message: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{message}"}],
        "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
    }


def _message(name: str, model: type[BaseModel]) -> dict[str, Any]:
    said = {
        "name": name,
        "summary": (model.__doc__ or "").strip(),
        "payload": {"$ref": _SCHEMAS + model.__name__},
    }
    signed = {"headers": {"$ref": f"{_SCHEMAS}Signed"}}
    return said if model is AnswerBody else {**said, **signed}


def _signed() -> dict[str, Any]:
    """Describe the headers of Standard Webhooks."""
    return {
        "type": "object",
        "required": [header["name"] for header in HEADERS],
        "properties": {
            header["name"]: {**header["schema"], "description": header["description"]}
            for header in HEADERS
        },
    }

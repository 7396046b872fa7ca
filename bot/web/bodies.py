"""What comes in: bodies of bounded size, strict JSON, forms."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qs

import orjson
from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

MOST_JSON = 64 * 1024  # Bytes of a webhook's or a form's body.
MOST_PHOTO = 10 * 1024 * 1024


async def read_body(request: Request, most: int) -> bytes:
    """Read a body of at most `most` bytes; a longer one is refused without being kept."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:12]) > most:
        raise HTTPException(413, "the body is too large")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise HTTPException(413, "the body is too large")
    except ClientDisconnect as error:  # Gone, or closed by us (`deadlines.py`).
        raise HTTPException(408, "the body did not arrive") from error
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

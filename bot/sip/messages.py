"""SIP requests and responses as text (RFC 3261), as much as one call needs. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_START = re.compile(r"([A-Z]{3,10}) (\S{1,300}) SIP/2\.0")
_STATUS = re.compile(r"SIP/2\.0 (\d{3}) .{0,200}")
_SHORT = {"i": "call-id", "f": "from", "t": "to", "v": "via", "m": "contact", "l": "content-length"}
_TARGET = re.compile(r"<?(sips?:[^>;\s]+)")
REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    400: "Bad Request",
    405: "Method Not Allowed",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    488: "Not Acceptable Here",
}


@dataclass(frozen=True)
class Message:
    """A request (`method`, `target`) or a response (`status`)."""

    headers: tuple[tuple[str, str], ...]  # Names in lower case, in the order they came.
    body: str = ""
    method: str = ""
    target: str = ""
    status: int = 0

    def get(self, name: str) -> str:
        return next((value for header, value in self.headers if header == name), "")

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header == name]

    @property
    def contact(self) -> str:
        """The address to which later requests of this call go."""
        found = _TARGET.search(self.get("contact"))
        return found[1] if found else ""


def parse(datagram: bytes) -> Message | None:
    """Read a message; None for what is none."""
    try:
        head, _, body = datagram.decode().partition("\r\n\r\n")
    except UnicodeDecodeError:
        return None
    start, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            return None
        name = name.strip().lower()
        headers.append((_SHORT.get(name, name), value.strip()))
    found = tuple(headers)
    if request := _START.fullmatch(start):
        message = Message(found, body, method=request[1], target=request[2])
    elif response := _STATUS.fullmatch(start):
        message = Message(found, body, status=int(response[1]))
    else:
        return None
    needed = ("call-id", "cseq", "from", "to", "via")
    return message if all(message.get(name) for name in needed) else None


def response(
    request: Message, status: int, tag: str, extra: Sequence[tuple[str, str]] = (), body: str = ""
) -> bytes:
    """Answer a request; `tag` is ours for the call."""
    to = request.get("to")
    if ";tag=" not in to and status > 100:
        to += f";tag={tag}"
    headers = [
        *(("Via", via) for via in request.all("via")),
        *(("Record-Route", route) for route in request.all("record-route")),
        ("From", request.get("from")),
        ("To", to),
        ("Call-ID", request.get("call-id")),
        ("CSeq", request.get("cseq")),
        *extra,
    ]
    return _written(f"SIP/2.0 {status} {REASONS[status]}", headers, body)


def bye(invite: Message, tag: str, here: str) -> bytes:
    """End a call from our side; `here` is our address and port."""
    headers = [
        ("Via", f"SIP/2.0/UDP {here};branch=z9hG4bK{tag}bye"),
        ("Max-Forwards", "70"),
        ("From", f"{invite.get('to')};tag={tag}"),
        ("To", invite.get("from")),
        ("Call-ID", invite.get("call-id")),
        ("CSeq", "1 BYE"),
    ]
    return _written(f"BYE {invite.contact} SIP/2.0", headers, "")


def _written(start: str, headers: Sequence[tuple[str, str]], body: str) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]).encode()

"""The cookies of the web chat: one names the conversation, one opens what is signed in there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from fastapi import HTTPException, Request
from fastapi.responses import Response

LONGEST = 100  # Characters of a cookie of ours.
THREE_MONTHS = 90 * 86400  # Seconds.


@dataclass(frozen=True)
class Cookies:
    """What the browser keeps.

    Whoever planted or copied the first before somebody signed in has not got the second, which is
    made at every sign-in (session fixation). Over HTTPS no subdomain can plant either.
    """

    secure: bool

    def name(self, plain: str) -> str:
        return f"__Host-{plain}" if self.secure else plain

    def conversation(self, request: Request) -> str:
        """Return the cookie of the conversation, or a new one."""
        return request.cookies.get(self.name("cutru")) or secrets.token_urlsafe(32)

    def of(self, request: Request) -> str:
        """Return the cookie of the conversation; "" for none."""
        return request.cookies.get(self.name("cutru"), "")[:LONGEST]

    def known(self, request: Request) -> str:
        """Return the cookie of the conversation. Raises HTTPException without one."""
        cookie = request.cookies.get(self.name("cutru"))
        if not cookie or len(cookie) > LONGEST:
            raise HTTPException(400, "open the page first")
        return cookie

    def keys(self, request: Request) -> tuple[str, ...]:
        """Return the digest of the key that the browser has; nothing for none."""
        key = request.cookies.get(self.name("cutru_key"), "")[:LONGEST]
        return (digest(key),) if key else ()

    def keep(self, response: Response, cookie: str) -> None:
        """Name the conversation, for three months."""
        self._set(response, "cutru", cookie, THREE_MONTHS)

    def renew(self, response: Response, key: str) -> None:
        """Hand out the key of a session, until the browser is closed."""
        self._set(response, "cutru_key", key, None)

    def _set(self, response: Response, plain: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            self.name(plain),
            value,
            max_age=seconds,
            httponly=True,
            samesite="strict",
            secure=self.secure,
        )


def digest(key: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]

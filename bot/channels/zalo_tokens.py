"""The access token of a Zalo Official Account: good for a day, renewed by one that works once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.channels.base import NotNow, Uncertain
from bot.channels.provider import Call, Client
from bot.channels.tokens import Kept, Pair

OAUTH = "https://oauth.zaloapp.com"
EARLY = timedelta(minutes=10)  # Renewed so long before its end.
LEASE = timedelta(seconds=30)  # One process renews; the others wait for so long at most.
REFUSED = 300.0  # Seconds between two tries with a refresh token that Zalo refuses.

log = logging.getLogger(__name__)


class ZaloTokens:
    """Gives the access token; `refresh` is the one that somebody authorised by hand."""

    def __init__(
        self,
        client: Client,
        kept: Kept,
        clock: Callable[[], datetime],
        *,
        app_id: str,
        app_secret: str,
        refresh: str,
        oauth: str = OAUTH,
    ) -> None:
        self._client, self._kept, self._clock = client, kept, clock
        self._app_id, self._app_secret, self._refresh = app_id, app_secret, refresh
        self._origin = hashlib.sha256(refresh.encode()).hexdigest()
        self._url = f"{oauth.rstrip('/')}/v4/oa/access_token"
        self._lock = asyncio.Lock()
        self._pair: Pair | None = None

    async def access(self) -> str:
        """Return a token that is good for now. Raises NotNow."""
        if self._pair is None or not self._good(self._pair):
            return await self.renew(self._pair.access if self._pair else "")
        return self._pair.access

    async def renew(self, refused: str) -> str:
        """Return another one than that which Zalo refused. Raises NotNow."""
        async with self._lock:
            known = await self._kept.pair("zalo_oa")
            if known and known.origin != self._origin:
                known = None  # Somebody has authorised anew since.
            if known is None or known.access == refused or not self._good(known):
                known = await self._asked(known.refresh if known else self._refresh)
            self._pair = known
            return known.access

    def _good(self, pair: Pair) -> bool:
        return self._clock() < pair.ends_at - EARLY

    async def _asked(self, refresh: str) -> Pair:
        now = self._clock()
        if not await self._kept.lease("zalo_oa", now, now + LEASE):
            raise NotNow("zalo_oa: another process renews the token", 2.0)
        form = {
            "refresh_token": refresh,
            "app_id": self._app_id,
            "grant_type": "refresh_token",
        }
        call = Call(self._url, form, {"secret_key": self._app_secret})
        try:
            answered = await self._client.post(call, form=True)
        except Uncertain as error:
            raise NotNow(f"zalo_oa: token not renewed: {error}") from error
        pair = self._read(answered.body, now)
        await self._keep(pair)
        return pair

    async def _keep(self, pair: Pair) -> None:
        """Keep the new pair, however long that takes: the old one is worth nothing any more."""
        while True:
            try:
                await self._kept.keep("zalo_oa", pair)
            except NotNow as error:
                log.error("zalo_oa: the new token is not kept yet: %s", error)
                await asyncio.sleep(1)
            else:
                return

    def _read(self, body: Mapping[str, object], now: datetime) -> Pair:
        match body:
            case {"access_token": str(access), "refresh_token": str(refresh)}:
                lasts = str(body.get("expires_in", ""))  # Seconds, as a text.
                seconds = int(lasts[:9]) if lasts.isascii() and lasts.isdigit() else 3600
                return Pair(access, refresh, now + timedelta(seconds=seconds), self._origin)
            case {"error": int(code)}:
                log.error(
                    "zalo_oa: Zalo refuses the refresh token (error %d): authorise anew", code
                )
                raise NotNow(f"zalo_oa: token refused, error {code}", REFUSED)
            case _:
                raise NotNow("zalo_oa: no token in the answer")

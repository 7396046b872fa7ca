"""`cutru channel test URL`: does the other side of a signed webhook keep the contract?"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import aiohttp

from bot.channels.generic import key_of, signed

PATIENCE = 10.0  # Seconds for one request.
OLD = timedelta(minutes=6)


@dataclass(frozen=True)
class Verdict:
    """One rule of the contract; `fault` is "" where it is kept."""

    rule: str
    fault: str = ""


@dataclass(frozen=True)
class Got:
    status: int
    body: Any  # None where it is no JSON.


class Peer:
    """The address under test. Every request is signed, unless it is told otherwise."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._session, self._url, self._key = session, url, key_of(secret)

    async def send(
        self,
        said: Any,
        *,
        id: str = "",
        raw: bytes | None = None,
        late: timedelta = timedelta(),
        before: str = "",
        headers: Mapping[str, str] = MappingProxyType({}),
        without: str = "",
    ) -> Got:
        """Post what was said, or raw bytes; `before` stands before the right signature.

        Raises AssertionError where there is no answer.
        """
        body = json.dumps(said, ensure_ascii=False).encode() if raw is None else raw
        right = dict(signed([self._key], id or fresh(), datetime.now(UTC) - late, body))
        right["webhook-signature"] = before + right["webhook-signature"]
        sent = {name: text for name, text in {**right, **headers}.items() if name != without}
        try:
            async with self._session.post(
                self._url, data=body, headers=sent, allow_redirects=False
            ) as response:
                text = await response.read()
                return Got(response.status, _json(text))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AssertionError(f"no answer: {type(error).__name__}") from error


Check = Callable[[Peer], Awaitable[None]]


async def run(url: str, secret: str, *, callback: bool) -> AsyncIterator[Verdict]:
    """Try every rule; the first argument of each check is the address under test."""
    checks = CALLBACK if callback else WEBHOOK
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        peer = Peer(session, url, secret)
        for check in (*SIGNATURES, *checks):
            rule = (check.__doc__ or "").strip().rstrip(".")
            try:
                await check(peer)
            except AssertionError as error:
                yield Verdict(rule, str(error) or "refused")
            else:
                yield Verdict(rule)


def fresh() -> str:
    return f"msg_{secrets.token_hex(12)}"


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _status(got: Got, *expected: int) -> None:
    wanted = " or ".join(map(str, expected))
    require(got.status in expected, f"answered {got.status} instead of {wanted}")


def require(kept: bool, fault: str) -> None:
    """Raise AssertionError, also where Python leaves out `assert`."""
    if not kept:
        raise AssertionError(fault)


# --- Signatures: both directions ---

SCREEN: Mapping[str, Any] = {
    "type": "screen",
    "person": "conformance",
    "message": "msg_0",
    "screen": {
        "text": "Xin chào 😀",
        "options": [{"label": "Có", "address": "a:yes", "number": 1}],
        "nav": [{"label": "Trang chủ", "address": "nav:home"}],
        "private": False,
        "language": "vi",
    },
}
# Read by a webhook as a beginning, and by a callback address as a screen.
EITHER: Mapping[str, Any] = {**SCREEN, "start": True}


async def _signed_is_taken(peer: Peer) -> None:
    """What is signed is taken."""
    _status(await peer.send(EITHER), 200, 202, 204)


async def _two_signatures(peer: Peer) -> None:
    """One right signature among several is enough, so that keys can rotate."""
    _status(await peer.send(EITHER, before="v1,AAAA v9,x "), 200, 202, 204)


async def _unsigned(peer: Peer) -> None:
    """What is not signed is refused with 401."""
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        _status(await peer.send(EITHER, without=name), 401)


async def _wrong(peer: Peer) -> None:
    """A wrong signature is refused with 401."""
    for wrong in ("v1,AAAA", "v1garbage", "v1,a", "v1," + "A" * 43 + "="):
        _status(await peer.send(EITHER, headers={"webhook-signature": wrong}), 401)


async def _another_id(peer: Peer) -> None:
    """The id belongs to what is signed."""
    _status(await peer.send(EITHER, headers={"webhook-id": fresh()}), 401)


async def _old(peer: Peer) -> None:
    """A signature from over five minutes ago, or from the future, is refused with 401."""
    _status(await peer.send(EITHER, late=OLD), 401)
    _status(await peer.send(EITHER, late=-OLD), 401)


async def _malformed(peer: Peer) -> None:
    """What is no JSON object is refused with 400 or 422."""
    for raw in (b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 2000):
        _status(await peer.send(None, raw=raw), 400, 422)


SIGNATURES: Sequence[Check] = (
    _signed_is_taken, _two_signatures, _unsigned, _wrong, _another_id, _old, _malformed
)  # fmt: skip


# --- The webhook: it answers people ---


async def _answered(peer: Peer) -> None:
    """A beginning is answered with screens that have a text and whole buttons."""
    _screens(await peer.send({"person": fresh(), "start": True}))


async def _twice(peer: Peer) -> None:
    """The same message delivered twice has one effect and one answer."""
    person, id = fresh(), fresh()
    await peer.send({"person": person, "start": True})
    said = {"person": person, "text": "1"}
    once, again = await peer.send(said, id=id), await peer.send(said, id=id)
    require(once.body == again.body, "the second answer is another one")


async def _button_and_digit(peer: Peer) -> None:
    """A button's address and its number lead to the same place."""
    by_button, by_digit = [await _first_choice(peer, how) for how in ("address", "number")]
    require(by_button == by_digit, "the number leads elsewhere")


async def _poll(peer: Peer) -> None:
    """A poll says nothing, and tells whether an officer is waited for."""
    got = await peer.send({"person": fresh(), "poll": True})
    _status(got, 200)
    body = got.body if isinstance(got.body, dict) else {}
    require(body.get("screens") == [], "somebody who has said nothing is answered")
    require(body.get("mode") == "" and body.get("after") == 0, "mode and after are missing")


async def _first_choice(peer: Peer, how: str) -> Any:
    person = fresh()
    screens = _screens(await peer.send({"person": person, "start": True}))
    option = next((o for screen in screens for o in screen["options"]), None)
    if option is None:
        return None
    said = {"address": option["address"]} if how == "address" else {"text": str(option["number"])}
    return _screens(await peer.send({"person": person, **said}))


async def _any_text(peer: Peer) -> None:
    """Any text gets an answer, an old button and a kind without words too."""
    for text in ("", " ", "😀" * 50, "\u202e\u200b", "x" * 4096, "sổ hộ khẩu còn giá trị không"):
        _screens(await peer.send({"person": fresh(), "text": text}))
    _screens(await peer.send({"person": fresh(), "address": "nowhere:nothing"}))
    for kind in ("voice", "sticker", "hologram"):
        _screens(await peer.send({"person": fresh(), "kind": kind}))


async def _nobody(peer: Peer) -> None:
    """A message without a person, or with nothing said, is refused with 400 or 422."""
    for said in ({"text": "a"}, {"person": 7, "text": "a"}, {"person": ""}, {"person": "p"}):
        _status(await peer.send(said), 400, 422)


async def _too_large(peer: Peer) -> None:
    """A body of a megabyte is refused with 413."""
    _status(await peer.send({"person": "p", "text": "x" * 1_000_000}), 413)


def _screens(got: Got) -> list[Any]:
    _status(got, 200)
    match got.body:
        case {"screens": [_, *_] as screens}:
            for screen in screens:
                _check_screen(screen)
            return list(screens)
        case _:
            raise AssertionError("the answer has no screens (is a callback address set?)")


def _check_screen(screen: Any) -> None:
    match screen:
        case {"text": str(text), "options": list(options), "nav": list(nav), "private": bool()}:
            require(bool(text.strip()), "a screen has no text")
            for button in (*options, *nav):
                whole = button.get("label") and button.get("address")
                require(bool(whole), "a button lacks its label or its address")
        case _:
            raise AssertionError("a screen lacks text, options, nav or private")


WEBHOOK: Sequence[Check] = (
    _answered, _twice, _button_and_digit, _poll, _any_text, _nobody, _too_large
)  # fmt: skip


# --- The callback address: it shows people what we say ---


async def _long(peer: Peer) -> None:
    """A text of 4,000 characters and a screen without buttons are taken."""
    screen = {**SCREEN["screen"], "text": "đ" * 4000, "options": [], "nav": []}
    _status(await peer.send({**SCREEN, "screen": screen}), 200, 202, 204)


async def _again(peer: Peer) -> None:
    """The same call may come again, and is taken again."""
    id = fresh()
    for _ in range(2):
        _status(await peer.send(SCREEN, id=id), 200, 202, 204)


async def _forget(peer: Peer) -> None:
    """The wish to delete a message is taken."""
    said = {"type": "forget", "person": "conformance", "message": "msg_0"}
    _status(await peer.send(said), 200, 202, 204)


async def _unknown(peer: Peer) -> None:
    """A type of call that is not known yet is taken and left at that."""
    said = {"type": "conformance.unknown", "person": "conformance", "message": "msg_0"}
    _status(await peer.send(said), 200, 202, 204)


CALLBACK: Sequence[Check] = (_long, _again, _forget, _unknown)

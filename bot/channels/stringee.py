"""Stringee voice (Vietnam): SCCO, a JSON list of actions."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

import orjson

from bot.channels.base import Malformed
from bot.phone.line import Asked, Keyed, Spoken
from bot.phone.verbs import Gather, Hangup, Say, Transfer, Verb

VOICE = "hn_male_xuantin_vdts_48k-hsmm"  # The only language it speaks is Vietnamese.
_CALL = re.compile(r"[0-9A-Za-z-]{8,80}")
_KEYS = re.compile(r"[0-9*#]{0,32}", re.ASCII)


class Stringee(Spoken):
    """The answer address is asked by GET, keys come by POST. `number` is ours at Stringee."""

    name = "stringee"
    media_type = "application/json"

    def __init__(self, signing_secret: str, number: str) -> None:
        self._secret = signing_secret.encode()
        self._number = number

    def signed(self, asked: Asked) -> bool:
        """Check base64 HMAC-SHA1: of path and query for GET, of the raw body for POST."""
        signed = asked.target.replace(" ", "%20").encode() if asked.method == "GET" else asked.body
        mac = hmac.new(self._secret, signed, hashlib.sha1).digest()
        given = asked.headers.get("x-stringee-signature", "")
        return hmac.compare_digest(base64.b64encode(mac), given.encode("utf-8", "surrogatepass"))

    def read(self, asked: Asked) -> Keyed:
        """Read keys. # alone ends an empty entry: it comes as no keys without a time-out."""
        if asked.method == "GET":
            return _keyed(asked.query.get("uuid"), "")
        match _json(asked.body):
            case {"call_id": str(call), "dtmf": "", "timeout": False}:
                return _keyed(call, "#")
            case {"call_id": str(call), "dtmf": str(keys)}:
                return _keyed(call, keys)
            case _:
                raise Malformed("keys need a call_id and dtmf")

    def write(self, verbs: Sequence[Verb], then: str) -> bytes:
        return orjson.dumps([action for verb in verbs for action in self._actions(verb, then)])

    def _actions(self, verb: Verb, then: str) -> Iterator[dict[str, Any]]:
        match verb:
            case Say(text=text):
                yield {"action": "talk", "text": text, "voice": VOICE, "bargeIn": False}
            case Gather(prompts=prompts, wait=wait):
                for prompt in prompts:
                    yield {"action": "talk", "text": prompt.text, "voice": VOICE, "bargeIn": True}
                yield {"action": "input", "eventUrl": then, "submitOnHash": True, "timeout": wait}
            case Transfer(number=number):
                ours = {"type": "external", "number": self._number, "alias": self._number}
                to = {"type": "external", "number": number, "alias": number}
                yield {"action": "connect", "from": ours, "to": to, "timeout": 40}
            case Hangup():  # The call ends when the list does.
                return
            case _:
                assert_never(verb)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("the body is not JSON") from error


def _keyed(call: object, keys: str) -> Keyed:
    if not isinstance(call, str) or not _CALL.fullmatch(call) or not _KEYS.fullmatch(keys):
        raise Malformed("a call needs an id, and keys of 0-9, * and #")
    return Keyed(call, keys)

"""jambonz, the telephone platform that one can host oneself: a JSON list of verbs."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

import orjson

from bot.channels.base import Malformed
from bot.phone.line import Asked, Keyed, Spoken
from bot.phone.verbs import Gather, Hangup, Say, Transfer, Verb

OLDEST = timedelta(minutes=5)  # Of a signature, either way.
DIGIT = 1.5  # Seconds that a digit of a long number may take.
VOICES = {"vi": ("vi-VN", "vi-VN-Wavenet-A"), "en": ("en-US", "en-US-Wavenet-C")}
_CALL = re.compile(r"[0-9A-Za-z-]{8,80}")
_KEYS = re.compile(r"[0-9*#]{0,32}", re.ASCII)
_SIGNATURE = re.compile(r"t=(\d{1,12})((?:,v1=[0-9a-f]{64}){1,8})", re.ASCII)


class Jambonz(Spoken):
    """Both hooks are asked by POST; the signature is timed."""

    name = "jambonz"
    media_type = "application/json"

    def __init__(self, webhook_secret: str, clock: Callable[[], datetime]) -> None:
        self._secret = webhook_secret.encode()
        self._clock = clock

    def signed(self, asked: Asked) -> bool:
        """Check `t=…,v1=…`: HMAC-SHA256 of time, dot and raw body; several allow rotation."""
        given = _SIGNATURE.fullmatch(asked.headers.get("jambonz-signature", ""))
        if asked.method != "POST" or not given:
            return False
        if abs(self._clock().timestamp() - int(given[1])) > OLDEST.total_seconds():
            return False
        text = given[1].encode() + b"." + asked.body
        expected = hmac.new(self._secret, text, hashlib.sha256).hexdigest()
        matches = [
            hmac.compare_digest(expected, one.removeprefix("v1="))
            for one in given[2][1:].split(",")
        ]
        return any(matches)

    def read(self, asked: Asked) -> Keyed:
        try:
            said = orjson.loads(asked.body)
        except orjson.JSONDecodeError as error:
            raise Malformed("the body is not JSON") from error
        match said:
            case {"call_sid": str(call)} if _CALL.fullmatch(call):
                keys = said.get("digits", "")
                ended = said.get("dial_call_status")
                if isinstance(keys, str) and _KEYS.fullmatch(keys):
                    return Keyed(call, keys, None if ended is None else ended == "completed")
        raise Malformed("a call needs a call_sid, and digits of 0-9, * and #")

    def write(self, verbs: Sequence[Verb], then: str) -> bytes:
        return orjson.dumps([_verb(verb, then) for verb in verbs])


def _verb(verb: Verb, then: str) -> dict[str, Any]:
    match verb:
        case Say(sound=sound):
            return {"verb": "play", "url": sound} if sound else {"verb": "say", **_said((verb,))}
        case Gather(prompts=prompts, most=most, wait=wait):
            sounds = [prompt.sound for prompt in prompts]
            played = {"play": {"url": sounds}} if all(sounds) else {"say": _said(prompts)}
            writing = round(DIGIT * most)
            ends = {"finishOnKey": "#", "interDigitTimeout": wait} if most > 1 else {}
            return {
                "verb": "gather",
                "actionHook": then,
                "input": ["digits"],
                "numDigits": most,
                "timeout": wait + (writing if most > 1 else 0),  # Its clock does not start anew.
                "dtmfBargein": True,
                **played,
                **ends,
            }
        case Transfer(number=number):
            target = [{"type": "phone", "number": number}]
            return {"verb": "dial", "actionHook": then, "target": target, "timeout": 40}
        case Hangup():
            return {"verb": "hangup"}
        case _:
            assert_never(verb)


def _said(prompts: Sequence[Say]) -> dict[str, Any]:
    """Join prompts: a gather takes one text, and a list would mean to choose one at random."""
    language = prompts[0].language if prompts else "vi"
    tag, voice = VOICES.get(language, VOICES["vi"])
    text = "\n".join(prompt.text for prompt in prompts)
    return {"text": text, "synthesizer": {"vendor": "google", "language": tag, "voice": voice}}

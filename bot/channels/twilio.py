"""Twilio voice: TwiML, and the signature of the address and its form."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import assert_never
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.channels.base import Malformed
from bot.phone.line import Asked, Keyed, Spoken
from bot.phone.verbs import Gather, Hangup, Say, Transfer, Verb

VOICES = {"vi": ("vi-VN", "Google.vi-VN-Wavenet-A"), "en": ("en-US", "Polly.Joanna")}
_CALL = re.compile(r"CA[0-9A-Za-z]{8,64}")
_REACHED = ("completed", "answered")
_KEYS = re.compile(r"[0-9*#]{0,32}", re.ASCII)


class Twilio(Spoken):
    """Prompts are said by Twilio's own voice, or played."""

    name = "twilio"
    media_type = "application/xml"

    def __init__(self, auth_token: str) -> None:
        self._token = auth_token.encode()

    def signed(self, asked: Asked) -> bool:
        """Check base64 HMAC-SHA1 of the address followed by the sorted fields of the form."""
        try:
            fields = parse_qsl(asked.body.decode(), keep_blank_values=True, max_num_fields=100)
        except (UnicodeDecodeError, ValueError):
            return False
        if asked.method != "POST":
            return False
        text = asked.url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
        mac = hmac.new(self._token, text.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
        given = asked.headers.get("x-twilio-signature", "")
        return hmac.compare_digest(base64.b64encode(mac), given.encode("utf-8", "surrogatepass"))

    def read(self, asked: Asked) -> Keyed:
        fields = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        call, keys = fields.get("CallSid", ""), fields.get("Digits", "")
        if not _CALL.fullmatch(call) or not _KEYS.fullmatch(keys):
            raise Malformed("a call needs a CallSid, and Digits of 0-9, * and #")
        ended = fields.get("DialCallStatus")
        return Keyed(call, keys, None if ended is None else ended in _REACHED)

    def write(self, verbs: Sequence[Verb], then: str) -> bytes:
        response = Element("Response")
        for verb in verbs:
            _add(response, verb, then)
        written: bytes = tostring(response, "utf-8", xml_declaration=True)
        return written


def _add(parent: Element, verb: Verb, then: str) -> None:
    match verb:
        case Say(sound=str(address)) if address:
            SubElement(parent, "Play").text = address
        case Say(text=text, language=language):
            tag, voice = VOICES.get(language, VOICES["vi"])
            said = SubElement(parent, "Say", language=tag, voice=voice)
            said.text = _printable(text)
        case Gather(prompts=prompts, most=most, wait=wait):
            gather = SubElement(
                parent,
                "Gather",
                input="dtmf",
                numDigits=str(most),
                finishOnKey="#" if most > 1 else "",  # Of a menu, # is a key like the others.
                timeout=str(wait),
                action=then,
                method="POST",
                actionOnEmptyResult="true",
            )
            for prompt in prompts:
                _add(gather, prompt, then)
        case Transfer(number=number):
            dial = SubElement(parent, "Dial", timeout="40", action=then, method="POST")
            SubElement(dial, "Number").text = number
        case Hangup():
            SubElement(parent, "Hangup")
        case _:
            assert_never(verb)


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")

"""The wire of each provider: signatures by independent means, and what is written to it."""

import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import httpx
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

from bot.app import Assistant, build
from bot.channels.jambonz import Jambonz
from bot.channels.stringee import Stringee
from bot.channels.twilio import VOICES, Twilio
from bot.phone.line import Asked
from bot.phone.sounds import Sounds
from bot.phone.verbs import Gather, Hangup, Say, Transfer
from tests.bot.conftest import Clock
from tests.phone.conftest import PUBLIC

CALL = "CA00112233445566778899aabbccddeeff"
VERBS = (
    Say("Chào & hỏi", "vi"),
    Gather((Say("Bấm một", "vi"), Say("Press one", "en")), most=12, wait=5),
    Transfer("02473082686"),
    Hangup(),
)


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(assistant))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as made:
        yield made


def asked(url: str, body: bytes = b"", method: str = "POST", **headers: str) -> Asked:
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked(method, url, target, named, dict(parse_qsl(parts.query)), body)


# --- Twilio ---


def test_twilios_published_example_is_accepted() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    body = urlencode(form).encode()
    line = Twilio("12345")
    assert line.signed(asked(url, body, x_twilio_signature=signature))
    assert not line.signed(asked(url, body + b"1", x_twilio_signature=signature))
    assert not line.signed(asked(url + "1", body, x_twilio_signature=signature))
    assert not line.signed(asked(url, body))


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=20), max_size=6),
    st.text(alphabet="abcdefghij0123456789-_", max_size=30),
)
def test_our_check_agrees_with_twilios_own(form: dict[str, str], token: str) -> None:
    url = f"{PUBLIC}/calls/twilio?at={token}"
    signature = RequestValidator("token").compute_signature(url, form)
    body = urlencode(form).encode()
    assert Twilio("token").signed(asked(url, body, x_twilio_signature=signature))
    assert not Twilio("other").signed(asked(url, body, x_twilio_signature=signature))


def test_twiml_is_what_twilios_own_library_writes() -> None:
    response = VoiceResponse()
    (vi, vi_voice), (en, en_voice) = VOICES["vi"], VOICES["en"]
    response.say("Chào & hỏi", language=vi, voice=vi_voice)
    gather = response.gather(
        input="dtmf",
        num_digits=12,
        finish_on_key="#",
        timeout=5,
        action="/next?at=x&y",
        method="POST",
        action_on_empty_result=True,
    )
    gather.say("Bấm một", language=vi, voice=vi_voice)
    gather.say("Press one", language=en, voice=en_voice)
    dial = response.dial(timeout=40, action="/next?at=x&y", method="POST")
    dial.number("02473082686")
    response.hangup()
    ours = Twilio("token").write(VERBS, "/next?at=x&y").decode()
    assert ElementTree.canonicalize(ours) == ElementTree.canonicalize(str(response))


async def test_a_call_by_twilio_walks_the_menu(client: httpx.AsyncClient) -> None:
    then, validator = f"{PUBLIC}/calls/twilio", RequestValidator("1234567890" * 3 + "12")
    said = []
    for keys in ("", "1", "", "#", "0"):
        form = {"CallSid": CALL, "From": "+84912345678"} | (
            {} if keys is None else {"Digits": keys}
        )
        signature = validator.compute_signature(then, form)
        answer = await client.post(
            then,
            content=urlencode(form),
            headers={
                "x-twilio-signature": signature,
                "content-type": "application/x-www-form-urlencoded",
            },
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/xml"
        gather = ElementTree.fromstring(answer.content).find("Gather")  # noqa: S314
        assert gather is not None
        then = gather.attrib["action"]
        said.append(" ".join(say.text or "" for say in gather.iter("Say")))
    assert "Bạn cần gì?" in said[0]
    assert "chưa nghe thấy" in said[2]
    assert said[4].startswith("Bạn cần gì?")


# --- Stringee ---


def test_stringees_vectors_are_accepted() -> None:
    line = Stringee("signing_secret", "8424")
    body = (
        b'{"time":"1530870073736","dtmf":"0","call_id":"call-vn-1-Y8JUX5TVSZ-1530721745779",'
        b'"customField":"","timeout":false}'
    )
    url = f"{PUBLIC}/answer"
    good = asked(url, body, x_stringee_signature="zus4PFkpEDZ7RXcTPw4c1d3vVTA=")
    assert line.signed(good)
    assert line.read(good).keys == "0"
    started = asked(
        f"{url}?from=0909982888&to=02473082686&uuid=2297a8fa-acad-11e7-a9ba-b596eac7cf7a"
        "&fromInternal=false",
        method="GET",
        x_stringee_signature="iavxAACJRwOwgnf7SS1lMVojAwg=",
    )
    assert line.signed(started)
    assert line.read(started).call.startswith("2297a8fa")
    assert not line.signed(asked(url, body + b" ", x_stringee_signature="zus4PFkpEDZ7RXcTPw4c1"))
    assert not line.signed(asked(url, body))


def test_scco_says_waits_and_connects() -> None:
    said, one, two, keys, connect = json.loads(Stringee("s", "8424").write(VERBS, "/next"))
    assert said["action"] == "talk"
    assert said["bargeIn"] is False
    assert (one["bargeIn"], two["text"]) == (True, "Press one")
    assert keys == {"action": "input", "eventUrl": "/next", "submitOnHash": True, "timeout": 5}
    assert connect["to"]["number"] == "02473082686"
    assert connect["from"]["number"] == "8424"


async def test_a_call_by_stringee_is_one_call_though_its_ids_differ(
    client: httpx.AsyncClient,
) -> None:
    def sign(data: bytes) -> dict[str, str]:
        mac = hmac.new(b"signing_secret_0", data, hashlib.sha1).digest()
        return {"x-stringee-signature": base64.b64encode(mac).decode()}

    target = "/calls/stringee?from=0912&to=024&uuid=2297a8fa-acad-11e7-a9ba-b596eac7cf7b"
    answer = await client.get(target, headers=sign(target.encode()))
    assert answer.status_code == 200
    then = answer.json()[-1]["eventUrl"]
    for keys, timed_out in (("1", False), ("", True), ("", False)):
        body = json.dumps({"dtmf": keys, "call_id": "call-vn-1-Y8JUX5TVSZ", "timeout": timed_out})
        answer = await client.post(then, content=body, headers=sign(body.encode()))
        assert answer.status_code == 200
        then = answer.json()[-1]["eventUrl"]
    assert answer.json()[0]["text"].startswith("hai, Thông tin về cư trú")  # # alone: the clause.


# --- jambonz ---


def test_jambonz_signatures_are_timed_and_may_rotate() -> None:
    clock = Clock()
    now = int(clock().timestamp())

    def header(stamp: int, key: bytes, body: bytes) -> str:
        return hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()

    line, body = Jambonz("secret", clock), b'{"call_sid":"0123456789"}'
    good, other = header(now, b"secret", body), header(now, b"old", body)
    for signature, accepted in (
        (f"t={now},v1={good}", True),
        (f"t={now},v1={other},v1={good}", True),
        (f"t={now},v1={other}", False),
        (f"t={now - 301},v1={header(now - 301, b'secret', body)}", False),
        (f"t={now},v1={good}x", False),
        (f"v1={good}", False),
        ("", False),
    ):
        request = asked(f"{PUBLIC}/calls/jambonz", body, jambonz_signature=signature)
        assert line.signed(request) is accepted, signature


def test_what_the_client_of_jambonz_itself_takes_is_authentic() -> None:
    """Signed and checked by `WebhookResponse` of npm `@jambonz/node-client` 0.4.11."""
    body = (
        b'{"call_sid":"bb5b6a0e-5a8f-4a0e-9f6b-0d6a3f2c1e11","digits":"1","reason":"dtmfDetected"}'
    )
    mac = "769916d142e44ce54d9410f7ac82c3125a5bab2501220c3205f53f1e142fa957"
    line = Jambonz("wh_secret_0123456789", Clock())
    signed = asked(f"{PUBLIC}/calls/jambonz", body, jambonz_signature=f"t=1795402800,v1={mac}")
    assert line.signed(signed)
    assert line.read(signed).keys == "1"


@pytest.mark.parametrize(
    ("status", "reached"), [("completed", True), ("no-answer", False), ("busy", False)]
)
def test_jambonz_tells_whether_somebody_answered(status: str, reached: bool) -> None:
    body = json.dumps({"call_sid": "0123456789", "dial_call_status": status}).encode()
    assert Jambonz("s", Clock()).read(asked(PUBLIC, body)).reached is reached


def official(verb: str) -> jsonschema_rs.Draft202012Validator:
    """Return the schema of a verb in npm `@jambonz/schema` 0.4.15 (MIT), unchanged."""
    stored = Path(__file__).parent / "schemas" / "jambonz-0.4.15.json.gz"
    known = {one["$id"]: one for one in json.loads(gzip.decompress(stored.read_bytes()))}
    registry = jsonschema_rs.Registry(list(known.items()))
    address = f"https://jambonz.org/schema/verbs/{verb}"
    return jsonschema_rs.Draft202012Validator(known[address], registry=registry)


@pytest.mark.parametrize("spoken", ["by the provider", "by us"])
def test_jambonz_verbs_fit_their_official_schema(spoken: str) -> None:
    sounds = Sounds(b"k" * 32, f"{PUBLIC}/calls/sound", Clock())
    verbs = VERBS if spoken == "by the provider" else sounds.within(VERBS)
    for verb in json.loads(Jambonz("s", Clock()).write(verbs, f"{PUBLIC}/calls/jambonz?at=x")):
        official(verb["verb"]).validate(verb)
        assert not official(verb["verb"]).is_valid({**verb, "verb": "other"})


def test_jambonz_verbs_wait_for_keys_in_one_gather() -> None:
    say, gather, dial, hangup = json.loads(Jambonz("s", Clock()).write(VERBS, "/next"))
    assert say["verb"] == "say"
    assert say["synthesizer"]["language"] == "vi-VN"
    assert gather["say"]["text"] == "Bấm một\nPress one"
    assert (gather["numDigits"], gather["finishOnKey"], gather["dtmfBargein"]) == (12, "#", True)
    assert dial["target"] == [{"type": "phone", "number": "02473082686"}]
    assert hangup == {"verb": "hangup"}


# --- All of them ---


@pytest.mark.parametrize("line", ["twilio", "stringee", "jambonz"])
async def test_what_is_not_signed_is_refused(client: httpx.AsyncClient, line: str) -> None:
    for method in ("GET", "POST"):
        assert (await client.request(method, f"/calls/{line}", content=b"{}")).status_code == 401
    assert (await client.post("/calls/other")).status_code == 404


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
async def test_signed_rubbish_is_refused_and_never_breaks(
    assistant: Assistant, body: bytes
) -> None:
    clock = assistant.clock
    now = int(clock().timestamp())
    timed = hmac.new(b"wh_secret_0123456789", b"%d." % now + body, hashlib.sha256).hexdigest()
    plain = base64.b64encode(hmac.new(b"signing_secret_0", body, hashlib.sha1).digest()).decode()
    transport = httpx.ASGITransport(build(assistant))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
        for line, headers in (
            ("twilio", {"x-twilio-signature": plain}),
            ("stringee", {"x-stringee-signature": plain}),
            ("jambonz", {"jambonz-signature": f"t={now},v1={timed}"}),
        ):
            answer = await client.post(f"/calls/{line}?at=x", content=body, headers=headers)
            assert answer.status_code in (400, 401)

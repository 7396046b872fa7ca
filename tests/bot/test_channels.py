"""One contract for all channels: who may speak, what is read, what can be carried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from svix.webhooks import Webhook as Svix
from zalo_bot import Update

from bot.channels.base import Malformed
from bot.channels.generic import Generic
from bot.channels.provider import Client
from bot.channels.zalo_oa import ZaloOA
from tests.bot.conftest import Clock
from tests.bot.messengers import (
    KINDS,
    META_SECRET,
    OA_SECRET,
    VERIFY,
    WHSEC,
    FixedTokens,
    Recorded,
    make,
    no_take,
    read,
    recorded,
)

ALL = list(KINDS)
NOW = Clock().now


# --- What is read ---


@pytest.mark.parametrize("payload", recorded(), ids=str)
def test_a_recorded_payload_says_what_it_says(payload: Recorded) -> None:
    found = [incoming for incoming in read(make(payload.channel), payload.body) if incoming]
    if payload.said is None:
        assert not found
        return
    (incoming,) = found
    assert incoming.channel == payload.channel
    assert incoming.event == payload.said
    assert (incoming.person, incoming.id) == (payload.person, payload.id)
    assert incoming.language == payload.language


@pytest.mark.parametrize("payload", recorded(), ids=str)
def test_what_is_delivered_again_has_the_same_id(payload: Recorded) -> None:
    once, again = (read(make(payload.channel), payload.body) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("name", ALL)
def test_a_channel_has_a_payload_of_each_sort(name: str) -> None:
    said = {type(p.said).__name__ for p in recorded() if p.channel == name}
    assert {"Said", "Unreadable"} <= said
    assert "Picked" in said or not make(name).limits.buttons


def test_the_official_library_reads_the_same_from_an_event_of_the_zalo_bot() -> None:
    for payload in recorded():
        event = orjson.loads(payload.body)
        event = event.get("result", event)
        if payload.channel == "zalo_bot" and payload.said and "text" in event["message"]:
            update = Update.de_json(event, None)
            assert update is not None
            assert update.message is not None
            assert update.message.chat.id == payload.person
            assert update.message.message_id == payload.id


def test_several_messages_of_one_payload_are_several() -> None:
    one = orjson.loads(next(p for p in recorded() if str(p) == "messenger: a text").body)
    two = orjson.loads(next(p for p in recorded() if p.id == "m_2").body)
    both = {"object": "page", "entry": [*one["entry"], *two["entry"]]}
    found = read(make("messenger"), orjson.dumps(both))
    assert [incoming.id for incoming in found] == ["m_1", "m_2"]


@pytest.mark.parametrize("name", ["messenger", "whatsapp"])
@pytest.mark.parametrize(
    "payload", [{"object": "user", "entry": []}, {}, {"object": None}, {"object": ["page"]}]
)
def test_a_payload_of_another_product_is_malformed(name: str, payload: Any) -> None:
    with pytest.raises(Malformed):
        list(make(name).unpack(payload))


# --- Who may speak ---


def sample(name: str) -> bytes:
    return next(p.body for p in recorded() if p.channel == name)


@pytest.mark.parametrize("name", ALL)
def test_what_is_signed_is_authentic(name: str) -> None:
    body = sample(name)
    assert make(name).authentic(KINDS[name].sign(body, NOW), body)


@pytest.mark.parametrize("name", [name for name in ALL if name != "zalo_bot"])
def test_a_changed_body_is_not_authentic(name: str) -> None:
    body = sample(name)
    signed = KINDS[name].sign(body, NOW)
    assert not make(name).authentic(signed, body + b" ")
    assert not make(name).authentic(signed, body.replace(b"1", b"2", 1))
    assert not make(name).authentic(signed, orjson.dumps(orjson.loads(body)) + b"\n")


@pytest.mark.parametrize("name", ALL)
def test_no_signature_or_a_hostile_one_is_not_authentic(name: str) -> None:
    body, channel = sample(name), make(name)
    signed = KINDS[name].sign(body, NOW)
    assert not channel.authentic({}, body)
    for header in signed:
        for hostile in ("", "x", "mac=", "sha256=", "v1,", "ü", "\udcff", "0" * 10_000, "v1,a"):
            if header == "x-zevent-timestamp":
                continue  # Where it is missing, the time in the body counts.
            assert not channel.authentic({**signed, header: hostile}, body)


@pytest.mark.parametrize("name", ALL)
def test_a_channel_without_its_secret_believes_nobody(name: str) -> None:
    body = sample(name)
    channel = make(name)
    for attribute in ("_secret", "_app_secret", "_token", "_keys"):
        if hasattr(channel, attribute):
            setattr(channel, attribute, "" if attribute != "_keys" else ())
    assert not channel.authentic(KINDS[name].sign(body, NOW), body)
    assert not channel.authentic({}, body)


def test_signatures_of_the_documents_are_ours() -> None:
    """Vectors published by the messengers, or made by their own libraries."""
    viber = b'{"event":"message","timestamp":1457764197627,"message_token":4912661846655238145}'
    signature = "358881e2f85a8285170b264ce66f152908168aafa82cba00602b5b65bb0095be"
    assert make("viber").authentic({"x-viber-content-signature": signature}, viber)

    meta = (
        rb'{"object":"page","entry":[{"id":"1","time":1458692752478,"messaging":[{"sender":'
        rb'{"id":"7"},"recipient":{"id":"1"},"timestamp":1458692752478,"message":{"mid":"m_1",'
        rb'"text":"xin ch\u00e0o"}}]}]}'
    )
    signature = "sha256=8730461c50c3068147879c809c4999801246d32900d7d31f0738059d07881a24"
    assert META_SECRET == "app_secret"
    for name in ("messenger", "whatsapp"):
        assert make(name).authentic({"x-hub-signature-256": signature}, meta)

    then = Clock(datetime.fromtimestamp(1614265330, UTC))
    standard = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert Generic([WHSEC], then).authentic(standard, b'{"test": 2432232314}')


def test_the_time_that_zalo_signed_may_stand_in_the_body() -> None:
    body = (
        '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":'
        '"552177279717587730","recipient":{"id":"388613280878808645"},"event_name":'
        '"user_send_text","message":{"text":"xin chào","msg_id":"96d3cdf3af150460909"},'
        '"timestamp":"154390853474"}'
    ).encode()
    mac = "mac=8ebc5efd507c96ab3d9f09487d4ed4254171c95664ab2839dc526e538e4e1e8e"
    then = Clock(datetime.fromtimestamp(154390853.474, UTC))
    account = zalo_oa(then, "OA_SECRET")
    assert account.authentic({"x-zevent-signature": mac}, body)
    assert account.authentic({"x-zevent-signature": mac.removeprefix("mac=")}, body)
    assert account.authentic({"x-zevent-signature": mac, "x-zevent-timestamp": "15439"}, body)
    then.turn(days=1, seconds=1)
    assert not account.authentic({"x-zevent-signature": mac}, body)


def zalo_oa(clock: Clock, secret: str = OA_SECRET) -> ZaloOA:
    return ZaloOA(
        Client(), no_take, FixedTokens(), clock, app_id="360846524940903967", secret=secret
    )


def test_svix_and_standard_webhooks_are_both_believed() -> None:
    body = sample("generic")
    signature = Svix(WHSEC).sign("msg_1", NOW, body.decode())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": signature,
    }
    assert make("generic").authentic(headers, body)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_an_early_signature_is_refused(minutes: int) -> None:
    body = sample("generic")
    signed = KINDS["generic"].sign(body, NOW + timedelta(minutes=minutes))
    assert not make("generic").authentic(signed, body)


# --- Handshakes ---


@pytest.mark.parametrize("name", ["messenger", "whatsapp"])
def test_whoever_knows_the_token_of_the_webhook_page_gets_the_challenge_back(name: str) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    channel = make(name)
    assert channel.handshake(query) == "1158201444"
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}):
        assert channel.handshake(query | wrong) is None
    channel._verify_token = ""
    assert channel.handshake(query | {"hub.verify_token": ""}) is None


@pytest.mark.parametrize("name", ["zalo_bot", "zalo_oa", "viber"])
def test_others_have_no_handshake(name: str) -> None:
    assert make(name).handshake({"hub.mode": "subscribe"}) is None

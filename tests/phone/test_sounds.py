"""Our own sound on a provider's telephone: an address that says nothing and cannot be made up."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.app import Assistant, assemble, build
from bot.channels.jambonz import Jambonz
from bot.channels.stringee import Stringee
from bot.core import Core
from bot.phone.sounds import LIFE, Sounds
from bot.phone.verbs import Gather, Say
from bot.settings import Settings
from bot.speech.voice import Voice
from tests.bot.conftest import Clock
from tests.phone.conftest import PUBLIC

CALL = "CA00112233445566778899aabbccddeeff"
OPEN, PRIVATE = Say("Bạn cần gì?"), Say("một hai ba bốn", private=True)


@pytest.fixture
def sounds(clock: Clock) -> Sounds:
    return Sounds(b"k" * 32, f"{PUBLIC}/calls/sound", clock)


def name_of(sounds: Sounds, prompt: Say) -> str:
    (verb,) = sounds.within((prompt,))
    assert isinstance(verb, Say)
    return verb.sound.rpartition("/")[2]


@pytest.mark.parametrize("prompt", [OPEN, PRIVATE])
def test_an_address_leads_back_to_its_prompt_in_any_process(prompt: Say, clock: Clock) -> None:
    one, other = (Sounds(b"k" * 32, PUBLIC, clock) for _ in range(2))
    assert other.open(name_of(one, prompt)) == prompt


def test_what_everybody_hears_has_one_address_and_what_is_private_a_new_one(
    sounds: Sounds,
) -> None:
    assert name_of(sounds, OPEN) == name_of(sounds, OPEN)
    assert name_of(sounds, PRIVATE) != name_of(sounds, PRIVATE)


def test_a_private_address_ends(sounds: Sounds, clock: Clock) -> None:
    private, public = name_of(sounds, PRIVATE), name_of(sounds, OPEN)
    clock.turn(seconds=LIFE.total_seconds())
    assert sounds.open(private) is None
    assert sounds.open(public) == OPEN


def test_nobody_else_can_read_an_address_or_have_anything_said(sounds: Sounds) -> None:
    name = name_of(sounds, PRIVATE)
    sealed = base64.urlsafe_b64decode(name)
    assert b"hai" not in sealed
    for forged in (name[:-4] + "AAAA", "", "x", "ư", "A" * 100, "A" * 5000):
        assert sounds.open(forged) is None
    assert Sounds(b"o" * 32, PUBLIC, Clock()).open(name) is None


def test_jambonz_plays_in_one_gather_and_stringee_speaks_itself(sounds: Sounds) -> None:
    verbs = sounds.within((Gather((OPEN, PRIVATE)),))
    (gather,) = json.loads(Jambonz("s", Clock()).write(verbs, "/next"))
    assert [address.startswith(PUBLIC) for address in gather["play"]["url"]] == [True, True]
    assert "say" not in gather
    talk, *_ = json.loads(Stringee("s", "84").write(verbs, "/next"))
    assert talk["text"] == OPEN.text


# --- Over the wire ---


async def called(assistant: Assistant) -> ElementTree.Element:
    transport = httpx.ASGITransport(build(assistant))
    then, form = f"{PUBLIC}/calls/twilio", {"CallSid": CALL}
    validator = RequestValidator(assistant.settings.twilio_auth_token)
    headers = {
        "x-twilio-signature": validator.compute_signature(then, form),
        "content-type": "application/x-www-form-urlencoded",
    }
    async with httpx.AsyncClient(transport=transport) as client:
        answer = await client.post(then, content=urlencode(form), headers=headers)
    return ElementTree.fromstring(answer.content)  # noqa: S314


async def test_without_a_voice_of_ours_the_provider_speaks(
    settings: Settings, core: Core, clock: Clock
) -> None:
    ours = settings.model_copy(update={"call_voice": ""})
    made = assemble(ours, core=core, clock=clock)
    object.__setattr__(made, "voice", Voice(program="no-such-program"))
    call = await called(made)
    assert call.find(".//Say") is not None
    assert call.find(".//Play") is None
    await made.lookup.close()
    await made.database.dispose()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_twilio_is_played_what_it_can_fetch(
    settings: Settings, core: Core, clock: Clock, tmp_path: Path
) -> None:
    made = assemble(settings.model_copy(update={"call_voice": ""}), core=core, clock=clock)
    object.__setattr__(made, "voice", Voice(kept=tmp_path))
    played = [play.text or "" for play in (await called(made)).iter("Play")]
    assert played
    assert all(len(address) < 1000 for address in played)
    transport = httpx.ASGITransport(build(made))
    async with httpx.AsyncClient(transport=transport) as client:
        sound = await client.get(played[0])
        assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")
        assert sound.headers["cache-control"] == "max-age=86400"
        assert len(list(tmp_path.glob("*.mp3"))) == 1
        private = f"{PUBLIC}/calls/sound/{name_of(made.sounds, PRIVATE)}"
        spoken = await client.get(private)
        assert (spoken.status_code, spoken.headers["cache-control"]) == (200, "no-store")
        assert len(list(tmp_path.glob("*.mp3"))) == 1, "what is private is not kept"
        assert (await client.get(private[:-3] + "AAA")).status_code == 404
    await made.lookup.close()
    await made.database.dispose()

"""Real calls on loopback: baresip dials, presses keys by RFC 4733, and records what it hears."""

from __future__ import annotations

import asyncio
import math
import shutil
import socket
import wave
from array import array
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.app import Assistant
from bot.sip.endpoint import Endpoint, listen
from bot.speech.voice import RATE

MODULES = next(
    (
        path
        for path in (Path("/usr/lib/baresip/modules"), *Path("/usr/lib").glob("*/baresip/modules"))
        if path.is_dir()
    ),
    None,
)
MISSING = [name for name in ("baresip", "espeak-ng") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"a real call needs {' and '.join(MISSING)}")

CONFIG = """
sip_listen 127.0.0.1:{sip}
audio_player aufile,{here}/player.wav
audio_source aufile,{here}/silence.wav
audio_alert nil,nil
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
rtp_ports {rtp}-{rtp_end}
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
snd_path {here}
module_tmp account.so
module_app menu.so
module cons.so
cons_listen 127.0.0.1:{keys}
"""


class Baresip:
    """An independent telephone: its own SIP, RTP and keys."""

    def __init__(self, here: Path, exchange: int) -> None:
        self._here = here
        self._exchange = exchange
        self._keys = free_port()
        self._program: asyncio.subprocess.Process | None = None

    async def dial(self) -> None:
        rtp = 20_000 + free_port() % 20_000 // 2 * 2
        config = CONFIG.format(
            here=self._here,
            sip=free_port(),
            keys=self._keys,
            rtp=rtp,
            rtp_end=rtp + 20,
            modules=MODULES,
        )
        (self._here / "config").write_text(config)
        (self._here / "accounts").write_text(
            "<sip:caller@127.0.0.1>;regint=0;audio_codecs=pcmu;dtmfmode=rtpevent\n"
        )
        (self._here / "contacts").write_text("")
        with wave.open(str(self._here / "silence.wav"), "wb") as silence:
            silence.setnchannels(1)
            silence.setsampwidth(2)
            silence.setframerate(8000)
            silence.writeframes(bytes(16_000 * 60))
        self._program = await asyncio.create_subprocess_exec(
            "baresip",
            *("-f", str(self._here), "-e", f"/dial sip:1900@127.0.0.1:{self._exchange}"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    def press(self, key: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
            console.sendto(key.encode(), ("127.0.0.1", self._keys))

    async def hang_up(self) -> None:
        self.press("b")
        await asyncio.sleep(0.5)
        await self.close()

    async def close(self) -> None:
        if self._program is not None and self._program.returncode is None:
            self._program.terminate()
            await self._program.wait()

    def heard(self) -> array[int]:
        """Return what came out of the telephone: 16-bit samples at 8,000 a second."""
        (dump,) = self._here.glob("dump-*-dec.wav")
        with wave.open(str(dump)) as record:
            assert record.getframerate() == 8000
            return array("h", record.readframes(record.getnframes()))


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def exchange(assistant: Assistant) -> AsyncIterator[tuple[Endpoint, int]]:
    port = free_port()
    endpoint = await listen(assistant, "127.0.0.1", port)
    yield endpoint, port
    endpoint.close()
    await asyncio.sleep(0.05)


async def test_a_real_call_walks_the_menu_and_hears_the_prompts(
    assistant: Assistant,
    exchange: tuple[Endpoint, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Home, then "2" (VNeID), then "0": each screen follows its key, and is in the recording."""
    switchboard, steps = assistant.switchboard, asyncio.Queue[tuple[str, str, str]]()
    answer = switchboard.answer

    async def watched(*given: object) -> object:
        verbs, call = await answer(*given)  # type: ignore[arg-type]
        said = verbs[-1].prompts[0].text  # type: ignore[union-attr]
        steps.put_nowait((str(given[2]), call.node, said))
        return verbs, call

    monkeypatch.setattr(switchboard, "answer", watched)
    endpoint, port = exchange
    phone = Baresip(tmp_path, port)
    try:
        await phone.dial()
        first = await asyncio.wait_for(steps.get(), 20)
        assert first[:2] == ("", "home")
        await asyncio.sleep(3)
        phone.press("2")
        second = await asyncio.wait_for(steps.get(), 20)
        assert second[:2] == ("2", "vneid")
        await asyncio.sleep(4)
        phone.press("0")
        third = await asyncio.wait_for(steps.get(), 20)
        assert third[:2] == ("0", "home")
        await asyncio.sleep(1.5)
        await phone.hang_up()
        await asyncio.sleep(0.3)
        assert endpoint.calls == 0, "the caller hung up"
    finally:
        await phone.close()
    recorded = loudness(phone.heard(), 8000)
    for _keys, _node, text in (first, second, third):
        samples = array("h", await assistant.voice.samples(text, "vi"))
        beginning = loudness(samples, RATE)[:60]  # Of 20 ms each: the first 1.2 seconds.
        assert likeness(beginning, recorded) > 0.85, text


def loudness(samples: Sequence[int], rate: int) -> list[float]:
    """Return how loud each 20 ms is."""
    span = rate // 50
    return [
        math.sqrt(sum(s * s for s in samples[at : at + span]) / span)
        for at in range(0, len(samples) - span, span)
    ]


def likeness(part: Sequence[float], whole: Sequence[float]) -> float:
    """Return the best correlation of a part with any place in the whole."""
    places = range(len(whole) - len(part))
    return max((correlation(part, whole[at : at + len(part)]) for at in places), default=0.0)


def correlation(a: Sequence[float], b: Sequence[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    below = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return above / below if below else 0.0

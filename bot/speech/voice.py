"""The voice of espeak-ng: sound for texts in spoken form, kept for those that everybody hears."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
from pathlib import Path

import lameenc

from bot.speech.accents import Accent

log = logging.getLogger(__name__)

VOICES: dict[Accent, str] = {"north": "vi", "central": "vi-vn-x-central", "south": "vi-vn-x-south"}
KEPT = Path("var/cache/speech")
MOST = 64 * 1024 * 1024  # Bytes of sound kept; the longest unheard go first.
SPEED = 160  # What espeak-ng calls words a minute: 3.6 Vietnamese syllables a second.
RATE = 22_050  # Samples a second, as espeak-ng makes them: 16 bits, one channel.
_AT_ONCE = 2
_LONGEST = 20.0  # Seconds of computing after which a text is given up.
_HEAD = 44  # Bytes of a WAV header.


class Voice:
    """Speaks where espeak-ng is installed; elsewhere it is silent, and callers show the text."""

    def __init__(self, kept: Path = KEPT, most: int = MOST, program: str = "espeak-ng") -> None:
        self._program = shutil.which(program)
        self._kept = kept
        self._most = most
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @property
    def able(self) -> bool:
        return self._program is not None

    async def sound(
        self, text: str, language: str, accent: Accent = "north", *, private: bool = False
    ) -> bytes | None:
        """Return a text in spoken form as MP3; a private one is never written to the disk."""
        named = f"{language}/{accent}/{SPEED}/{text}"
        file = self._kept / f"{hashlib.sha256(named.encode()).hexdigest()}.mp3"
        if not private and (known := await asyncio.to_thread(_read, file)):
            return known
        samples = await self.samples(text, language, accent)
        if not samples:
            return None
        sound = await asyncio.to_thread(_mp3, samples)
        if not private:
            await asyncio.to_thread(self._keep, file, sound)
        return sound

    async def samples(self, text: str, language: str, accent: Accent = "north") -> bytes:
        """Return raw samples (16 bits, one channel, `RATE`); none where there is no voice.

        The text goes through a pipe: the list of processes must not show what is said.
        """
        if self._program is None:
            return b""
        name = VOICES[accent] if language == "vi" else "en"
        async with self._turn:
            speaking = await asyncio.create_subprocess_exec(
                self._program,
                *("-v", name, "-s", str(SPEED), "-b", "1", "--stdin", "--stdout"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                wav, _ = await asyncio.wait_for(speaking.communicate(text.encode()), _LONGEST)
            except TimeoutError:
                speaking.kill()
                await speaking.wait()
                log.warning("the voice took too long")
                return b""
        return wav[_HEAD:]

    def _keep(self, file: Path, sound: bytes) -> None:
        """Write a sound, whole or not at all, and make room for it. A full disk only costs time."""
        try:
            self._kept.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            part.write_bytes(sound)
            part.replace(file)
            files = sorted(self._kept.glob("*.mp3"), key=lambda kept: -kept.stat().st_mtime)
            room = self._most
            for kept in files:
                room -= kept.stat().st_size
                if room < 0:
                    kept.unlink(missing_ok=True)
        except OSError as error:
            log.warning("sound not kept error=%s", type(error).__name__)


def _read(file: Path) -> bytes:
    try:
        sound = file.read_bytes()
        file.touch()
    except OSError:
        return b""
    return sound


def _mp3(samples: bytes) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_bit_rate(32)
    encoder.set_quality(5)
    return bytes(encoder.encode(samples)) + bytes(encoder.flush())

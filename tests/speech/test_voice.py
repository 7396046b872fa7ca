"""The voice of espeak-ng: kept for all, never for one person, and silent where it is missing."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.speech.parts import LONGEST, parted, seconds
from bot.speech.vietnamese import spoken
from bot.speech.voice import RATE, VOICES, Voice

speaks = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")


@speaks
async def test_a_text_is_spoken_in_three_accents_and_kept(tmp_path: Path) -> None:
    voice = Voice(tmp_path)
    sounds = [await voice.sound("xin chào bạn", "vi", accent) for accent in VOICES]
    assert all(sound and sound[:2] == b"\xff\xf3" for sound in sounds)
    assert len(set(sounds)) == len(VOICES) == len(list(tmp_path.iterdir()))
    assert await Voice(tmp_path, program="no-such-voice").sound("xin chào bạn", "vi") == sounds[0]


@speaks
async def test_what_is_private_is_spoken_but_never_written_down(tmp_path: Path) -> None:
    assert await Voice(tmp_path).sound("Nguyễn Văn An", "vi", private=True)
    assert list(tmp_path.iterdir()) == []


@speaks
async def test_the_longest_unheard_sounds_make_room(tmp_path: Path) -> None:
    voice = Voice(tmp_path, most=20_000)
    for number in range(6):
        await voice.sound(f"mục {'một ' * (number + 1)}", "vi")
    assert 0 < sum(file.stat().st_size for file in tmp_path.iterdir()) <= 20_000
    assert not list(tmp_path.glob("*.part"))


async def test_without_a_voice_there_is_no_sound_and_no_error(tmp_path: Path) -> None:
    voice = Voice(tmp_path, program="no-such-voice")
    assert not voice.able
    assert await voice.sound("xin chào", "vi") is None


@speaks
async def test_the_longest_part_is_heard_within_the_limit(tmp_path: Path) -> None:
    text = (
        "Cơ quan tra cứu bằng một trong bốn cách: hệ thống giải quyết thủ tục hành chính hoặc Cổng "
        "dịch vụ công quốc gia; tài khoản định danh của bạn trên VNeID; máy đọc mã QR. " * 3
    )
    parts = parted(spoken(text), "vi")
    voice = Voice(tmp_path)
    heard = await asyncio.gather(*(voice.samples(part, "vi") for part in parts))
    for part, samples in zip(parts, heard, strict=True):
        real = len(samples) / 2 / RATE
        assert real <= LONGEST
        assert 0.75 < seconds(part, "vi") / real < 1.35

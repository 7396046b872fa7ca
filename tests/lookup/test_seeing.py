"""Photos as people take them: how many are read, and what is said of the others."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable

import pytest

from lookup.card import CardReader
from lookup.model import CardDoubtful, CardFault, CardRead, CardUnread
from lookup.payload import parse_payload
from lookup.seeing import readers
from tests.lookup.photos import Photo, Spoiling, bare, degraded, payload, photograph

if "zxing-cpp" not in readers():
    pytest.skip("zxing-cpp is not installed", allow_module_level=True)

Chance = random.Random

BAD: dict[CardFault, Callable[[Chance], Spoiling]] = {
    CardFault.TOO_DARK: lambda c: Spoiling(light=c.uniform(0.02, 0.06), grain=c.uniform(5, 8)),
    CardFault.TOO_SMALL: lambda c: Spoiling(module=c.uniform(0.8, 0.95), blur=0.6),
    CardFault.CUT_OFF: lambda c: Spoiling(cut=c.uniform(0.15, 0.5), module=c.uniform(2.5, 6)),
    CardFault.GLARE: lambda c: Spoiling(glare=c.uniform(0.6, 0.9), glare_off=0.1),
    CardFault.BLURRED: lambda c: Spoiling(module=4, blur=c.uniform(4, 6)),
}


@pytest.fixture
async def reader() -> AsyncIterator[CardReader]:
    reader = CardReader()
    yield reader
    await reader.close()


def seen(fault: CardFault) -> list[Photo]:
    chance = Chance(5)
    return [photograph(payload(chance), BAD[fault](chance), chance) for _count in range(4)]


async def test_most_bad_photos_are_read_and_none_is_misread(reader: CardReader) -> None:
    photos = [photo for photo in degraded(photos=24, seed=8, without=0) if photo.text]
    outcomes = [await reader.read(photo.jpeg) for photo in photos]
    read = [
        (outcome, parse_payload(photo.text or ""))
        for outcome, photo in zip(outcomes, photos, strict=True)
        if isinstance(outcome, CardRead | CardDoubtful)
    ]
    assert len(read) / len(photos) >= 0.85
    assert [outcome for outcome, printed in read if outcome != printed] == []


@pytest.mark.parametrize("fault", BAD)
async def test_a_photo_that_cannot_be_read_says_how_to_take_it_again(
    fault: CardFault, reader: CardReader
) -> None:
    outcomes = [await reader.read(photo.jpeg) for photo in seen(fault)]
    assert outcomes.count(CardUnread(fault)) >= 3


async def test_a_photo_without_a_card_is_never_read(reader: CardReader) -> None:
    chance = Chance(9)
    outcomes = [await reader.read(bare(chance).jpeg) for _count in range(8)]
    assert all(isinstance(outcome, CardUnread) for outcome in outcomes)


async def test_the_same_seed_makes_the_same_photos() -> None:
    first, second = (list(degraded(photos=2, seed=3)) for _time in range(2))
    assert first == second

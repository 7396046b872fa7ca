"""How many card photos are read, and how fast, beside each decoder alone on the same photos.

The photos are those of `tests/lookup/photos.py`: 400, seeded, one or more things wrong with each.
Ours is measured whole, as a chat meets it: bytes to the child process, JPEG decoding and parsing
included. The decoders alone get the grey picture and need not even parse it.
"""

from __future__ import annotations

import asyncio
import io
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from PIL import Image

from lookup import seeing
from lookup.card import CardReader
from lookup.model import CardUnread
from lookup.payload import choose, parse_payload
from tests.lookup.photos import Photo, bare, degraded

BARE = 200  # Photos without a card, for false reads.


async def run() -> None:
    photos = list(degraded())
    cards = [photo for photo in photos if photo.text]
    reader = CardReader()
    await reader.warm()
    print(f"Card photos ({len(cards)} with a card, modules of 1.3 to 6 pixels)")
    print(f"  {'':28}{'read':>8}{'median ms':>12}{'p95 ms':>10}")
    read, times = 0, []
    for photo in cards:
        begun = time.perf_counter()
        outcome = await reader.read(photo.jpeg)
        times.append((time.perf_counter() - begun) * 1000)
        read += outcome == parse_payload(photo.text or "")
    _row("ours, from the JPEG on", read, times)
    grey = [(_grey(photo), photo) for photo in cards]
    doubled = [(picture.resize((2560, 1920)), photo) for picture, photo in grey]
    any_alone: set[int] = set()
    for name, ask, pictures in (
        ("pyzbar alone", seeing.ask_zbar, grey),
        ("zxing-cpp alone", seeing.ask_zxing, grey),
        ("pyzbar, doubled", seeing.ask_zbar, doubled),
        ("zxing-cpp, doubled", seeing.ask_zxing, doubled),
    ):
        found, times = _alone(ask, pictures)
        any_alone |= found
        _row(name, len(found), times)
    print(f"  {'any of these four':28}{len(any_alone) / len(cards):8.3f}")
    print(f"  false reads on {BARE} photos without a card: {await _false_reads(reader)}\n")
    await reader.close()


def _grey(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.jpeg)).convert("L")


def _alone(
    ask: Callable[[Image.Image], Iterator[str]], pictures: Sequence[tuple[Image.Image, Photo]]
) -> tuple[set[int], list[float]]:
    found, times = set(), []
    for number, (picture, photo) in enumerate(pictures):
        begun = time.perf_counter()
        texts = list(ask(picture))
        times.append((time.perf_counter() - begun) * 1000)
        if texts and choose(texts) == parse_payload(photo.text or ""):
            found.add(number)
    return found, times


async def _false_reads(reader: CardReader) -> int:
    luck = random.Random(7)
    outcomes = [await reader.read(bare(luck).jpeg) for _count in range(BARE)]
    return sum(not isinstance(outcome, CardUnread) for outcome in outcomes)


def _row(name: str, read: int, times: Sequence[float]) -> None:
    middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[18]
    print(f"  {name:28}{read / len(times):8.3f}{middle:12.1f}{slow:10.1f}")


if __name__ == "__main__":
    asyncio.run(run())

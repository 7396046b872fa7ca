"""Find QR codes in a grey picture: a cascade of two decoders, and why nothing was found.

The order is that of `python -m benchmarks.cards`: zxing-cpp on the whole picture finds three of
four in a few milliseconds; the rest is worth enlarging and sharpening, but only where the picture
looks like a code, which is a fiftieth of it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from lookup.model import CardFault, CardUnread
from lookup.payload import parse_payload

CELL = 16  # Pixels of the picture that are one when looking for where a code may be.
MARGIN = 24  # Pixels left around that place, for the quiet zone.
MOST_CLOSE = 600_000  # Pixels of that place; a larger one is made smaller before it is enlarged.
LANCZOS, BICUBIC = Image.Resampling.LANCZOS, Image.Resampling.BICUBIC

Box = tuple[int, int, int, int]
Decoder = Callable[[Image.Image], Iterator[str]]


def readers() -> tuple[str, ...]:
    """Tell which decoders this machine has, in the order in which they are asked."""
    present = (("zxing-cpp", _load("zxingcpp")), ("pyzbar", _load("pyzbar.pyzbar")))
    return tuple(name for name, module in present if module is not None)


def find(picture: Image.Image) -> list[str]:
    """Return the texts of the codes found, a card's among them as soon as there is one."""
    found: dict[str, None] = {}
    for read, shown in _attempts(picture):
        found |= dict.fromkeys(read(shown))
        if any(_is_card(text) for text in found):
            break
    return list(found)


def _attempts(picture: Image.Image) -> Iterator[tuple[Decoder, Image.Image]]:
    """Yield what to try, the cheapest and most telling first."""
    yield ask_zxing, picture
    place = locate(picture)
    if place:
        close = _close(picture, place)
        larger = _grown(close, 3, LANCZOS)
        yield ask_zxing, larger.filter(ImageFilter.UnsharpMask(5, 250, 0))
        stretched = ImageOps.autocontrast(close, 1).filter(ImageFilter.UnsharpMask(2.5, 200, 0))
        yield ask_zxing, _grown(stretched, 2, BICUBIC)
        calm = close.filter(ImageFilter.GaussianBlur(0.8)).filter(
            ImageFilter.UnsharpMask(3, 250, 0)
        )
        yield ask_zxing, _grown(calm, 2, BICUBIC)
        yield ask_zbar, _grown(close, 2, BICUBIC)
    yield ask_zxing, _grown(picture, 1.5, BICUBIC)  # The place was not the right one.
    if "zxing-cpp" not in readers():
        yield ask_zbar, picture


def locate(picture: Image.Image) -> Box | None:
    """Return where small light and dark squares stand closest: a code's place, if there is one."""
    density = _density(picture)
    strongest = density.getextrema()[1]
    if not isinstance(strongest, int) or strongest < 2:
        return None
    dense = density.point(lambda grey: 255 if 2 * grey > strongest else 0)
    at = density.tobytes().index(strongest)
    ImageDraw.floodfill(dense, (at % density.width, at // density.width), 128)
    box = dense.point(lambda grey: 255 if grey == 128 else 0).getbbox()
    if box is None:
        return None
    left, top, right, bottom = (side * CELL for side in box)
    return left, top, min(right, picture.width), min(bottom, picture.height)


def why_not(picture: Image.Image) -> CardFault:
    """Say what is wrong with a picture in which no code was found, as far as it can be told."""
    place, white = locate(picture), _percentile(picture, 0.98)
    if white < 45:
        return CardFault.TOO_DARK
    if place is None:
        return CardFault.NO_CODE
    contrast = _density(picture).getextrema()[1]
    assert isinstance(contrast, int)  # noqa: S101 - a grey picture has one band.
    width, height = place[2] - place[0], place[3] - place[1]
    square = max(width, height) < 1.8 * min(width, height)
    if contrast > 0.2 * white and _touches_edge(place, picture) and min(width, height) >= 5 * CELL:
        return CardFault.CUT_OFF
    if _share_of_white(picture, place) > 0.05:
        return CardFault.GLARE
    if contrast < 0.085 * white:
        return CardFault.BLURRED
    if contrast > 0.13 * white and square and max(width, height) <= 7 * CELL:
        return CardFault.TOO_SMALL
    return CardFault.NO_CODE


def ask_zxing(picture: Image.Image) -> Iterator[str]:
    """Yield the texts that zxing-cpp reads; nothing where it is missing."""
    zxing = _load("zxingcpp")
    if zxing is None:
        return
    for code in zxing.read_barcodes(picture, formats=zxing.BarcodeFormat.QRCode, try_invert=False):
        try:
            yield bytes(code.bytes).decode("utf-8")
        except UnicodeDecodeError:
            yield code.text


def ask_zbar(picture: Image.Image) -> Iterator[str]:
    """Yield the texts that zbar reads; nothing where it, or libzbar0 beneath it, is missing."""
    zbar = _load("pyzbar.pyzbar")
    if zbar is None:
        return
    for symbol in zbar.decode(picture, symbols=[zbar.ZBarSymbol.QRCODE]):
        yield symbol.data.decode("utf-8", "replace")


def _is_card(text: str) -> bool:
    return not isinstance(parse_payload(text), CardUnread)


def _density(picture: Image.Image) -> Image.Image:
    """Return how much light and dark change from pixel to pixel, one value a cell."""
    half = picture.reduce(2)
    changes = ImageChops.difference(half, half.filter(ImageFilter.BoxBlur(3)))
    return changes.reduce(CELL // 2).filter(ImageFilter.BoxBlur(1))


def _close(picture: Image.Image, place: Box) -> Image.Image:
    left, top, right, bottom = place
    right, bottom = min(right + MARGIN, picture.width), min(bottom + MARGIN, picture.height)
    close = picture.crop((max(left - MARGIN, 0), max(top - MARGIN, 0), right, bottom))
    shrink = (MOST_CLOSE / (close.width * close.height)) ** 0.5
    return _grown(close, shrink, LANCZOS) if shrink < 1 else close


def _grown(picture: Image.Image, factor: float, how: Image.Resampling) -> Image.Image:
    size = (max(1, int(picture.width * factor)), max(1, int(picture.height * factor)))
    return picture.resize(size, how)


def _touches_edge(place: Box, picture: Image.Image) -> bool:
    left, top, right, bottom = place
    near = picture.width - CELL, picture.height - CELL
    return left < CELL or top < CELL or right > near[0] or bottom > near[1]


def _share_of_white(picture: Image.Image, place: Box) -> float:
    """Return how much of a place and its surroundings is as white as the camera can tell."""
    left, top, right, bottom = place
    x, y = (right - left) // 2, (bottom - top) // 2
    around = (
        max(left - x, 0),
        max(top - y, 0),
        min(right + x, picture.width),
        min(bottom + y, picture.height),
    )
    counts = picture.crop(around).histogram()
    return sum(counts[252:]) / sum(counts)


def _percentile(picture: Image.Image, share: float) -> int:
    counts = picture.histogram()
    left = sum(counts) * share
    for grey, count in enumerate(counts):
        left -= count
        if left <= 0:
            return grey
    return 255


def _load(name: str) -> Any | None:
    """Import a decoder; None where it, or the library beneath it, is missing."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):
        return None

"""Files that look like photos and mean harm: bombs, torn and twisted files, storms of marks."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

import segno
from PIL import Image

Make = Callable[[random.Random], bytes]


def png(width: int, height: int, data: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG file that declares these pixels, whatever its data hold."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    packed = chunk(b"IDAT", zlib.compress(data, 9))
    return b"\x89PNG\r\n\x1a\n" + header + packed + chunk(b"IEND", b"")


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def code(text: str = "x" * 60, scale: int = 4) -> Image.Image:
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale, border=4)
    return Image.open(out).convert("L")


def _torn(chance: random.Random) -> bytes:
    whole = saved(code().convert("RGB"), chance.choice(("JPEG", "PNG", "WEBP")))
    return whole[: chance.randrange(len(whole))]


def _twisted(chance: random.Random) -> bytes:
    whole = bytearray(saved(code().convert("RGB"), chance.choice(("JPEG", "PNG", "WEBP"))))
    for _count in range(chance.randint(1, 30)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def _bomb(chance: random.Random) -> bytes:
    """Declared beyond the cap, just within it, or far from what the data hold."""
    side = chance.choice((4999, 5001, 20_000, 65_535, 2**31 - 1))
    rows = bytes(side + 1) * min(side, 5000) if side < 6000 else bytes(10_000)
    return png(side, side, rows, depth=chance.choice((1, 8, 16)))


def _storm(chance: random.Random) -> bytes:
    """Nothing but the corners of codes, on as many pixels as are looked at."""
    mark = Image.new("L", (9, 9), 255)
    mark.paste(0, (1, 1, 8, 8))
    mark.paste(255, (2, 2, 7, 7))
    mark.paste(0, (3, 3, 6, 6))
    side = chance.choice((500, 1400, 4000))
    sheet = Image.new("L", (side, side), 255)
    for x in range(0, min(side, 720), 9):
        sheet.paste(mark, (x, 0))
    strip = sheet.crop((0, 0, min(side, 720), 9))
    for y in range(0, side, 9):
        for x in range(0, side, 720):
            sheet.paste(strip, (x, y))
    return saved(sheet, "PNG")


def _many_codes(chance: random.Random) -> bytes:
    sheet, one = Image.new("L", (1400, 1400), 255), code(str(chance.random()), 2)
    for x in range(0, 1400, one.width):
        for y in range(0, 1400, one.height):
            sheet.paste(one, (x, y))
    return saved(sheet, "PNG")


def _noise(chance: random.Random) -> bytes:
    side = chance.choice((1, 7, 300, 1400))
    grain = Image.frombytes("L", (side, side), chance.randbytes(side * side))
    return saved(grain, chance.choice(("PNG", "WEBP", "JPEG")))


def _odd(chance: random.Random) -> bytes:
    """Forms that are rare, each in a format that is read."""
    picture = code().convert("RGB")
    return chance.choice(
        (
            lambda: saved(picture.convert("CMYK"), "JPEG"),
            lambda: saved(picture, "JPEG", progressive=True, quality=1),
            lambda: saved(picture.convert("P"), "PNG", transparency=0),
            lambda: saved(picture.convert("I;16"), "PNG"),
            lambda: saved(picture, "PNG", save_all=True, append_images=[picture] * 20),
            lambda: saved(picture, "WEBP", save_all=True, append_images=[picture] * 20),
            lambda: saved(picture.resize((1, 16_000)), "PNG"),
            lambda: saved(picture.resize((12_000, 2)), "WEBP"),
            lambda: saved(Image.new("RGBA", (900, 900)), "PNG"),
        )
    )()


def _foreign(chance: random.Random) -> bytes:
    """Formats that are not read, and files that are two things at once."""
    picture = code().convert("RGB")
    return chance.choice(
        (
            lambda: saved(picture, "TIFF"),
            lambda: saved(picture, "GIF"),
            lambda: saved(picture, "BMP"),
            lambda: b"SIMPLE  =                    T".ljust(2880) + bytes(9000),  # FITS
            lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/>',
            lambda: b"%PDF-1.4\n" + saved(picture, "JPEG"),
            lambda: saved(picture, "JPEG") + b"PK\x03\x04" + bytes(500),
            lambda: b"II*\x00" + chance.randbytes(400),
            lambda: b"RIFF\xff\xff\xff\xffWEBPVP8L" + chance.randbytes(400),
            lambda: b"\xff\xd8\xff\xe0" + chance.randbytes(2000),
            lambda: chance.randbytes(chance.randrange(5000)),
        )
    )()


KINDS: tuple[Make, ...] = (
    *(_torn, _twisted, _twisted, _bomb, _noise, _odd, _foreign),
    *(_torn, _twisted, _foreign, _storm, _many_codes),
)


def hostile(count: int, seed: int = 6) -> Iterator[bytes]:
    chance = random.Random(seed)
    for number in range(count):
        yield KINDS[number % len(KINDS)](chance)

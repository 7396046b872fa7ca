"""Finding QR codes in a photo. Runs as a child process, which may be killed at any time.

The child reads frames from its input, one photo each, and answers with one frame of JSON: a
frame is four bytes of length, then so many bytes. It is poor on purpose: it can neither write a
file nor take more memory than a photo needs, and it does not inherit the environment.
"""

from __future__ import annotations

import importlib
import io
import json
import struct
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 25_000_000  # Declared ones; more is refused before anything is decoded.
WORKING_PIXELS = 2_000_000  # A picture full of finder marks takes seconds above this.
MEMORY = 1 << 30  # Bytes of address space.
ENLARGEMENTS = (1.5, 2.0)  # Small modules are found in a larger picture.
LENGTH = struct.Struct(">I")


def readers() -> tuple[str, ...]:
    """Tell which decoders this machine has, in the order in which they are asked."""
    present = (("pyzbar", _load("pyzbar.pyzbar")), ("zxing-cpp", _load("zxingcpp")))
    return tuple(name for name, module in present if module is not None)


def decode(image: bytes) -> dict[str, Any]:
    """Find the texts of all QR codes: `{"texts": […]}`, or `{"fault": …}`."""
    if not readers():
        return {"fault": "no_reader"}
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # We measure ourselves, and refuse rather than warn.
    try:
        with Image.open(io.BytesIO(image), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return {"fault": "too_large"}
            picture = _prepare(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error):
        return {"fault": "not_an_image"}  # Pillow's plug-ins raise all of these for bad bytes.
    return {"texts": _find(picture)}


def _prepare(opened: Image) -> Image:
    """Make a grey picture of at most two million pixels, transparency shown on white."""
    from PIL import Image

    shrink = min(1.0, (WORKING_PIXELS / (opened.width * opened.height)) ** 0.5)
    size = (max(1, int(opened.width * shrink)), max(1, int(opened.height * shrink)))
    opened.draft("L", size)  # JPEG can be decoded small at once; the others ignore this.
    if opened.has_transparency_data:
        layer = opened.convert("RGBA")
        grey = Image.new("RGBA", layer.size, "white")
        grey.alpha_composite(layer)
        picture = grey.convert("L")
    else:
        picture = opened.convert("L")
    return picture.resize(size, Image.Resampling.LANCZOS) if shrink < 1 else picture


def _find(picture: Image) -> list[str]:
    """Ask every decoder once; enlarge only for as long as nothing was found."""
    found = dict.fromkeys([*_ask_zbar(picture), *_ask_zxing(picture)])
    for factor in ENLARGEMENTS:
        if found:
            break
        from PIL import Image

        size = (int(picture.width * factor), int(picture.height * factor))
        larger = picture.resize(size, Image.Resampling.BICUBIC)
        found = dict.fromkeys(_ask_zxing(larger))
    return list(found)


def _ask_zbar(picture: Image) -> Iterator[str]:
    zbar = _load("pyzbar.pyzbar")
    if zbar is None:
        return
    for symbol in zbar.decode(picture, symbols=[zbar.ZBarSymbol.QRCODE]):
        yield symbol.data.decode("utf-8", "replace")


def _ask_zxing(picture: Image) -> Iterator[str]:
    zxing = _load("zxingcpp")
    if zxing is None:
        return
    for code in zxing.read_barcodes(picture, formats=zxing.BarcodeFormat.QRCode, try_invert=False):
        try:
            yield bytes(code.bytes).decode("utf-8")
        except UnicodeDecodeError:
            yield code.text


def _load(name: str) -> Any | None:
    """Import a decoder; None where it, or the library beneath it, is missing."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):
        return None


def serve(source: BinaryIO, sink: BinaryIO, answer: Callable[[bytes], dict[str, Any]]) -> None:
    """Answer frames until the input ends; the first frame out says that the child is ready."""
    _write(sink, {"readers": readers()})
    while header := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(header)
        try:
            reply = answer(source.read(length))
        except MemoryError:
            reply = {"fault": "too_large"}
        _write(sink, reply)


def _write(sink: BinaryIO, reply: dict[str, Any]) -> None:
    data = json.dumps(reply).encode()
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


def _grow_poor() -> None:
    """Give up memory, files and core dumps, where the system knows such limits."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return  # Windows: the parent's time limit remains.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    import PIL.Image

    PIL.Image.preinit()  # The plug-ins are loaded before memory gets scarce.
    readers()
    _grow_poor()
    serve(sys.stdin.buffer, sys.stdout.buffer, decode)

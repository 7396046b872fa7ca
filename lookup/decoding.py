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
from collections.abc import Callable
from typing import Any, BinaryIO

from PIL import Image, UnidentifiedImageError

from lookup.frames import LENGTH, frame
from lookup.model import CardFault
from lookup.seeing import find, readers, why_not

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 25_000_000  # Declared ones; more is refused before anything is decoded.
WORKING_PIXELS = 2_000_000  # A picture full of finder marks takes seconds above this.
# What Pillow's plug-ins raise for bytes that are no picture.
BAD_BYTES = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error)
MEMORY = 1 << 30  # Bytes of address space.


def decode(image: bytes) -> dict[str, Any]:
    """Find the texts of all QR codes: `{"texts": […]}`, or `{"fault": …}`."""
    if not readers():
        return {"fault": CardFault.NO_READER}
    Image.MAX_IMAGE_PIXELS = None  # We measure ourselves, and refuse rather than warn.
    try:
        with Image.open(io.BytesIO(image), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return {"fault": CardFault.TOO_LARGE}
            picture = _prepare(opened)
    except BAD_BYTES:
        return {"fault": CardFault.NOT_AN_IMAGE}
    texts = find(picture)
    return {"texts": texts} if texts else {"fault": why_not(picture)}


def _prepare(opened: Image.Image) -> Image.Image:
    """Make a grey picture of at most two million pixels, transparency shown on white."""
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


def serve(source: BinaryIO, sink: BinaryIO, answer: Callable[[bytes], dict[str, Any]]) -> None:
    """Answer frames until the input ends; the first frame out says that the child is ready."""
    _write(sink, {"readers": readers()})
    while header := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(header)
        try:
            reply = answer(source.read(length))
        except MemoryError:
            reply = {"fault": CardFault.TOO_LARGE}
        _write(sink, reply)


def _write(sink: BinaryIO, reply: dict[str, Any]) -> None:
    sink.write(frame(json.dumps(reply).encode()))
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
    Image.preinit()  # The plug-ins are loaded before memory gets scarce.
    readers()
    _grow_poor()
    serve(sys.stdin.buffer, sys.stdout.buffer, decode)

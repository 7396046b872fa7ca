"""Where everything stands on a card: one layout, painted as PNG and as PDF."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

WIDTH, MARGIN = 420.0, 28.0  # Points; the height is that of what is said.
CODE = 200.0  # Points of the QR code's side: modules of two points at the most letters.
FACES = {False: "Roboto-Regular.ttf", True: "Roboto-Bold.ttf"}


@dataclass(frozen=True)
class Font:
    """A TrueType file, read as far as setting lines needs."""

    data: bytes

    @cached_property
    def tables(self) -> dict[bytes, bytes]:
        (count,) = struct.unpack_from(">H", self.data, 4)
        found = {}
        for at in range(12, 12 + 16 * count, 16):
            name, _sum, start, length = struct.unpack_from(">4sIII", self.data, at)
            found[name] = self.data[start : start + length]
        return found

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """The glyph of each character, from the table of format 4."""
        cmap = self.tables[b"cmap"]
        (count,) = struct.unpack_from(">H", cmap, 2)
        starts = [struct.unpack_from(">I", cmap, 8 + 8 * i)[0] for i in range(count)]
        at = next(start for start in starts if struct.unpack_from(">H", cmap, start)[0] == 4)
        segments = struct.unpack_from(">H", cmap, at + 6)[0] // 2
        ends, rest = at + 14, 2 * segments
        found = {}
        for i in range(segments):
            (end,) = struct.unpack_from(">H", cmap, ends + 2 * i)
            (start,) = struct.unpack_from(">H", cmap, ends + rest + 2 + 2 * i)
            (delta,) = struct.unpack_from(">H", cmap, ends + 2 * rest + 2 + 2 * i)
            place = ends + 3 * rest + 2 + 2 * i
            (offset,) = struct.unpack_from(">H", cmap, place)
            for character in range(start, min(end, 0xFFFE) + 1):
                glyph = character
                if offset:
                    spot = place + offset + 2 * (character - start)
                    (glyph,) = struct.unpack_from(">H", cmap, spot)
                if glyph:
                    found[character] = (glyph + delta) % 65536
        return found

    @cached_property
    def widths(self) -> list[float]:
        """The advance of each glyph, in thousandths of the size."""
        (units,) = struct.unpack_from(">H", self.tables[b"head"], 18)
        (long,) = struct.unpack_from(">H", self.tables[b"hhea"], 34)
        (count,) = struct.unpack_from(">H", self.tables[b"maxp"], 4)
        metrics = self.tables[b"hmtx"]
        advances = [struct.unpack_from(">H", metrics, 4 * i)[0] for i in range(long)]
        advances += [advances[-1]] * (count - long)
        return [advance * 1000 / units for advance in advances]

    def width(self, text: str, size: float) -> float:
        """Return the points that a line takes."""
        glyphs = (self.glyphs.get(ord(letter), 0) for letter in text)
        return sum(self.widths[glyph] for glyph in glyphs) * size / 1000


@cache
def font(bold: bool) -> Font:
    return Font(files("bot").joinpath("fonts", FACES[bold]).read_bytes())


@dataclass(frozen=True)
class Block:
    """A paragraph with its looks; `bar` puts a line to its left, as for verbatim law."""

    text: str
    size: float = 10.0
    bold: bool = False
    grey: float = 0.1
    bar: bool = False
    space: float = 8.0  # Points below.


@dataclass(frozen=True)
class Line:
    x: float
    y: float  # Of the baseline, from the top.
    text: str
    size: float
    bold: bool
    grey: float


@dataclass(frozen=True)
class Layout:
    """Lines, bars (x, top, bottom) and the top of the QR code, from the top left, in points."""

    lines: list[Line] = field(default_factory=list)
    bars: list[tuple[float, float, float]] = field(default_factory=list)
    code_top: float = 0.0
    height: float = 0.0


def lay_out(above: Iterable[Block], below: Iterable[Block]) -> Layout:
    """Set the blocks one under the other, with the QR code between the two groups."""
    made = Layout()
    y = _set(above, made, MARGIN)
    bottom = _set(below, made, y + CODE + 6)
    return Layout(made.lines, made.bars, y, bottom + MARGIN - 8)


def _set(blocks: Iterable[Block], made: Layout, y: float) -> float:
    for block in blocks:
        left = MARGIN + (10 if block.bar else 0)
        top = y
        for line in _wrapped(block, WIDTH - MARGIN - left):
            y += block.size * 1.35
            made.lines.append(
                Line(left, y - block.size * 0.3, line, block.size, block.bold, block.grey)
            )
        if block.bar:
            made.bars.append((MARGIN + 2, top + 2, y))
        y += block.space
    return y


def _wrapped(block: Block, room: float) -> Iterator[str]:
    face = font(block.bold)
    for paragraph in unicodedata.normalize("NFC", block.text).replace("→", ">").split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and face.width(longer, block.size) > room:
                yield line
                line = word
            else:
                line = longer
            while face.width(line, block.size) > room:  # A word longer than the line.
                fits = max(1, int(len(line) * room / face.width(line, block.size)) - 1)
                yield line[:fits]
                line = line[fits:]
        yield line

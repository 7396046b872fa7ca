"""Photographs of invented cards, worse than most people take them. Seeded: the same set anywhere.

Each photograph is a card (or a table without one) seen by a telephone: tilted, small, dark,
noisy, blurred, lit by a lamp, worn, cut off, and saved as a colour JPEG of 1280 by 960.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 960
MODULE = 6  # Pixels of one module on the card as it is drawn, before it is photographed.
QUIET = 3  # Modules around the printed code.
_CODE_SHARE = 18 / 85.6  # A code of 18 mm on a card of 85.6 mm (Circular 16/2024/TT-BCA).
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
_MIDDLE = "Văn Thị Hữu Đức Ngọc Minh Thanh Quốc Thùy Gia".split()
_GIVEN = "An Bình Châu Dũng Đạt Giang Hạnh Khánh Lộc Mẫu Nhung Phượng Quỳnh Thử Uyên Vượng".split()


@dataclass(frozen=True)
class Photo:
    """A JPEG, the text of the card's code (None: there is no card), and how it was spoilt."""

    jpeg: bytes
    text: str | None
    module: float  # Pixels of one module in the photograph.
    spoilt: tuple[str, ...]


@dataclass(frozen=True)
class Spoiling:
    """How a photograph is spoilt; by default not at all."""

    module: float = 4.0  # Pixels of one module.
    turn: float = 0.0  # Degrees.
    tilt: float = 0.0  # Share by which the far side of the card is shorter.
    blur: float = 0.0  # Pixels, Gaussian.
    shake: int = 0  # Pixels of movement.
    light: float = 1.0  # Of full daylight.
    grain: float = 0.0  # Grey levels of noise, uniform to either side.
    glare: float = 0.0  # Radius of a lamp's reflection, in widths of the code.
    glare_off: float = 0.6  # Its distance from the middle of the code, in widths of the code.
    worn: float = 0.0  # Share of the code's modules that are scratched.
    cut: float = 0.0  # Share of the code's width beyond the edge of the photograph.
    quality: int = 85  # Of the JPEG.

    @property
    def names(self) -> tuple[str, ...]:
        changed = [n for n, f in self.__dataclass_fields__.items() if getattr(self, n) != f.default]
        return tuple(n for n in changed if n not in ("glare_off", "turn", "quality"))


def payload(chance: random.Random) -> str:
    """Invent what a card's code says: seven fields, or eleven as since July 2024."""
    born = f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}{chance.randint(1950, 2005)}"
    gender = chance.randint(0, 1)
    century = 0 if born[4:] < "2000" else 2
    number = f"{chance.choice(['001', '079', '038', '049'])}{century + gender}{born[6:]}"
    number += f"{chance.randint(0, 999999):06}"
    name = " ".join(map(chance.choice, (_FAMILY, _MIDDLE, _GIVEN)))
    new = chance.random() < 0.5
    where = "Xóm 3, Xã Mẫu, Tỉnh Ví Dụ" if new else "Số 1, Phố Thử, Phường Mẫu, Quận Ví Dụ, Hà Nội"
    old = "" if chance.random() < 0.4 else f"{chance.randint(0, 999999999):09}"
    issued = "06102025" if new else "15082021"
    fields = [number, old, name, born, ("Nam", "Nữ")[gender], where, issued]
    return "|".join(fields) + ("||||" if new else "")


def photograph(text: str, spoiling: Spoiling, chance: random.Random) -> Photo:
    """Photograph a card with this text in its code."""
    card, code = _card(text, chance)
    scale = spoiling.module / MODULE
    size = (max(1, round(card.width * scale)), max(1, round(card.height * scale)))
    seen = card.resize(size, Image.Resampling.LANCZOS)
    where = tuple(side * scale for side in code)
    if spoiling.worn:
        _scratch(seen, where, spoiling.worn, chance)
    scene, middle = _placed(seen, where, spoiling, chance)
    width = where[2] - where[0]
    scene = _developed(scene, middle, width, spoiling, chance)
    return Photo(_jpeg(scene, spoiling.quality, chance), text, spoiling.module, spoiling.names)


def bare(chance: random.Random) -> Photo:
    """Photograph a table with papers, windows and stripes on it, and no card."""
    scene = _table(chance)
    draw = ImageDraw.Draw(scene)
    for _count in range(chance.randint(3, 40)):
        left, top = chance.randint(0, WIDTH), chance.randint(0, HEIGHT)
        side = chance.randint(8, 200)
        grey = chance.randint(0, 255)
        draw.rectangle((left, top, left + side, top + side * chance.uniform(0.2, 2)), fill=grey)
        inner = side // 3
        if chance.random() < 0.4:  # Squares in squares look like a code's corners.
            square = (left + inner, top + inner, left + 2 * inner, top + 2 * inner)
            draw.rectangle(square, fill=255 - grey)
    if chance.random() < 0.5:
        noise = Image.frombytes("1", (200, 200), chance.randbytes(5000)).convert("L")
        scene.paste(noise.resize((400, 400), Image.Resampling.NEAREST), (300, 200))
    scene = _developed(scene, (640, 480), 300, Spoiling(blur=chance.uniform(0, 2), grain=6), chance)
    return Photo(_jpeg(scene, 80, chance), None, 0, ("bare",))


def spoiled(chance: random.Random) -> Spoiling:
    """Choose how badly one photograph is taken: one to four things go wrong."""
    wrong = chance.sample(("blur", "shake", "dark", "glare", "worn", "tilt", "small", "jpeg"), 3)
    wrong = wrong[: chance.choice((1, 1, 1, 2, 2, 3))]
    module = chance.uniform(2.0, 6.0) if "small" not in wrong else chance.uniform(1.3, 2.2)
    light = chance.uniform(0.15, 0.5) if "dark" in wrong else chance.uniform(0.7, 1.0)
    return Spoiling(
        module=module,
        turn=chance.gauss(0, 12) + chance.choice((0, 0, 0, 90, 180, 270)),
        tilt=chance.uniform(0.1, 0.3) if "tilt" in wrong else chance.uniform(0, 0.06),
        blur=module * chance.uniform(0.25, 0.55) if "blur" in wrong else 0.4,
        shake=round(module * chance.uniform(0.5, 1.3)) if "shake" in wrong else 0,
        light=light,
        grain=chance.uniform(8, 20) * light if "dark" in wrong else chance.uniform(0, 8),
        glare=chance.uniform(0.2, 0.55) if "glare" in wrong else 0.0,
        glare_off=chance.uniform(0.5, 1.2),
        worn=chance.uniform(0.02, 0.09) if "worn" in wrong else 0.0,
        quality=chance.randint(22, 45) if "jpeg" in wrong else chance.randint(60, 92),
    )


def degraded(photos: int = 400, seed: int = 41, without: float = 0.025) -> Iterator[Photo]:
    """Yield the set on which decoders are compared; a share shows no card."""
    chance = random.Random(seed)
    for _count in range(photos):
        if chance.random() < without:
            yield bare(chance)
        else:
            yield photograph(payload(chance), spoiled(chance), chance)


# --- The card and the table ---


def _card(text: str, chance: random.Random) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """Draw a card in grey, and say where its code stands."""
    made = segno.make(text, error="m", micro=False, encoding="utf-8", eci=False)
    out = io.BytesIO()
    made.save(out, kind="png", scale=MODULE, border=QUIET)
    code = Image.open(out).convert("L").point(lambda grey: 30 if grey < 128 else 235)
    width = round(code.width / _CODE_SHARE)
    card = Image.new("L", (width, round(width / 1.586)), 205)
    draw = ImageDraw.Draw(card)
    for line in range(0, card.width, 23):  # The fine lines of the print beneath everything.
        draw.line((line, 0, line - card.height // 2, card.height), fill=190, width=2)
    for row in range(9):  # Lines of print, as bars.
        left, top = round(width * 0.33), round(card.height * (0.36 + row * 0.065))
        right = left + chance.randint(width // 6, width // 2)
        for x in range(left, right, 18):
            draw.rectangle((x, top, x + chance.randint(4, 13), top + 22), fill=70)
    shape = (width * 0.05, card.height * 0.35, width * 0.28, card.height * 0.85)
    draw.rectangle(shape, fill=150)
    at = (card.width - code.width - width // 30, card.height // 20)
    card.paste(code, at)
    edge = QUIET * MODULE
    right, bottom = at[0] + code.width - edge, at[1] + code.height - edge
    return card, (at[0] + edge, at[1] + edge, right, bottom)


def _scratch(
    card: Image.Image, code: tuple[float, ...], share: float, chance: random.Random
) -> None:
    draw, width = ImageDraw.Draw(card), code[2] - code[0]
    for _count in range(round(share * 60)):
        x, y = chance.uniform(code[0], code[2]), chance.uniform(code[1], code[3])
        turn, length = chance.uniform(0, math.pi), width * chance.uniform(0.05, 0.3)
        end = (x + math.cos(turn) * length, y + math.sin(turn) * length)
        thick = max(1, round(width / 90))
        draw.line(((x, y), end), fill=chance.choice((200, 215, 230)), width=thick)


def _table(chance: random.Random) -> Image.Image:
    coarse = Image.frombytes("L", (20, 15), chance.randbytes(300)).resize((WIDTH, HEIGHT))
    grey = chance.randint(40, 170)
    return coarse.point(lambda value: max(0, min(255, grey + (value - 128) // 4)))


def _placed(
    card: Image.Image, code: tuple[float, ...], spoiling: Spoiling, chance: random.Random
) -> tuple[Image.Image, tuple[float, float]]:
    """Lay the card on the table, turned and tilted, its code well inside unless it is cut off."""
    middle = ((code[0] + code[2]) / 2, (code[1] + code[3]) / 2)
    width = code[2] - code[0]
    room = width * 0.85
    at = (
        chance.uniform(min(room, WIDTH / 2), max(WIDTH - room, WIDTH / 2)),
        chance.uniform(min(room, HEIGHT / 2), max(HEIGHT - room, HEIGHT / 2)),
    )
    if spoiling.cut:
        at = (width * (0.5 - spoiling.cut), HEIGHT / 2)
    turn = math.radians(spoiling.turn)
    lean = spoiling.tilt / width  # Perspective: 1 / (1 + lean * x) over a code's width.
    forward = _matrix(middle, at, turn, lean, chance.uniform(0, 2 * math.pi))
    back = _inverse(forward)
    flat = [back[i][j] / back[2][2] for i in range(3) for j in range(3)][:8]
    size, way = (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE
    seen = card.transform(size, way, flat, Image.Resampling.BICUBIC)
    mask = Image.new("L", card.size, 255).transform(size, way, flat)
    return Image.composite(seen, _table(chance), mask), at


def _matrix(
    middle: tuple[float, float], at: tuple[float, float], turn: float, lean: float, to: float
) -> list[list[float]]:
    cos, sin = math.cos(turn), math.sin(turn)
    away = [[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]]
    tilted = [[cos, -sin, 0], [sin, cos, 0], [lean * math.cos(to), lean * math.sin(to), 1]]
    there = [[1, 0, at[0]], [0, 1, at[1]], [0, 0, 1]]
    return _times(there, _times(tilted, away))


def _times(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    return [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]


def _inverse(m: list[list[float]]) -> list[list[float]]:
    def minor(i: int, j: int) -> float:
        rows = [k for k in range(3) if k != i]
        columns = [k for k in range(3) if k != j]
        (a, b), (c, d) = [[m[r][k] for k in columns] for r in rows]
        return (-1) ** (i + j) * (a * d - b * c)

    whole = sum(m[0][j] * minor(0, j) for j in range(3))
    return [[minor(j, i) / whole for j in range(3)] for i in range(3)]


# --- The camera ---


def _developed(
    scene: Image.Image,
    middle: tuple[float, float],
    width: float,
    spoiling: Spoiling,
    chance: random.Random,
) -> Image.Image:
    if spoiling.glare:
        scene = _lit(scene, middle, width, spoiling, chance)
    if spoiling.blur:
        scene = scene.filter(ImageFilter.GaussianBlur(spoiling.blur))
    if spoiling.shake:
        scene = _shaken(scene, spoiling.shake, chance.uniform(0, math.pi))
    if spoiling.light < 1:
        scene = scene.point(lambda grey: grey * spoiling.light)
    if spoiling.grain:
        scene = _grained(scene, spoiling.grain, chance)
    return scene


def _lit(
    scene: Image.Image,
    middle: tuple[float, float],
    width: float,
    spoiling: Spoiling,
    chance: random.Random,
) -> Image.Image:
    radius = round(width * spoiling.glare)
    angle = chance.uniform(0, 2 * math.pi)
    x = round(middle[0] + math.cos(angle) * width * spoiling.glare_off) - radius
    y = round(middle[1] + math.sin(angle) * width * spoiling.glare_off) - radius
    bright = _lamp().resize((2 * radius, 2 * radius))
    lamp = Image.new("L", scene.size, 0)
    lamp.paste(bright, (x, y))
    return ImageChops.add(scene, lamp)


@cache
def _lamp() -> Image.Image:
    return Image.radial_gradient("L").point(lambda d: max(0, min(255, int((255 - d * 1.45) * 1.8))))


def _shaken(scene: Image.Image, pixels: int, angle: float) -> Image.Image:
    blurred = scene
    for step in range(1, pixels + 1):
        offset = (round(math.cos(angle) * step), round(math.sin(angle) * step))
        blurred = Image.blend(blurred, ImageChops.offset(scene, *offset), 1 / (step + 1))
    return blurred


def _grained(scene: Image.Image, levels: float, chance: random.Random) -> Image.Image:
    raw = Image.frombytes("L", scene.size, chance.randbytes(scene.width * scene.height))
    grain = raw.point(lambda value: value * 2 * levels / 255)
    return ImageChops.add(scene, grain, offset=-round(levels))


def _jpeg(scene: Image.Image, quality: int, chance: random.Random) -> bytes:
    """Save in the colours of a lamp, as telephones do."""
    warmth = chance.uniform(0.8, 1.0)
    blue = scene.point(lambda grey: grey * warmth)
    out = io.BytesIO()
    Image.merge("RGB", (scene, scene, blue)).save(out, "JPEG", quality=quality)
    return out.getvalue()

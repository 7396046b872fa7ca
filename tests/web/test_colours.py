"""The page's colours: letters stand out from what they stand on, by day and in the dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("bot").joinpath("pages/chat.css").read_text(encoding="utf-8")
LETTERS = [
    ("ink", "page"),
    ("ink", "card"),
    ("ink", "law"),
    ("quiet", "page"),
    ("quiet", "card"),
    ("quiet", "law"),
    ("brand", "page"),
    ("brand", "card"),
    ("on-brand", "brand"),
    ("on-said", "said"),
    ("on-notice", "notice"),
    ("wrong", "page"),
]
EDGES = [("edge", "page"), ("edge", "card"), ("brand", "law"), ("focus", "page"), ("focus", "card")]


def scheme(name: str) -> dict[str, str]:
    """Read the colours of a scheme by their use; the dark ones replace those of the day."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks[:2])
    return light if name == "light" else {**light, **dark}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), LETTERS)
def test_letters_can_be_read(name: str, front: str, back: str) -> None:
    colours = scheme(name)
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), EDGES)
def test_edges_can_be_seen(name: str, front: str, back: str) -> None:
    colours = scheme(name)
    assert contrast(colours[front], colours[back]) >= 3


def test_both_schemes_name_every_colour() -> None:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light, dark = (set(re.findall(r"--([\w-]+):", block)) for block in blocks[:2])
    assert light == dark

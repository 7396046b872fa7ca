"""Official addresses, as published: data, with their sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Site:
    """A domain and everything below it."""

    domain: str
    owner: str
    source: str
    checked: date


@cache
def official() -> tuple[Site, ...]:
    """Return the addresses that are what they say; read once."""
    text = files("legal_kb").joinpath("sites.toml").read_text(encoding="utf-8")
    return tuple(Site(**entry) for entry in tomllib.loads(text)["site"])

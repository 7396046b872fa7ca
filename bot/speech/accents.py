"""How Vietnamese is spoken, by region."""

from typing import Literal

Accent = Literal["north", "central", "south"]

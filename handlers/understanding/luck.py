"""Chance for training that hangs on what is learned alone.

Each phrasing draws by the hash of its own signs, not by its place in a row of random numbers. So
one phrasing more or less leaves what all others draw alone, and answers elsewhere as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DROPPED = 0.3  # Share of its signs that a phrasing goes without in a round: none shall be all.
UNACCENTED = 0.3  # Share of phrasings that a round has without their accents.
TOLD_BEFORE = 0.3  # Share of phrasings that a round has behind something told.
_MOST_TOLD = 2


@dataclass(frozen=True)
class Drawn:
    """What chance gives each example in one round; `told` are numbers of what stands before it."""

    order: NDArray[np.uint32]
    mask: NDArray[np.uint32]
    bare: NDArray[np.bool_]
    told: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Luck:
    """Draws for all examples, round by round."""

    signs: NDArray[np.uint32]  # Hashes, by sign,
    examples: NDArray[np.uint32]  # and by example.

    def of_round(self, number: int) -> Drawn:
        """Draw for one round of all."""
        order, mask, bare, told, more, *picks = (
            _mixed(self.examples, 8 * number + each) for each in range(7)
        )
        many = np.where(_share(told) >= TOLD_BEFORE, 0, np.where(_share(more) < 0.5, 1, _MOST_TOLD))
        pairs = np.stack(picks, axis=1).tolist()
        return Drawn(
            order,
            mask,
            _share(bare) < UNACCENTED,
            [pair[:count] for pair, count in zip(pairs, many.tolist(), strict=True)],
        )

    def kept(self, at: NDArray[np.intp], mask: np.uint32) -> NDArray[np.bool_]:
        """Say which signs an example keeps."""
        return _share(_mixed(self.signs[at], int(mask))) >= DROPPED


def _mixed(hashes: NDArray[np.uint32], salt: int) -> NDArray[np.uint32]:
    """Mix hashes with a salt, each bit of the one changing half of the others."""
    mixed = hashes ^ np.uint32(salt * 0x9E3779B1 & 0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return mixed ^ (mixed >> np.uint32(16))


def _share(hashes: NDArray[np.uint32]) -> NDArray[np.float64]:
    return hashes / 2.0**32

"""What can be wrong with the law as data.

LegalError
└── DecreeError    a data file is broken; raised at start, by `loading.load`
"""

from __future__ import annotations


class LegalError(Exception):
    """The package cannot do what it was asked; the base of its errors."""


class DecreeError(LegalError):
    """A data file is broken: which one, where in it, and what repairs it."""

    def __init__(self, file: str, place: str, fault: str, remedy: str) -> None:
        """Name the `file`, the `place` in it ("article 14, clause 2"), the fault, the remedy."""
        self.file, self.place, self.fault, self.remedy = file, place, fault, remedy
        where = f"{file}: {place}" if place else file
        super().__init__(f"{where}: {fault}; {remedy}")

"""Sealing the access log now and then, and verifying it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lookup.audit import Broken, Checkpoint, Keys, Verifier, Whole, checkpoint
from lookup.checkpoints import add_checkpoint, read_checkpoints
from lookup.repository import Register


async def seal(register: Register, keys: Keys, file: Path, now: datetime) -> Checkpoint | None:
    """Sign the newest row into the file of checkpoints; None when nothing was read since."""
    async with register.reading() as records:
        newest = await records.newest_reading()
    if newest is None:
        return None
    number, hashed = newest
    known = read_checkpoints(file)
    if known and known[-1].number == number and known[-1].hash == hashed:
        return None
    made = checkpoint(number, hashed, now, keys)
    add_checkpoint(file, made)
    return made


async def verify(register: Register, keys: Keys, file: Path) -> Whole | Broken:
    """Read the whole log and say whether it is the one that was written.

    Raises ValueError when a line of the file of checkpoints cannot be read.
    """
    verifier = Verifier(keys, read_checkpoints(file))
    async with register.reading() as records:
        async for row in records.all_readings():
            if broken := verifier.take(row):
                return broken
    return verifier.finish()

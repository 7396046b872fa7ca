"""The file of signed checkpoints, which is to be kept elsewhere than the database."""

from __future__ import annotations

from pathlib import Path

from lookup.audit import Checkpoint


def read_checkpoints(path: Path) -> tuple[Checkpoint, ...]:
    """Read all checkpoints; none where there is no file. Raises ValueError with the line."""
    if not path.exists():
        return ()
    lines = path.read_text(encoding="ascii").splitlines()
    return tuple(_read(path, number, line) for number, line in enumerate(lines, 1) if line)


def _read(path: Path, number: int, line: str) -> Checkpoint:
    try:
        return Checkpoint.from_line(line)
    except ValueError as error:
        raise ValueError(f"{path}: line {number} is no checkpoint") from error


def add_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write one more line, at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(checkpoint.to_line() + "\n")

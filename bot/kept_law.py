"""Keep the law as it was read and checked, so that later starts need not parse it again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import orjson

from legal_kb.knowledge import Knowledge
from legal_kb.loading import load
from legal_kb.model import Certainty, Gap, Instrument, Period, Provision

log = logging.getLogger(__name__)

KEPT = Path("var/cache/law.json")  # Beside the demo's database.


def law(kept: Path, directory: Traversable | Path | None = None) -> Knowledge:
    """Return the law, from `kept` where that was made of the same files; raise `DecreeError`."""
    folder = directory if directory is not None else files("legal_kb").joinpath("data")
    made_of = _digest(folder)
    found = _read(kept, made_of)
    if found is not None:
        return found
    knowledge = load(folder)
    _write(kept, made_of, knowledge)
    return knowledge


def _digest(folder: Traversable | Path) -> str:
    """Name what the law is read from: its files, and the code that reads them."""
    digest = hashlib.sha256()
    for file in (*_listed(folder, ".toml"), *_listed(files("legal_kb"), ".py")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _listed(folder: Traversable | Path, ending: str) -> Iterator[Traversable | Path]:
    found = (file for file in folder.iterdir() if file.name.endswith(ending))
    yield from sorted(found, key=lambda file: file.name)


def _write(kept: Path, made_of: str, knowledge: Knowledge) -> None:
    provisions = [
        {**asdict(version), "instrument": version.instrument.id}
        for id in knowledge.ids()
        for version in knowledge.versions(id)
    ]
    instruments = [asdict(instrument) for instrument in knowledge.instruments.values()]
    stored = {"made_of": made_of, "instruments": instruments, "provisions": provisions}
    part = kept.with_suffix(".part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(orjson.dumps(stored))
        part.replace(kept)
    except OSError as error:  # Starting takes longer, and nothing else is lost.
        log.warning("the law is not kept: %s", type(error).__name__)


def _read(kept: Path, made_of: str) -> Knowledge | None:
    try:
        stored = orjson.loads(kept.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    if not isinstance(stored, dict) or stored.get("made_of") != made_of:
        return None
    instruments = {row["id"]: _instrument(row) for row in stored["instruments"]}
    provisions = (_provision(row, instruments) for row in stored["provisions"])
    return Knowledge.of(instruments.values(), provisions)


def _instrument(row: dict[str, Any]) -> Instrument:
    return Instrument(
        **{
            **row,
            "issued": date.fromisoformat(row["issued"]),
            "checked": date.fromisoformat(row["checked"]),
            "in_force": _period(row["in_force"]),
            "dates": Certainty(row["dates"]),
            "amends": tuple(row["amends"]),
            "gaps": tuple(
                Gap(**{**gap, "certainty": Certainty(gap["certainty"])}) for gap in row["gaps"]
            ),
        }
    )


def _provision(row: dict[str, Any], instruments: dict[str, Instrument]) -> Provision:
    return Provision(
        **{
            **row,
            "instrument": instruments[row["instrument"]],
            "in_force": _period(row["in_force"]),
            "source": tuple(row["source"]),
        }
    )


def _period(row: dict[str, str | None]) -> Period:
    start, until = row["start"], row["until"]
    assert start is not None  # noqa: S101 - every period has a first day.
    return Period(date.fromisoformat(start), date.fromisoformat(until) if until else None)

"""Stable addresses of the law, after the European Legislation Identifier.

"/luat/nd/2022/104/dieu-14/khoan-2/diem-b" is point b of clause 2 of Article 14 of Decree 104/2022.
"""

from __future__ import annotations

from legal_kb.knowledge import Knowledge

ROOT = "/luat"
_WORDS = ("dieu", "khoan", "diem")
_ITEM = "muc"  # A part of a decision's annex, by its own path: "muc/p2.A.2.b1".


def path_of(id: str) -> str:
    """Return the address of an instrument or a provision."""
    instrument, _, path = id.partition("/")
    kind, number, year = _parts(instrument)
    address = f"{ROOT}/{kind}/{year}/{number}"
    if not path:
        return address
    steps = path.split(".")
    if not steps[0].isdigit():
        return f"{address}/{_ITEM}/{path}"
    named = [f"{word}-{step}" for word, step in zip(_WORDS, steps, strict=False)]
    return "/".join([address, *named])


def id_of(address: str, knowledge: Knowledge) -> str | None:
    """Return what an address stands for, existing or not; None if its instrument is not here.

    `address` is what stands behind "/luat/": "nd/2022/104/dieu-14".
    """
    kind, year, number, *rest = (*address.strip("/").split("/"), "", "")
    instrument = f"{kind}-{number}-{year}"
    if instrument not in knowledge.instruments:
        return None
    rest = [step for step in rest if step]
    if rest[:1] == [_ITEM]:
        return f"{instrument}/{'.'.join(rest[1:])}"
    steps: list[str] = []
    for word, step in zip(_WORDS, rest, strict=False):
        named, _, value = step.partition("-")
        if named != word or not value:
            return f"{instrument}/{'.'.join([*steps, step])}"
        steps.append("đ" if value == "dd" else value)
    return f"{instrument}/{'.'.join(steps)}" if steps else instrument


def _parts(instrument: str) -> tuple[str, str, str]:
    """Part "nq-66-7-2025" into kind, number and year."""
    kind, _, rest = instrument.partition("-")
    number, _, year = rest.rpartition("-")
    return kind, number, year

"""What this machine has, what it lacks, and what that means for the people who ask."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from lookup.seeing import readers

_MEANING = {
    "zxing-cpp": "thiếu thì ảnh thẻ mờ, nhỏ khó đọc hơn; cài: pip install zxing-cpp",
    "pyzbar": "thiếu libzbar0 (apt-get install libzbar0); ảnh thẻ vẫn đọc bằng zxing-cpp",
}
NO_READER = "không có bộ đọc mã QR nào: ảnh thẻ không đọc được, người dùng gõ số định danh"


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    present: bool
    meaning: str  # What its absence means; of what is present, which one it is.


def decoders() -> Iterator[Finding]:
    """Look for the two readers of QR codes."""
    found = readers()
    for name, meaning in _MEANING.items():
        present = name in found
        yield Finding(name, present, "đọc mã QR trên ảnh thẻ" if present else meaning)
    if not found:
        yield Finding("QR", False, NO_READER)


def findings() -> Iterator[Finding]:
    """Look at everything that may be missing although the service runs."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version)
    yield from decoders()
    uvloop = importlib.util.find_spec("uvloop") is not None
    yield Finding("uvloop", uvloop, "vòng lặp nhanh" if uvloop else "thiếu thì chậm hơn đôi chút")


def run(_given: argparse.Namespace) -> int:
    """Print what was found; nothing that is missing here stops the service."""
    for finding in findings():
        print(f"{'✓' if finding.present else '✗'} {finding.name}: {finding.meaning}")
    return 0

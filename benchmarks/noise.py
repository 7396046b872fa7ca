"""Questions as hurried people type them: `python -m benchmarks.noise [SEED] > FILE`, to score."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from random import Random

from benchmarks.scoreboard import SECOND


def stripped(text: str, _: Random) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def swapped(text: str, chance: Random) -> str:
    """Two neighbouring letters change places."""
    at = chance.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def filled(text: str, chance: Random) -> str:
    return f"{chance.choice(('dạ', 'ờ', 'cho em hỏi', 'ad ơi'))} {text}"


def bare(text: str, _: Random) -> str:
    return "".join(c for c in text if c.isalnum() or c.isspace()).lower()


def invisible(text: str, chance: Random) -> str:
    at = chance.randrange(len(text))
    return f"{text[:at]}\u200b{text[at:]}"


NOISES: tuple[Callable[[str, Random], str], ...] = (stripped, swapped, filled, bare, invisible)


def main(seed: int) -> None:
    chance = Random(seed)
    for line in SECOND.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for noise in NOISES:
            noisy = {"id": f"{row['id']}-{noise.__name__}", "q": noise(row["q"], chance)}
            print(json.dumps({**row, **noisy}, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2026)

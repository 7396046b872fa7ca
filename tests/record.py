"""Write the assistant's lines into a transcript anew: `python -m tests.record FILE…`.

Read the difference before committing it: it is what people will be told.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.core import build_core
from tests.transcript import by_button, play, read


def main() -> None:
    core = build_core()
    for path in map(Path, sys.argv[1:]):
        comments = [t for t in path.read_text("utf-8").splitlines() if t.startswith("#")]
        lines = list(comments)
        for line, shown in play(core, read(path), by_button):
            lines += ["", f"> {line.said}"]
            lines += [f"! {world}" for world in line.world]
            lines += [f"< {text}" for text in shown]
        path.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

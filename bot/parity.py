"""Write `docs/parity.md`: how each node is answered on each channel (`make parity`)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.core import Core, build_core
from handlers.model import Ask, Menu
from handlers.parity import CARRIERS, table, way

FILE = Path("docs/parity.md")


def written(core: Core) -> str:
    """Return the whole file."""
    nodes = core.engine.dialogue.nodes.values()
    waiting = [node for node in nodes if isinstance(node, Menu | Ask)]
    lines = [
        "# Một đối thoại, nhiều kênh",
        "",
        "Sinh bằng `make parity`. Bước nào mà một kênh không nói hoặc không chọn được thì",
        "`compose` từ chối ngay lúc khởi động.",
        "",
    ]
    for carrier in CARRIERS:
        counted = Counter(way(node, carrier).value for node in waiting)
        ways = ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))
        lines.append(f"- **{carrier.name}**: {ways}")
    return "\n".join([*lines, "", *table(waiting)]) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(build_core()), encoding="utf-8")

"""`make bench`: every table, printed."""

from __future__ import annotations

import asyncio
import os
import platform
from datetime import UTC, datetime

import uvloop

from benchmarks import cards, law, questions, records, retrieval, start, turns


def main() -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.python_implementation()}", end=" ")
    print(f"{platform.python_version()}, {os.cpu_count()} cores\n")
    questions.run()
    retrieval.run()
    law.run()
    start.run()
    asyncio.run(records.run())
    uvloop.run(turns.run())
    asyncio.run(cards.run())


if __name__ == "__main__":
    main()

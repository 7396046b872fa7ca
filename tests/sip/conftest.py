"""The assistant behind a SIP telephone."""

from tests.phone.conftest import assistant, clock, settings

__all__ = ["assistant", "clock", "settings"]

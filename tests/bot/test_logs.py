"""What the logs say of an error, and what they leave out."""

from __future__ import annotations

import logging
import sys

from bot.logs import Line


def test_a_traceback_names_the_error_and_not_what_was_typed() -> None:
    typed = "".join(["so cua toi la ", *"001099012345"])
    try:
        int(typed)
    except ValueError:
        record = logging.LogRecord("a", 40, "a.py", 1, "broken", (), sys.exc_info())
    written = Line().format(record)
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert typed not in written

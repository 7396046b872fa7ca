"""Logs: one line an event, to standard error, without anything personal."""

from __future__ import annotations

import logging
import logging.config
import traceback
from typing import Any


class Line(logging.Formatter):
    """Names what broke and where, never the message of an error: it may quote what was typed."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's own name.
        kind, _error, trace = ei
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__name__ if kind else ''}"


def set_up() -> None:
    """Set the format of logs once, at start."""
    # No line names its caller, thread or process, so none is looked for: most of what a line
    # costs, and documented.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {"()": Line, "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": "INFO", "handlers": ["stderr"]},
            # These name addresses and updates at INFO.
            "loggers": {
                name: {"level": "WARNING"}
                for name in ("aiogram", "aiosqlite", "alembic", "httpx", "sqlalchemy", "uvicorn")
            },
        }
    )

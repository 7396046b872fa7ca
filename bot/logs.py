"""Logs: one line an event, to standard error, without anything personal."""

from __future__ import annotations

import logging
import logging.config


def set_up() -> None:
    """Set the format of logs once, at start."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": "INFO", "handlers": ["stderr"]},
            # These name addresses and updates at INFO.
            "loggers": {
                name: {"level": "WARNING"}
                for name in ("aiogram", "aiosqlite", "alembic", "httpx", "sqlalchemy", "uvicorn")
            },
        }
    )

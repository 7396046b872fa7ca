"""Finds what a message asks for, in whatever way it is typed."""

from handlers.understanding.learning import Learned
from handlers.understanding.meaning import (
    Cited,
    Meaning,
    NotExisting,
    NotUnderstood,
    Unclear,
    Understood,
)
from handlers.understanding.reading import Understanding

__all__ = [
    "Cited",
    "Learned",
    "Meaning",
    "NotExisting",
    "NotUnderstood",
    "Unclear",
    "Understanding",
    "Understood",
]

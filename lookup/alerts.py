"""What a person is told unasked, in conversations that are bound to them. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class News(StrEnum):
    """What has happened."""

    SIGNED_IN = "signed_in"  # A code of theirs was right in another conversation.
    SEEN = "seen"  # An officer has looked.
    APP_ADDED = "app_added"  # An authenticator app opens the record from now on.
    HELP_ASKED = "help_asked"  # Somebody asks to see the residence, to help.
    HELP_OPENED = "help_opened"  # … and may, for half an hour.
    CODE_LOST = "code_lost"  # The message with a code did not leave, or nobody knows.
    HELP_LOST = "help_lost"  # The same, where it was to let a relative see.
    WAITED_FOR = "waited_for"  # Somebody waits for an officer, who is told.


@dataclass(frozen=True)
class Alert:
    """One piece of news; `about` holds codes and pseudonyms, never a name of the person."""

    news: News
    about: Mapping[str, str] = field(default_factory=dict)

"""Every conversation in `tests/transcripts/` plays as written, by button and by digit."""

from __future__ import annotations

from operator import attrgetter

import pytest

from bot.core import Core
from tests.transcript import FOLDER, Tap, Transcript, by_button, by_digit, play, read

TRANSCRIPTS = [read(path) for path in sorted(FOLDER.glob("*.txt"))]


@pytest.mark.parametrize("tap", [by_button, by_digit])
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=attrgetter("name"))
def test_a_transcript_plays_as_written(core: Core, transcript: Transcript, tap: Tap) -> None:
    for line, shown in play(core, transcript, tap):
        assert shown == line.shown, f"after > {line.said}"

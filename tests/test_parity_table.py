"""The table of channels in the documents."""

from pathlib import Path

from bot.core import Core
from bot.parity import written


def test_the_table_in_the_documents_is_the_one_of_today(core: Core) -> None:
    kept = Path(__file__).parents[1].joinpath("docs/parity.md").read_text(encoding="utf-8")
    assert kept == written(core), "the dialogue has changed: run make parity"

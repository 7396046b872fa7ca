"""A changed value is the same, whichever way it was changed."""

from __future__ import annotations

import dataclasses

import pytest

from handlers.model import Button, Reply, State, Turn
from handlers.replacing import replace


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (State("home", trail=("proof",)), {"node": "proof", "trail": ()}),
        (Reply("Chọn.", {"n": 1}, (Button("Có", "a:yes"),)), {"brief": True}),
        (Turn(State("home")), {"replies": (Reply("Chào."),)}),
        (State("home"), {}),
    ],
)
def test_a_value_is_changed_as_by_the_library(value: object, changes: dict[str, object]) -> None:
    before = repr(value)
    changed = replace(value, **changes)  # type: ignore[type-var]
    assert changed == dataclasses.replace(value, **changes)  # type: ignore[type-var]
    assert repr(value) == before

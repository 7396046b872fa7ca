"""Frozen values with some fields changed, at a fraction of the library's price.

A turn changes its state and its replies a dozen times; `dataclasses.replace`, which makes each
value anew field by field, took an eighth of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # So that fields and their types are checked.
    from dataclasses import replace
else:

    def replace(value, /, **changes):
        """Return the value with some fields changed.

        Only for values without slots, checks of their own and cached properties: what the value
        holds is copied as it is.
        """
        made = object.__new__(type(value))
        made.__dict__.update(value.__dict__, **changes)
        return made


__all__ = ["replace"]

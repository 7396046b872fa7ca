"""What passes between the service and the child that reads photos."""

from __future__ import annotations

import struct

LENGTH = struct.Struct(">I")


def frame(data: bytes) -> bytes:
    """Put four bytes of length before the data."""
    return LENGTH.pack(len(data)) + data

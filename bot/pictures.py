"""QR codes of what a person carries to another device: drawn when they are sent, never kept."""

from __future__ import annotations

import io

import segno

SCALE = 8  # Pixels of a module; a phone reads it from another screen at arm's length.


def png(text: str) -> bytes:
    """Draw a QR code as a PNG picture."""
    drawn = io.BytesIO()
    _code(text).save(drawn, kind="png", scale=SCALE, border=4)
    return drawn.getvalue()


def data_uri(text: str) -> str:
    """Draw a QR code as an SVG picture that a page can hold in itself."""
    return _code(text).svg_data_uri(scale=SCALE, border=4, light="#fff")


def _code(text: str) -> segno.QRCode:
    return segno.make(text, micro=False, error="m")

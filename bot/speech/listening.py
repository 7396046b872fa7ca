"""What of a screen can be listened to: texts that are the same for everybody."""

from __future__ import annotations

from bot.core import Core
from bot.rendering import Screen
from bot.speech.parts import spoken
from handlers.dialogue import fixed_text


def listenable(core: Core, screen: Screen) -> bool:
    """Tell whether the text of its node, as it stands, is what a screen says."""
    text = fixed_text(core.engine.dialogue, screen.node)
    said = core.catalogue(screen.language).translate(text) if text else ""
    return bool(said) and not screen.private and any(p.text == said for p in screen.paragraphs)


def heard(core: Core, language: str, node: str) -> str:
    """Return the text of a node in spoken form; "" where it holds anything of anybody."""
    text = fixed_text(core.engine.dialogue, node)
    if not text or language not in core.catalogues:
        return ""
    return spoken(core.catalogue(language).translate(text), language)

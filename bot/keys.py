"""The secrets of this installation: from the settings, or made by the demo."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from bot.answer_card.signing import Signer
from bot.settings import STRONG, Settings, SettingsError
from lookup.keys import Keys, read_masters


def register_keys(settings: Settings) -> Keys:
    """Return the keys of the register; only the demo has a key that no setting gives."""
    masters = read_masters(settings.cutru_keys)
    return Keys(secret_key(settings), masters, demo=settings.env == "demo")


def card_signer(settings: Settings) -> Signer:
    """Return the key that signs answer cards; without one of its own, it follows the secret."""
    former = tuple(bytes.fromhex(key) for key in settings.card_former_keys.split())
    if settings.card_key:
        return Signer.from_seed(bytes.fromhex(settings.card_key), former)
    seed = hmac.new(secret_key(settings), b"cutru answer card", hashlib.sha256).digest()
    return Signer.from_seed(seed, former)


def secret_key(settings: Settings) -> bytes:
    """Return the key of codes and pseudonyms; the demo makes one on its first start."""
    if settings.cutru_secret:
        return settings.cutru_secret.encode()
    path = settings.secret_file
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        key = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"SECRET_FILE: {path} cannot be used ({error.strerror})") from error
    if len(key) < STRONG:
        raise SettingsError(f"SECRET_FILE: {path} holds no key; delete it, and one is made")
    return key

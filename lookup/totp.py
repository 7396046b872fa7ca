"""Authenticator apps: time-based codes of RFC 6238. Pure but for chance."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

import pyotp

from lookup.policy import POLICY, Policy

ISSUER = "Cư Trú"
NAME = "xem cư trú"  # What an app shows beside the issuer; nothing of the person.

_SEPARATORS = re.compile(r"[\s.\-\u200b\ufeff]")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


def create_secret() -> str:
    """Draw a secret of 160 bits, in base32."""
    return pyotp.random_base32()


def address(secret: str, policy: Policy = POLICY) -> str:
    """Return what an app opens or scans to take the secret over."""
    return _totp(secret, policy).provisioning_uri(name=NAME, issuer_name=ISSUER)


def normalise(typed: str) -> str | None:
    """Read six digits, full-width ones and separators allowed; None for anything else."""
    digits = _SEPARATORS.sub("", typed[:64]).translate(_FULL_WIDTH)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def step_of(secret: str, code: str, now: datetime, policy: Policy = POLICY) -> int | None:
    """Find the time step whose code this is; None when it is of none that counts now.

    Every step is compared, whichever fits. The caller sees to it that a step counts once.
    """
    totp, found = _totp(secret, policy), None
    current = totp.timecode(now)
    for step in range(current - policy.app_window, current + policy.app_window + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            found = step
    return found


def _totp(secret: str, policy: Policy) -> pyotp.TOTP:
    interval = int(policy.app_step.total_seconds())
    return pyotp.TOTP(secret, digits=policy.app_digits, interval=interval)

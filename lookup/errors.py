"""What can be broken around the register.

LookupTrouble
├── RegisterUnavailable   the database does not answer, or answers with an error
│   └── SealBroken        what is stored does not open: changed, moved, or its key is not here
└── SmsNotSent            a message did not leave, or nobody knows: it is not sent again
    ├── SmsRefused        the gateway takes none now; this one surely did not leave
    └── SmsUndeliverable  the gateway will never take it: what is wrong is its number
"""

from __future__ import annotations


class LookupTrouble(Exception):
    """The world around the register is broken; what people do is never one of these."""


class RegisterUnavailable(LookupTrouble):
    """The register does not answer."""


class SealBroken(RegisterUnavailable):
    """Something stored cannot be opened; nothing of it is shown."""


class SmsNotSent(LookupTrouble):
    """A message possibly did not leave; it must not be sent again by itself."""


class SmsRefused(SmsNotSent):
    """A message surely did not leave, whomever it was for; it may be sent again."""


class SmsUndeliverable(SmsNotSent):
    """A message surely did not leave, and never will: its number is wrong, or blocked."""

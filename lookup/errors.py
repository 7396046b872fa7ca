"""What can be broken around the register.

LookupTrouble
├── RegisterUnavailable   the database does not answer, or answers with an error
│   └── SealBroken        what is stored does not open: changed, moved, or its key is not here
└── SmsNotSent            the gateway refused a message, or did not answer in time
"""

from __future__ import annotations


class LookupTrouble(Exception):
    """The world around the register is broken; what people do is never one of these."""


class RegisterUnavailable(LookupTrouble):
    """The register does not answer."""


class SealBroken(RegisterUnavailable):
    """Something stored cannot be opened; nothing of it is shown."""


class SmsNotSent(LookupTrouble):
    """A message surely or possibly did not leave; it must not be sent again by itself."""

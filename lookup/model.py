"""What can be asked of the register, and what comes back. Pure values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lookup.access import Purpose, Usage
from lookup.consent import (
    Agree,
    Agreed,
    AskCorrection,
    CorrectionAsked,
    Erase,
    Erased,
    HeldRead,
    InChat,
    LinkMade,
    MakeLink,
    ProofTooOld,
    ReadHeld,
    Withdraw,
    Withdrawn,
)
from lookup.helping import (
    ConfirmHelp,
    EndHelp,
    HelpAllowed,
    HelpAsked,
    HelpEnded,
    HelpOpened,
    HelpStopped,
    HelpUnknown,
    HelpWaits,
    ReadHelped,
    StopHelp,
    TakeHelp,
)
from lookup.officers import (
    GoOnDuty,
    Ground,
    NobodyFound,
    OfficerEnded,
    OfficerHome,
    OfficerRefused,
    OfficerSignedIn,
    OfficerSignIn,
    OfficerSignOut,
    OnDuty,
    QuotaSpent,
    ShareUnknown,
    TakeShare,
)
from lookup.sharing import (
    RevokeShares,
    ShareMade,
    ShareRecord,
    SharesRevoked,
    TooManyShares,
)


@dataclass(frozen=True, repr=False)
class PersonalId:
    """A personal identification number: twelve digits (Law on Identity 26/2023, Article 12)."""

    value: str

    @classmethod
    def parse(cls, text: str) -> PersonalId | None:
        """Read twelve digits, full-width ones and separators allowed; None for anything else."""
        digits = re.sub(r"[\s.\-\u00a0]", "", unicodedata.normalize("NFKC", text[:64]))
        return cls(digits) if re.fullmatch(r"[0-9]{12}", digits) else None

    @property
    def masked(self) -> str:
        return f"{self.value[:3]}******{self.value[-3:]}"

    def __repr__(self) -> str:
        return f"PersonalId({self.masked})"

    __str__ = __repr__


@dataclass(frozen=True)
class Grant:
    """The right to read one person's record, by the person's row; made in `otp` only."""

    person: int
    expires_at: datetime


class Gender(StrEnum):
    MALE = "Nam"
    FEMALE = "Nữ"


class CardFault(StrEnum):
    """Why no personal ID could be taken from a photo."""

    NOT_AN_IMAGE = "not_an_image"
    TOO_LARGE = "too_large"  # More pixels or bytes than are decoded.
    NO_CODE = "no_code"
    TOO_DARK = "too_dark"  # This and the four that follow: no code, and why.
    TOO_SMALL = "too_small"
    CUT_OFF = "cut_off"
    GLARE = "glare"
    BLURRED = "blurred"
    SEVERAL_CODES = "several_codes"
    NOT_A_CARD = "not_a_card"  # A QR code, but not that of an identity card.
    DAMAGED = "damaged"  # A card's QR code whose fields do not hold together.
    NO_READER = "no_reader"  # This machine has no decoder.


class CardDoubt(StrEnum):
    """What on a card does not go with its twelve digits: told, and never a reason to refuse."""

    PROVINCE = "province"  # No province has this code.
    GENDER = "gender"
    BIRTH_YEAR = "birth_year"


# --- Effects: what a dialogue wants from the world ---


@dataclass(frozen=True)
class SendCode:
    """Send a one-time code to the phone on record of this person, if there is one.

    Without a number: once more to the person whom this conversation asked for last.
    """

    personal_id: PersonalId | None = None


@dataclass(frozen=True, repr=False)
class CheckCode:
    """Check a typed code (eight digits) against the live challenge of this conversation."""

    code: str

    def __repr__(self) -> str:
        return "CheckCode(…)"


@dataclass(frozen=True)
class ReadCard:
    """Read the QR code of an identity card from a photo that the channel holds."""

    photo: str


@dataclass(frozen=True)
class ReadPersonal:
    reveal: bool = False


@dataclass(frozen=True)
class ReadResidence:
    reveal: bool = False


@dataclass(frozen=True)
class ReadHousehold:
    reveal: bool = False


@dataclass(frozen=True)
class ReadEthnicity:
    """Ethnic origin is sensitive data (Decree 356/2025, Article 4): only on request."""


@dataclass(frozen=True)
class ReadAccessLog:
    """Who has read one's own record."""


@dataclass(frozen=True)
class SignOut:
    """End the session of this conversation."""


@dataclass(frozen=True)
class AskApp:
    """Let a code of this person's authenticator app be typed; nothing is sent."""

    personal_id: PersonalId


@dataclass(frozen=True)
class AddApp:
    """Make a secret for an authenticator app of the person whose session is open."""


@dataclass(frozen=True, repr=False)
class ConfirmApp:
    """Check the first code of an app that was just added."""

    code: str

    def __repr__(self) -> str:
        return "ConfirmApp(…)"


@dataclass(frozen=True)
class Disown:
    """Somebody else has asked for a code or signed in as the people of this conversation."""


@dataclass(frozen=True)
class AskHelp:
    """Ask this person whether one may see their residence, to help.

    Without a number: once more the person whom this conversation asked for last.
    """

    personal_id: PersonalId | None = None


@dataclass(frozen=True)
class ForgetChallenge:
    """Drop the live challenge of this conversation: the lookup was left."""


@dataclass(frozen=True)
class OfficerLookUp:
    """Read somebody's residence on a ground that is recorded, with the number of the case."""

    personal_id: PersonalId
    ground: Ground
    case: str


Effect = (
    SendCode
    | CheckCode
    | ReadCard
    | ReadPersonal
    | ReadResidence
    | ReadHousehold
    | ReadEthnicity
    | ReadAccessLog
    | SignOut
    | AskApp
    | AddApp
    | ConfirmApp
    | Disown
    | ForgetChallenge
    | Agree
    | ReadHeld
    | AskCorrection
    | Withdraw
    | Erase
    | MakeLink
    | ShareRecord
    | RevokeShares
    | OfficerSignIn
    | OfficerHome
    | GoOnDuty
    | OfficerSignOut
    | TakeShare
    | OfficerLookUp
    | AskHelp
    | ConfirmHelp
    | TakeHelp
    | ReadHelped
    | EndHelp
    | StopHelp
)


# --- Outcomes: past events ---


@dataclass(frozen=True)
class CodeSent:
    """The same for a number that the register does not know."""

    minutes: int  # How long the code lives.


@dataclass(frozen=True)
class TooManyCodes:
    """This chat, or this person, has asked for too many codes."""

    wait_minutes: int


@dataclass(frozen=True)
class WrongCode:
    attempts_left: int


@dataclass(frozen=True)
class CodeExpired:
    """Too old, used already, or none was sent."""


@dataclass(frozen=True)
class Locked:
    """No attempt is left for this code."""


@dataclass(frozen=True)
class Verified:
    """The code was right and a session is open."""

    minutes: int  # After how long without use it ends.


@dataclass(frozen=True)
class NotAgreed:
    """The code was right, but the person has agreed to nothing: there is no session."""


@dataclass(frozen=True)
class AppAwaited:
    """The same for a number that the register does not know, or that has no app."""


@dataclass(frozen=True, repr=False)
class AppOffered:
    """What an authenticator app takes over; shown once."""

    secret: str  # In groups of four.
    link: str  # otpauth://…, which opens the app on the same phone.


@dataclass(frozen=True)
class AppConfirmed:
    """The app works: its codes open the record from now on."""


@dataclass(frozen=True)
class AppUnconfirmed:
    """The code is not the one that the app shows."""


@dataclass(frozen=True)
class Disowned:
    """Every other session is closed, no code opens anything, other conversations are strangers."""

    sessions: int  # That were open.


@dataclass(frozen=True)
class NobodyBound:
    """No code was ever right in this conversation, or too long ago."""


@dataclass(frozen=True)
class CardRead:
    personal_id: PersonalId


@dataclass(frozen=True)
class CardDoubtful:
    """The number was read, and something beside it does not go with it."""

    personal_id: PersonalId
    doubts: tuple[CardDoubt, ...]


@dataclass(frozen=True)
class CardUnread:
    fault: CardFault


@dataclass(frozen=True)
class PersonalRead:
    """VNeID's first group; masked unless revealed."""

    name: str
    personal_id: str
    birth_date: str | date  # The year alone while masked.
    gender: Gender
    nationality: str
    home_town: str | None
    phone: str | None  # Masked but for the last three digits, always.


@dataclass(frozen=True)
class Stay:
    """An address with the days for which it is on record."""

    address: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class ResidenceRead:
    """VNeID's second group; street and house number are left out unless revealed."""

    permanent: Stay | None
    temporary: Stay | None
    current: Stay | None
    head_name: str | None
    relation: str | None  # To the head of the household; None for the head.


@dataclass(frozen=True)
class Member:
    """Another member of the household: never an ID number."""

    name: str
    relation: str | None  # None for the head of the household.
    born: int | date  # The year alone while masked.
    gender: Gender


@dataclass(frozen=True)
class HouseholdRead:
    """VNeID's third group: the household of the permanent residence, without oneself."""

    members: tuple[Member, ...]


@dataclass(frozen=True)
class EthnicityRead:
    ethnicity: str


@dataclass(frozen=True)
class AccessLogRead:
    """The newest readings by others, and how often the person read their own record."""

    usages: tuple[Usage, ...]
    own: int


@dataclass(frozen=True)
class HelpedRead:
    """What a helper sees: the addresses without the street, and nobody else of the household."""

    name: str
    personal_id: str  # Masked.
    permanent: Stay | None
    temporary: Stay | None
    current: Stay | None


@dataclass(frozen=True)
class ShownAddress:
    """What an officer is shown of a person: who, the permanent residence, when and why read."""

    name: str
    personal_id: str  # Masked, always.
    born: str  # The year.
    permanent: Stay | None
    purpose: Purpose
    read_at: datetime


@dataclass(frozen=True)
class ShownResidence(ShownAddress):
    """And the other addresses, and the household's head."""

    temporary: Stay | None
    current: Stay | None
    head_name: str | None
    relation: str | None


@dataclass(frozen=True)
class ShownHousehold(ShownResidence):
    """And the others of the household, masked."""

    members: tuple[Member, ...]


@dataclass(frozen=True)
class SessionEnded:
    """There is no open session: signed out, idle too long, or never opened."""


@dataclass(frozen=True)
class SignedOut:
    pass


@dataclass(frozen=True)
class Forgotten:
    """Nothing of the lookup is kept."""


@dataclass(frozen=True)
class Unavailable:
    """The register or the SMS gateway does not answer; the rest of the assistant does."""


Outcome = (
    CodeSent
    | TooManyCodes
    | WrongCode
    | CodeExpired
    | Locked
    | Verified
    | NotAgreed
    | AppAwaited
    | AppOffered
    | AppConfirmed
    | AppUnconfirmed
    | Disowned
    | NobodyBound
    | CardRead
    | CardDoubtful
    | CardUnread
    | PersonalRead
    | ResidenceRead
    | HouseholdRead
    | EthnicityRead
    | AccessLogRead
    | SessionEnded
    | SignedOut
    | Forgotten
    | Agreed
    | HeldRead
    | CorrectionAsked
    | Withdrawn
    | Erased
    | ProofTooOld
    | LinkMade
    | InChat
    | ShareMade
    | TooManyShares
    | SharesRevoked
    | OfficerSignedIn
    | OfficerRefused
    | OfficerEnded
    | OnDuty
    | ShownAddress
    | ShownResidence
    | ShownHousehold
    | ShareUnknown
    | QuotaSpent
    | NobodyFound
    | HelpAsked
    | HelpAllowed
    | HelpUnknown
    | HelpWaits
    | HelpOpened
    | HelpedRead
    | HelpEnded
    | HelpStopped
    | Unavailable
)

# Every outcome that an effect can have; a dialogue must know a way on from each.
OUTCOMES: Mapping[type[Effect], tuple[type[Outcome], ...]] = {
    SendCode: (CodeSent, TooManyCodes, CodeExpired, Unavailable),
    CheckCode: (Verified, HelpOpened, NotAgreed, WrongCode, CodeExpired, Locked, Unavailable),
    ReadCard: (CardRead, CardDoubtful, CardUnread),
    ReadPersonal: (PersonalRead, SessionEnded, Unavailable),
    ReadResidence: (ResidenceRead, SessionEnded, Unavailable),
    ReadHousehold: (HouseholdRead, SessionEnded, Unavailable),
    ReadEthnicity: (EthnicityRead, SessionEnded, Unavailable),
    ReadAccessLog: (AccessLogRead, SessionEnded, Unavailable),
    SignOut: (SignedOut, Unavailable),
    AskApp: (AppAwaited, TooManyCodes, Unavailable),
    AddApp: (AppOffered, ProofTooOld, SessionEnded, Unavailable),
    ConfirmApp: (AppConfirmed, AppUnconfirmed, SessionEnded, Unavailable),
    Disown: (Disowned, NobodyBound, Unavailable),
    ForgetChallenge: (Forgotten, Unavailable),
    Agree: (Agreed, Unavailable),
    ReadHeld: (HeldRead, SessionEnded, Unavailable),
    AskCorrection: (CorrectionAsked, SessionEnded, Unavailable),
    Withdraw: (Withdrawn, SessionEnded, Unavailable),
    Erase: (Erased, ProofTooOld, SessionEnded, Unavailable),
    MakeLink: (LinkMade, InChat, ProofTooOld, SessionEnded, Unavailable),
    ShareRecord: (ShareMade, TooManyShares, SessionEnded, Unavailable),
    RevokeShares: (SharesRevoked, SessionEnded, Unavailable),
    OfficerSignIn: (OfficerSignedIn, OfficerRefused, Unavailable),
    OfficerHome: (OfficerSignedIn, OfficerEnded, Unavailable),
    GoOnDuty: (OnDuty, OfficerEnded, Unavailable),
    OfficerSignOut: (SignedOut, Unavailable),
    TakeShare: (
        ShownAddress,
        ShownResidence,
        ShownHousehold,
        ShareUnknown,
        QuotaSpent,
        OfficerEnded,
        Unavailable,
    ),
    AskHelp: (HelpAsked, TooManyCodes, CodeExpired, Unavailable),
    ConfirmHelp: (HelpAllowed, HelpUnknown, SessionEnded, Unavailable),
    TakeHelp: (HelpOpened, HelpWaits, CodeExpired, Unavailable),
    ReadHelped: (HelpedRead, HelpEnded, Unavailable),
    EndHelp: (HelpEnded, Unavailable),
    StopHelp: (HelpStopped, NobodyBound, Unavailable),
    OfficerLookUp: (ShownResidence, NobodyFound, QuotaSpent, OfficerEnded, Unavailable),
}

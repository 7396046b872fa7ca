"""What is shown of a record: as little as answers the question, unless it is revealed. Pure."""

from __future__ import annotations

from datetime import date, datetime

from lookup.access import Purpose
from lookup.model import (
    HelpedRead,
    HouseholdRead,
    Member,
    PersonalRead,
    ResidenceRead,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    Stay,
)
from lookup.repository import HouseholdMember, Person, Record, Residence
from lookup.sharing import Scope

CHILDHOOD = 16  # Children under sixteen: Law on Children 102/2016, Article 1.
HIDDEN = "***"


def mask_phone(number: str) -> str:
    """Hide a phone number but for its last three digits."""
    return "*" * (len(number) - 3) + number[-3:]


def mask_name(name: str, *, child: bool) -> str:
    """Keep the family name and the given name, of a child's given name the initial alone."""
    words = name.split()
    given = f"{words[-1][0]}." if child else words[-1]
    if len(words) == 1:
        return given
    return " ".join((words[0], HIDDEN, given) if len(words) > 2 else (words[0], given))


def show_person(person: Person, reveal: bool) -> PersonalRead:
    """Show VNeID's first group."""
    return PersonalRead(
        name=person.name,
        personal_id=person.personal_id.value if reveal else person.personal_id.masked,
        birth_date=person.birth_date if reveal else str(person.birth_date.year),
        gender=person.gender,
        nationality=person.nationality,
        home_town=person.home_town,
        phone=mask_phone(person.phone) if person.phone else None,
    )


def show_residence(record: Record, today: date, reveal: bool) -> ResidenceRead:
    """Show VNeID's second group: the newest address of each kind, and the household's head."""
    stays: dict[str, Stay] = {}
    for residence in record.residences:
        stays.setdefault(residence.kind, _show_stay(residence, reveal))
    own = record.person.id
    head = next((member for member in record.household if member.relation is None), None)
    me = next((member for member in record.household if member.id == own), None)
    return ResidenceRead(
        permanent=stays.get("permanent"),
        temporary=stays.get("temporary"),
        current=stays.get("current"),
        head_name=_show_name(head, own, today, reveal) if head else None,
        relation=me.relation if me else None,
    )


def show_household(record: Record, today: date, reveal: bool) -> HouseholdRead:
    """Show VNeID's third group: the others, never an ID number."""
    own = record.person.id
    return HouseholdRead(
        tuple(
            Member(
                name=_show_name(member, own, today, reveal),
                relation=member.relation,
                born=member.birth_date if reveal else member.birth_date.year,
                gender=member.gender,
            )
            for member in record.household
            if member.id != own
        )
    )


def show_helped(record: Record, today: date) -> HelpedRead:
    """Show a helper where the person lives, masked, and nothing of anybody else."""
    masked = show_residence(record, today, reveal=False)
    return HelpedRead(
        name=record.person.name,
        personal_id=record.person.personal_id.masked,
        permanent=masked.permanent,
        temporary=masked.temporary,
        current=masked.current,
    )


def show_shared(
    record: Record, today: date, scope: Scope, purpose: Purpose, at: datetime
) -> ShownAddress:
    """Show an officer what a share code, or a ground, opens; others stay masked."""
    person = record.person
    stays, masked = (show_residence(record, today, reveal) for reveal in (True, False))
    address = ShownAddress(
        name=person.name,
        personal_id=person.personal_id.masked,
        born=str(person.birth_date.year),
        permanent=stays.permanent,
        purpose=purpose,
        read_at=at,
    )
    if scope is Scope.ADDRESS:
        return address
    residence = ShownResidence(
        **vars(address),
        temporary=stays.temporary,
        current=stays.current,
        head_name=masked.head_name,
        relation=masked.relation,
    )
    if scope is Scope.RESIDENCE:
        return residence
    others = show_household(record, today, reveal=False).members
    return ShownHousehold(**vars(residence), members=others)


def _show_stay(residence: Residence, reveal: bool) -> Stay:
    parts = (residence.street if reveal else "", residence.commune, residence.province)
    address = ", ".join(part for part in parts if part)
    return Stay(address, residence.since, residence.until)


def _show_name(member: HouseholdMember, own: int, today: date, reveal: bool) -> str:
    if reveal or member.id == own:
        return member.name
    return mask_name(member.name, child=_age(member.birth_date, today) < CHILDHOOD)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

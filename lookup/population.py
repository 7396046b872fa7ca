"""A register of invented people, the same for the same seed: for demonstrations and tests."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from random import Random
from typing import Any

from lookup.households import Draft, Household, draw_household
from lookup.model import Gender, PersonalId
from lookup.repository import Register

BATCH = 500  # Persons.
LONGEST_STAY = 730  # Days: a temporary residence lasts two years (Law on Residence, Art. 27).
ADULT = 18
PREFIXES = ("032", "035", "038", "056", "070", "079", "083", "086", "090", "098")
Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to try the lookup with; invented like everybody else here."""

    personal_id: PersonalId
    name: str
    phone: str


@dataclass(frozen=True)
class Province:
    name: str
    codes: tuple[str, ...]  # Those in personal IDs that were given before July 2025.
    communes: tuple[str, ...]


@dataclass(frozen=True)
class Address:
    street: str
    commune: str
    province: Province


def generate(persons: int, seed: int, today: date) -> Iterator[Rows]:
    """Invent so many persons, household by household, in batches of rows by table name."""
    return _Author(Random(seed), today).write(persons)  # noqa: S311 - nothing is guarded by it.


async def seed(
    register: Register,
    persons: int,
    seed: int,
    today: date,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Fill an empty register in one transaction; how many persons it then holds, old or new."""
    await register.create_tables()
    added = 0
    async with register.writing() as records:
        if held := await records.count_persons():
            return held
        for batch in generate(persons, seed, today):
            await records.add_rows(batch)
            added += len(batch["persons"])
            if progress is not None:
                progress(added)
        await records.number_on(("persons", "households", "residences", "phones"))
    return added


async def count_persons(register: Register) -> int:
    """Count whom the register holds."""
    async with register.reading() as records:
        return await records.count_persons()


async def demo_people(register: Register) -> tuple[DemoPerson, ...]:
    """Find an adult in a family, an elderly head and a lodger who stays elsewhere for a time."""
    async with register.reading() as records:
        return tuple(
            DemoPerson(PersonalId(row[0]), row[1], row[2]) for row in await records.find_examples()
        )


@dataclass
class _Author:
    """Writes households down as rows; knows which numbers are taken."""

    random: Random
    today: date
    names: Mapping[str, Any] = field(default_factory=lambda: _load("names.toml"))
    persons: int = 0
    households: int = 0
    residences: int = 0
    phones: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.provinces = tuple(
            Province(entry["name"], tuple(entry["codes"]), tuple(entry["communes"]))
            for entry in _load("communes.toml")["province"]
        )
        self.province_of = {code: each for each in self.provinces for code in each.codes}
        self.codes = sorted(self.province_of)
        self.first_phone = self.random.randrange(10**8)
        self.rows = self._blank()

    def write(self, persons: int) -> Iterator[Rows]:
        while self.persons < persons:
            household = draw_household(self.random, self.today, self.names, self.households)
            self._write_household(household, persons - self.persons)
            if len(self.rows["persons"]) >= BATCH or self.persons >= persons:
                yield self.rows
                self.rows = self._blank()

    @staticmethod
    def _blank() -> Rows:
        tables = ("persons", "households", "memberships", "residences", "phones")
        return {name: [] for name in tables}

    def _write_household(self, household: Household, room: int) -> None:
        """Write a household down; the last one may lose its youngest members for want of room."""
        self.households += 1
        home = self._address()
        if household.registered:
            self.rows["households"].append(
                {"id": self.households, "commune": home.commune, "province": home.province.name}
            )
        since = self._day_between(household.since, self.today)
        towns: dict[int, str] = {}
        phones: dict[int, str] = {}
        for place, draft in enumerate(household.members[:room]):
            code = self._birth_code(draft, home)
            towns[place] = towns.get(draft.father, "") or self._home_town(code)
            person = self._write_person(draft, code, towns[place], household.ethnicity)
            if household.registered:
                self.rows["memberships"].append(
                    {
                        "person_id": person,
                        "household_id": self.households,
                        "relation": draft.relation,
                    }
                )
            self._write_stays(person, draft, home, since, household)
            phones[place] = self._write_phone(person, draft, phones.get(draft.mother, ""))

    def _write_person(self, draft: Draft, code: str, home_town: str, ethnicity: str) -> int:
        self.persons += 1
        self.rows["persons"].append(
            {
                "id": self.persons,
                "personal_id": self._personal_id(draft, code),
                "name": draft.name,
                "birth_date": draft.born,
                "gender": draft.gender.value,
                "ethnicity": ethnicity,
                "nationality": "Việt Nam",
                "home_town": home_town,
                "birth_province": code,
            }
        )
        return self.persons

    def _personal_id(self, draft: Draft, code: str) -> str:
        """Compose province, century with gender, year and six digits: Circular 59/2021/TT-BCA."""
        century = 2 * (draft.born.year // 100 - 19) + (draft.gender is Gender.FEMALE)
        start = f"{code}{century}{draft.born.year % 100:02}"
        taken = self.numbers.setdefault(start, self.random.randrange(10**6))
        self.numbers[start] = taken + 387_421  # Prime to a million: it comes round after all.
        return f"{start}{taken % 10**6:06}"

    def _write_stays(
        self, person: int, draft: Draft, home: Address, since: date, household: Household
    ) -> None:
        begun = min(max(since, draft.born + timedelta(days=30)), self.today)
        if household.registered:
            self._write_stay(person, "permanent", home, begun, None)
        current, moved = home, begun
        if draft.away or (self._is_adult(draft) and self.random.random() < 0.15):
            current = self._address()
            moved = self.today - timedelta(days=self.random.randrange(1, LONGEST_STAY - 60))
            left = LONGEST_STAY - (self.today - moved).days
            until = self.today + timedelta(days=self.random.randrange(30, left + 1))
            self._write_stay(person, "temporary", current, moved, until)
        if not household.registered or draft.away or self.random.random() < 0.9:
            self._write_stay(person, "current", current, moved, None)

    def _write_stay(
        self, person: int, kind: str, address: Address, since: date, until: date | None
    ) -> None:
        self.residences += 1
        self.rows["residences"].append(
            {
                "id": self.residences,
                "person_id": person,
                "kind": kind,
                "street": address.street,
                "commune": address.commune,
                "province": address.province.name,
                "since": since,
                "until": until,
            }
        )

    def _write_phone(self, person: int, draft: Draft, parental: str) -> str:
        """Give a phone to most: some children share a parent's, some adults have none in use."""
        chance = self.random.random()
        if not self._is_adult(draft) and not draft.reachable:
            number = parental if chance < 0.1 else ""
        else:
            number = "" if chance > 0.97 and not draft.reachable else self._phone_number()
        if number:
            self.phones += 1
            self.rows["phones"].append(
                {
                    "id": self.phones,
                    "person_id": person,
                    "number": number,
                    "active": draft.reachable or chance < 0.94,
                    "since": self._day_between(
                        self.today - timedelta(days=2500),
                        self.today - timedelta(days=30 * draft.reachable),
                    ),
                }
            )
        return number

    def _phone_number(self) -> str:
        """Take the next of a hundred million numbers, in an order that looks drawn by lot."""
        self.first_phone = (self.first_phone + 38_742_101) % 10**8
        prefix, rest = divmod(self.first_phone, 10**7)
        return f"{PREFIXES[prefix]}{rest:07}"

    def _address(self) -> Address:
        province = self.random.choice(self.provinces)
        commune = self.random.choice(province.communes)
        places = self.names["places"]
        if commune.startswith("Phường"):
            house = self.random.randrange(1, 300)
            return Address(
                f"Số {house}, đường {self.random.choice(places['streets'])}", commune, province
            )
        return Address(self.random.choice(places["hamlets"]), commune, province)

    def _birth_code(self, draft: Draft, home: Address) -> str:
        """Children and most adults were registered where the household lives."""
        near = not self._is_adult(draft) or self.random.random() < 0.7
        return self.random.choice(home.province.codes if near else self.codes)

    def _home_town(self, code: str) -> str:
        province = self.province_of[code]
        return f"{self.random.choice(province.communes)}, {province.name}"

    def _is_adult(self, draft: Draft) -> bool:
        return (self.today - draft.born).days >= ADULT * 365.25

    def _day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randrange(max(1, (last - first).days)))


def _load(name: str) -> Mapping[str, Any]:
    text = resources.files("lookup").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)

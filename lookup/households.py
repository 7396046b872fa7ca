"""Invented families whose ages, names and relations hold together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from lookup.model import Gender

YEAR = 365.25  # Days.
YOUNGEST_PARENT = 18  # Years; the register knows younger ones, the demonstration does not.
MOST_CHILDREN = 3
LARGEST = 7  # Members.
NOBODY = -1


@dataclass(frozen=True)
class Draft:
    """A person to be; `mother` and `father` are places among the members."""

    relation: str | None  # To the head; from the list of Circular 116/2026, Article 6(1).
    gender: Gender
    born: date
    family: str
    name: str
    mother: int = NOBODY
    father: int = NOBODY
    away: bool = False  # Surely has a temporary residence elsewhere.
    reachable: bool = False  # Surely has a phone.


@dataclass(frozen=True)
class Household:
    members: tuple[Draft, ...]  # The head first, parents before their children.
    ethnicity: str
    since: date
    registered: bool = True  # Else somebody without permanent residence.


def draw_household(random: Random, today: date, names: Mapping[str, Any], place: int) -> Household:
    """Invent a household; the first three have the people whom a demonstration needs."""
    family = _Family(random, today, names)
    kinds = (family.nuclear, family.elders, family.nuclear)
    if place < len(kinds):
        kinds[place]()
    else:
        kind = random.choices(
            (family.nuclear, family.elders, family.with_parents, family.single, family.couple),
            (45, 15, 12, 16, 12),
        )[0]
        kind()
    if place == 2 or (random.random() < 0.06 and len(family.members) < LARGEST):
        family.lodger(demo=place == 2)
    if place < len(kinds):
        family.members = [replace(each, reachable=family.is_adult(each)) for each in family.members]
    head = family.members[0]
    return Household(
        tuple(family.members),
        _weighted(random, names["ethnicities"]),
        _later(head.born, 20),
        registered=place < len(kinds) or len(family.members) > 1 or random.random() > 0.08,
    )


class _Family:
    """Draws the members of one household, one kind of household a method."""

    def __init__(self, random: Random, today: date, names: Mapping[str, Any]) -> None:
        self.random = random
        self.today = today
        self.names = names
        self.members: list[Draft] = []

    def single(self) -> None:
        self._add(None, self._any_gender(), self._aged(24, 80))

    def couple(self) -> None:
        self._pair(self._aged(24, 60))

    def nuclear(self) -> None:
        head, spouse = self._pair(self._aged(28, 55))
        self._children("con đẻ", head, spouse, at_least=1)

    def with_parents(self) -> None:
        """The head's parents live with the head, and with the head's own family."""
        head, spouse = self._pair(self._aged(28, 50))
        self._children("con đẻ", head, spouse, at_least=0)
        born = self.members[0].born
        mother = _earlier(born, self.random.randrange(20, 36))
        father = mother - timedelta(days=self.random.randrange(0, 1500))
        family = self.members[0].family
        if self.random.random() < 0.6:
            self._add("cha đẻ", Gender.MALE, father, family)
        self._add("mẹ đẻ", Gender.FEMALE, mother)

    def elders(self) -> None:
        """An elderly head, a grown child with a spouse, and grandchildren."""
        born = self._aged(64, 82)
        if self.random.random() < 0.6:
            head, spouse = self._pair(born)
        else:
            head, spouse = self._add(None, self._any_gender(), born), NOBODY
        parents = [self.members[each].born for each in (head, spouse) if each != NOBODY]
        child_born = _later(max(parents), self.random.randrange(21, 30))
        gender = self._any_gender()
        family = self._family_of_child(head, spouse)
        father, mother = self._by_gender(head, spouse)
        child = self._add("con đẻ", gender, child_born, family, mother, father)
        in_law = "con dâu" if gender is Gender.MALE else "con rể"
        other = self._add(in_law, _other(gender), self._near(child_born))
        side = "cháu nội" if gender is Gender.MALE else "cháu ngoại"
        self._children(side, child, other, at_least=1)

    def lodger(self, *, demo: bool) -> None:
        relation = "ở nhờ" if demo or self.random.random() < 0.7 else "ở thuê"
        place = self._add(relation, self._any_gender(), self._aged(20, 45))
        away = demo or self.random.random() < 0.5
        self.members[place] = replace(self.members[place], away=away)

    def is_adult(self, draft: Draft) -> bool:
        return draft.born <= _earlier(self.today, 18)

    def _pair(self, born: date) -> tuple[int, int]:
        gender = Gender.MALE if self.random.random() < 0.7 else Gender.FEMALE
        head = self._add(None, gender, born)
        relation = "vợ" if gender is Gender.MALE else "chồng"
        return head, self._add(relation, _other(gender), self._near(born))

    def _children(self, relation: str, one: int, other: int, *, at_least: int) -> None:
        father, mother = self._by_gender(one, other)
        ready = max(self.members[one].born, self.members[other].born)
        born = _later(ready, YOUNGEST_PARENT) + timedelta(days=self.random.randrange(400, 3000))
        wanted = max(at_least, self.random.choice((0, 1, 1, 2, 2, 2, MOST_CHILDREN)))
        last = min(self.today - timedelta(days=40), _later(self.members[mother].born, 44))
        for _ in range(wanted):
            if born > last:
                return
            family = self._family_of_child(one, other)
            self._add(relation, self._any_gender(), born, family, mother, father)
            born += timedelta(days=self.random.randrange(450, 2000))

    def _add(
        self,
        relation: str | None,
        gender: Gender,
        born: date,
        family: str = "",
        mother: int = NOBODY,
        father: int = NOBODY,
    ) -> int:
        family = family or _weighted(self.random, self.names["families"])
        parts = self.names["men" if gender is Gender.MALE else "women"]
        name = (
            f"{family} {self.random.choice(parts['middle'])} {self.random.choice(parts['given'])}"
        )
        self.members.append(Draft(relation, gender, born, family, name, mother, father))
        return len(self.members) - 1

    def _family_of_child(self, one: int, other: int) -> str:
        """Give a child the father's family name, seldom the mother's."""
        father, mother = self._by_gender(one, other)
        if father == NOBODY or (mother != NOBODY and self.random.random() < 0.04):
            return self.members[mother].family
        return self.members[father].family

    def _by_gender(self, one: int, other: int) -> tuple[int, int]:
        """Order two places as father and mother; one of them may be nobody."""
        man = self.members[one].gender is Gender.MALE
        return (one, other) if man else (other, one)

    def _any_gender(self) -> Gender:
        return self.random.choice((Gender.MALE, Gender.FEMALE))

    def _aged(self, youngest: int, oldest: int) -> date:
        days = self.random.randrange(int(youngest * YEAR) + 1, int(oldest * YEAR))
        return self.today - timedelta(days=days)

    def _near(self, born: date) -> date:
        """Draw a spouse's day of birth: at most five years away, never under twenty."""
        near = born + timedelta(days=self.random.randrange(-1800, 1800))
        return min(near, _earlier(self.today, 20))


def _other(gender: Gender) -> Gender:
    return Gender.FEMALE if gender is Gender.MALE else Gender.MALE


def _later(day: date, years: int) -> date:
    return day + timedelta(days=int(years * YEAR) + 1)


def _earlier(day: date, years: int) -> date:
    return day - timedelta(days=int(years * YEAR) + 1)


def _weighted(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache

import pytest

from lookup.model import Gender, PersonalId
from lookup.population import demo_people, generate, seed
from lookup.repository import Register

TODAY = date(2026, 11, 23)
RELATIONS = {
    *("vợ", "chồng", "cha đẻ", "mẹ đẻ", "con đẻ", "con dâu", "con rể", "cháu nội", "cháu ngoại"),
    *("ở nhờ", "ở thuê"),
}


@cache
def everybody(number: int = 3000, seed_number: int = 7) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = defaultdict(list)
    for batch in generate(number, seed_number, TODAY):
        for table, more in batch.items():
            rows[table] += more
    return rows


def households() -> list[list[tuple[str | None, dict]]]:
    persons = {person["id"]: person for person in everybody()["persons"]}
    found: dict[int, list] = defaultdict(list)
    for membership in everybody()["memberships"]:
        person = persons[membership["person_id"]]
        found[membership["household_id"]].append((membership["relation"], person))
    return list(found.values())


def years(older: dict, younger: dict) -> float:
    return (younger["birth_date"] - older["birth_date"]).days / 365.25


def test_the_same_seed_invents_the_same_people() -> None:
    assert list(generate(300, 5, TODAY)) == list(generate(300, 5, TODAY))
    assert list(generate(300, 5, TODAY)) != list(generate(300, 6, TODAY))


@pytest.mark.parametrize("number", [1, 2, 7, 499, 500, 501, 1234])
def test_exactly_so_many_people_are_invented(number: int) -> None:
    batches = list(generate(number, 1, TODAY))
    assert sum(len(batch["persons"]) for batch in batches) == number
    assert all(batch["persons"] for batch in batches)


def test_a_personal_id_tells_province_century_gender_and_year() -> None:
    persons = everybody()["persons"]
    assert len({person["personal_id"] for person in persons}) == len(persons)
    for person in persons:
        value, born = person["personal_id"], person["birth_date"]
        assert PersonalId.parse(value)
        assert value[:3] == person["birth_province"]
        century = {19: 0, 20: 2}[born.year // 100]
        assert int(value[3]) == century + (person["gender"] == Gender.FEMALE)
        assert int(value[4:6]) == born.year % 100
        assert born < TODAY


def test_households_have_one_to_seven_people_and_one_head() -> None:
    sizes = Counter(len(household) for household in households())
    assert set(sizes) == set(range(1, 8))
    for household in households():
        assert [relation for relation, _ in household].count(None) == 1
        assert {relation for relation, _ in household} - {None} <= RELATIONS


def test_relations_and_genders_agree() -> None:
    women = {"vợ", "mẹ đẻ", "con dâu"}
    men = {"chồng", "cha đẻ", "con rể"}
    for household in households():
        for relation, person in household:
            if relation in women | men:
                assert (person["gender"] == Gender.FEMALE) == (relation in women)


def test_spouses_are_grown_up_and_of_both_genders() -> None:
    for household in households():
        head = household[0][1]
        for relation, person in household:
            if relation in ("vợ", "chồng"):
                assert person["gender"] != head["gender"]
                assert person["birth_date"] <= TODAY - timedelta(days=20 * 365)


def test_parents_are_at_least_sixteen_years_older_than_children() -> None:
    pairs = 0
    for household in households():
        by_relation = defaultdict(list)
        for relation, person in household:
            by_relation[relation].append(person)
        older = by_relation[None] + by_relation["vợ"] + by_relation["chồng"]
        grown = by_relation["con đẻ"] + by_relation["con dâu"] + by_relation["con rể"]
        grandchildren = by_relation["cháu nội"] + by_relation["cháu ngoại"]
        links = [(one, child) for one in older for child in by_relation["con đẻ"]]
        links += [(one, child) for one in grown for child in grandchildren]
        links += [(one, household[0][1]) for one in by_relation["cha đẻ"] + by_relation["mẹ đẻ"]]
        for parent, child in links:
            pairs += 1
            assert 16 <= years(parent, child) <= 50
    assert pairs > 1000


def test_children_bear_the_name_of_a_parent() -> None:
    for household in households():
        parents = [person for relation, person in household if relation in (None, "vợ", "chồng")]
        names = {person["name"].split()[0] for person in parents}
        for relation, person in household:
            if relation == "con đẻ":
                assert person["name"].split()[0] in names


def test_nobody_heads_a_household_as_a_child() -> None:
    for household in households():
        assert household[0][0] is None
        assert household[0][1]["birth_date"] < TODAY - timedelta(days=20 * 365)


def test_addresses_are_in_all_thirty_four_provinces() -> None:
    residences = everybody()["residences"]
    assert len({residence["province"] for residence in residences}) == 34
    for residence in residences:
        assert residence["commune"].split()[0] in ("Phường", "Xã", "Đặc")
        assert residence["street"]


def test_stays_lie_in_the_life_of_the_person() -> None:
    persons = {person["id"]: person for person in everybody()["persons"]}
    kinds = Counter()
    for residence in everybody()["residences"]:
        kinds[residence["kind"]] += 1
        assert persons[residence["person_id"]]["birth_date"] <= residence["since"] <= TODAY
        if residence["kind"] == "temporary":
            assert TODAY <= residence["until"] <= residence["since"] + timedelta(days=731)
        else:
            assert residence["until"] is None
    assert 0.08 < kinds["temporary"] / len(persons) < 0.2
    without = len(persons) - kinds["permanent"]
    assert 0 < without < len(persons) / 50


def test_most_adults_can_be_called_and_few_share_a_number() -> None:
    phones = everybody()["phones"]
    holders = Counter(phone["number"] for phone in phones)
    assert all(len(number) == 10 and number.startswith("0") for number in holders)
    shared = [number for number, count in holders.items() if count > 1]
    assert 0 < len(shared) < len(holders) / 20
    assert 0 < sum(not phone["active"] for phone in phones) < len(phones) / 10
    reached = {phone["person_id"] for phone in phones}
    adults = {
        person["id"]
        for person in everybody()["persons"]
        if person["birth_date"] < TODAY - timedelta(days=19 * 366)
    }
    assert 0.9 < len(adults & reached) / len(adults) < 1


async def test_a_register_is_filled_once(register: Register) -> None:
    seen: list[int] = []
    assert await seed(register, 1000, 7, TODAY, seen.append) == 1000
    assert seen[-1] == 1000
    assert await seed(register, 50, 8, TODAY) == 1000
    async with register.reading() as records:
        assert await records.count_persons() == 1000


@pytest.mark.parametrize("seed_number", [1, 2, 3])
async def test_three_people_stand_ready_for_a_demonstration(
    register: Register, seed_number: int
) -> None:
    await seed(register, 60, seed_number, TODAY)
    people = await demo_people(register)
    assert len({person.personal_id for person in people}) == 3
    assert all(len(person.phone) == 10 for person in people)
    ages = [TODAY.year - _year(person.personal_id) for person in people]
    assert ages[0] >= 20
    assert ages[1] >= 63


def _year(personal_id: PersonalId) -> int:
    value = personal_id.value
    return 1900 + 100 * (int(value[3]) // 2) + int(value[4:6])

"""The sample province, without servers: counts computed from the rules, every name found, nobody real."""

import re
from datetime import date

import pytest

from chassis.calendar import Year, add_working_days
from chassis.text import fold
from services.directory.agencies.domain import Agency
from services.directory.groups.domain import Group
from services.directory.sample.bodies import agencies
from services.directory.sample.groupings import groups
from services.directory.sample.people import GIVENS, Person, people
from services.directory.sample.years import YEARS, calendars

DAY = date(2024, 3, 1)
# What domain.md §1.1 names, as a reader of the papers would write it.
NAMED = (
    "UBND tỉnh Tây Ninh", "Thanh tra tỉnh", "Sở Thông tin và Truyền thông", "Ban Tuyên giáo Tỉnh ủy",
    "Sở Giáo dục và Đào tạo", "Sở Nội vụ", "Ban Thi đua - Khen thưởng",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Các tổ chức thành viên của Mặt trận và các tổ chức hội quần chúng cấp tỉnh", "Tỉnh Đoàn", "Sở Tư pháp",
    "SỞ Y TẾ", "Thanh tra Sở", "Hội đồng Thi đua - Khen thưởng Sở", "TRUNG TÂM Y TẾ H. DƯƠNG MINH CHÂU",
    "Tổ chức - HC", "Văn phòng UBND tỉnh", "Văn phòng Sở", "báo, đài",
    "Cấp ủy, tổ chức Đảng, các tổ chức chính trị - xã hội", "Phòng Nội chính", "Thanh tra Chính phủ",
)  # fmt: skip
# The recipient lines of both papers, with how many bodies each must reach.
LINES = {
    "Cục III, IV TTCP": 2,
    "TT.TU, TT.HĐND tỉnh": 2,
    "UBMTTQVN tỉnh": 1,
    "Các Sở, ban, ngành tỉnh": 20,
    "UBND các huyện, tx, tp": 9,
    "Doanh nghiệp có vốn NN": 6,
    "Tỉnh đoàn": 1,
    "LĐ VP, P.NC": 1,
    "Ban Thi đua - Khen thưởng tỉnh": 1,
    "Các phòng chuyên môn thuộc Sở": 6,
    "Các cơ quan, đơn vị trực thuộc Sở": 17,
}

# The last day at work before each holiday of 2024 and 2025 as announced, and the first one after it.
AROUND_HOLIDAYS = [
    (date(2024, 2, 7), date(2024, 2, 15)),
    (date(2024, 4, 17), date(2024, 4, 19)), (date(2024, 4, 26), date(2024, 5, 2)),
    (date(2024, 5, 3), date(2024, 5, 4)), (date(2024, 5, 4), date(2024, 5, 6)),
    (date(2024, 8, 30), date(2024, 9, 4)), (date(2024, 12, 31), date(2025, 1, 2)),
    (date(2025, 1, 24), date(2025, 2, 3)), (date(2025, 4, 4), date(2025, 4, 8)),
    (date(2025, 4, 25), date(2025, 4, 26)), (date(2025, 4, 26), date(2025, 4, 28)),
    (date(2025, 4, 29), date(2025, 5, 5)), (date(2025, 8, 29), date(2025, 9, 3)),
]  # fmt: skip


@pytest.fixture(scope="module")
def bodies() -> list[Agency]:
    return agencies()


@pytest.fixture(scope="module")
def known(bodies: list[Agency]) -> dict[str, Agency]:
    return {agency.name: agency for agency in bodies}


@pytest.fixture(scope="module")
def all_groups(known: dict[str, Agency]) -> list[Group]:
    return groups({name: agency.id for name, agency in known.items()}, DAY)


@pytest.fixture(scope="module")
def officers(bodies: list[Agency]) -> list[Person]:
    return people(bodies, 2024, DAY)


def below(bodies: list[Agency], parent: Agency, kind: str) -> list[Agency]:
    return [one for one in bodies if one.parent_id == parent.id and one.kind == kind and one.valid_on(DAY)]


def test_there_are_nine_districts_and_ninety_four_communes(bodies, known) -> None:
    districts = below(bodies, known["Ủy ban nhân dân tỉnh Tây Ninh"], "executive")
    communes = [commune for one in districts for commune in below(bodies, one, "executive")]
    words = [re.match(r"Ủy ban nhân dân (xã|phường|thị trấn) ", one.name)[1] for one in communes]
    assert (len(districts), len(communes)) == (9, 94)
    assert {word: words.count(word) for word in words} == {"xã": 71, "phường": 17, "thị trấn": 6}


def test_there_are_about_four_hundred_agencies_and_six_hundred_officers(bodies, officers) -> None:
    assert 380 <= len(bodies) <= 420
    assert 570 <= len(officers) <= 630


def test_each_district_has_a_health_centre_with_rooms(bodies, known) -> None:
    units = below(bodies, known["Sở Y tế"], "public-service-unit")
    centres = [one for one in units if one.name.startswith("Trung tâm Y tế ")]
    assert len(centres) == 9
    assert all(below(bodies, centre, "unit") for centre in centres)
    room = known["Phòng Tổ chức - Hành chính Trung tâm Y tế huyện Dương Minh Châu"]
    assert (room.level, bodies_of(bodies, room)) == (
        4,
        ["Ủy ban nhân dân tỉnh Tây Ninh", "Sở Y tế", "Trung tâm Y tế huyện Dương Minh Châu"],
    )


def bodies_of(bodies: list[Agency], agency: Agency) -> list[str]:
    names = {one.id: one.name for one in bodies}
    return [names[one] for one in agency.path]


@pytest.mark.parametrize("line", NAMED)
def test_every_body_the_papers_name_is_found_under_that_name(line: str, bodies, all_groups) -> None:
    assert len(found(line, bodies, all_groups)) == 1


@pytest.mark.parametrize("line", LINES)
def test_every_recipient_line_reaches_its_bodies(line: str, bodies, all_groups) -> None:
    [one] = found(line, bodies, all_groups)
    members = one.members(bodies, DAY) if isinstance(one, Group) else [one]
    assert len(members) == LINES[line]


def found(line: str, bodies: list[Agency], all_groups: list[Group]) -> list[Agency | Group]:
    wanted = fold(line)
    return [one for one in [*bodies, *all_groups] if wanted in {fold(n) for n in (one.name, *one.aliases)}]


def test_no_name_is_that_of_two_bodies(bodies, all_groups) -> None:
    owners: dict[str, set[str]] = {}
    for one in [*bodies, *all_groups]:
        for name in (one.name, *one.aliases):
            owners.setdefault(fold(name), set()).add(one.id)
    assert {name for name, ids in owners.items() if len(ids) > 1} == set()


def test_no_record_stands_for_persons_or_open_groups(bodies, all_groups) -> None:
    for line in ("Lãnh đạo Sở", "CT, các PCT UBND tỉnh", "LĐ VP", "Tỉnh ủy", "Chính phủ", "Trung ương"):
        assert found(line, bodies, all_groups) == []


def test_levels_and_bodies_outside_the_tree_are_as_the_contract_says(bodies, known) -> None:
    assert known["Sở Y tế"].level == 2
    assert known["Ban Thi đua - Khen thưởng tỉnh"].parent_id == known["Sở Nội vụ"].id
    assert known["Ban Thi đua - Khen thưởng tỉnh"].kind == "unit"
    assert all((one.level == 0) == (one.parent_id is None) for one in bodies[1:])
    assert known["Hội đồng Thi đua - Khen thưởng Sở Y tế"].kind == "council"


def test_one_body_has_ended_and_its_successor_goes_on(bodies, known, all_groups) -> None:
    [ended] = [one for one in bodies if one.valid_to is not None]
    heir = known["Ủy ban nhân dân thị xã Trảng Bàng"]
    assert ended.successors == (heir.id,)
    [districts] = [one for one in all_groups if one.code == "districts"]
    before = {one.id for one in districts.members(bodies, ended.valid_to)}
    after = {one.id for one in districts.members(bodies, heir.valid_from)}
    assert before - after == {ended.id}
    assert heir.id in after - before


def test_everything_else_is_in_force_since_before_2024_and_without_end(bodies, officers) -> None:
    standing = [one for one in bodies if one.valid_to is None]
    assert len(standing) == len(bodies) - 1
    assert all(one.valid_from <= date(2024, 1, 1) for one in standing)
    positions = [position for one in officers for position in one.officer.positions]
    assert all(one.valid_from <= date(2024, 1, 1) and one.valid_to is None for one in positions)


def test_official_codes_are_unique_in_both_forms(bodies) -> None:
    for field in ("code_qd20", "code_qcvn"):
        codes = [getattr(one, field) for one in bodies if getattr(one, field)]
        assert len(set(codes)) == len(codes) > 300


def test_every_person_is_plainly_made_up(officers) -> None:
    assert all(one.officer.name.endswith(GIVENS) for one in officers)
    assert all(one.officer.email.endswith("@mau.example") for one in officers)
    assert len({one.officer.name for one in officers}) == len(officers)


def test_every_department_district_and_health_unit_has_clerk_leader_and_officer(bodies, officers) -> None:
    held = {(p.agency_id, role) for one in officers for p in one.officer.positions for role in p.roles}
    kinds = {"executive", "department", "public-service-unit"}
    offices = [one for one in bodies if one.kind in kinds and one.valid_to is None]
    lacking = [(o.name, r) for o in offices for r in ("clerk", "leader", "officer") if (o.id, r) not in held]
    assert lacking == []


def test_the_special_roles_sit_where_the_papers_put_them(known, officers) -> None:
    seats = {
        (role, position.unit_id or position.agency_id)
        for one in officers
        for position in one.officer.positions
        for role in position.roles
    }
    assert {
        ("monitor", known["Thanh tra tỉnh"].id),
        ("monitor", known["Thanh tra Sở Y tế"].id),
        ("award-secretary", known["Ban Thi đua - Khen thưởng tỉnh"].id),
        ("publisher", known["Sở Thông tin và Truyền thông"].id),
    } <= seats
    assert len([role for role, _ in seats if role == "admin"]) == 1


def test_the_officers_of_the_story_may_record_earlier_days(officers) -> None:
    story = {one.username: one.officer for one in officers if one.username}
    assert len(story) == 17
    for username, officer in story.items():
        expected = () if username == "admin" else ("record:backdated",)
        assert {position.permissions for position in officer.positions} == {expected}


def test_the_same_seed_gives_the_same_people_and_another_one_other_names(bodies, officers) -> None:
    assert agencies() == bodies
    assert people(bodies, 2024, DAY) == officers
    others = people(bodies, 2025, DAY)
    assert [one.officer.id for one in others] == [one.officer.id for one in officers]
    assert [one.officer.name for one in others] != [one.officer.name for one in officers]


def test_the_calendars_count_working_days_over_tet_and_exchanged_days(known) -> None:
    drawn = calendars("root", DAY)
    assert [one.year for one in drawn] == list(YEARS)
    calendar = {
        one.year: Year(one.version, frozenset(one.non_working), frozenset(one.working)) for one in drawn
    }
    assert add_working_days(date(2024, 2, 7), 1, calendar)[1] == 1
    for before, after in AROUND_HOLIDAYS:
        assert add_working_days(before, 1, calendar)[0] == after
    # 577 was issued on 1 March 2024, 929 on the 19th: 12 working days later.
    assert add_working_days(date(2024, 3, 1), 12, calendar)[0] == date(2024, 3, 19)

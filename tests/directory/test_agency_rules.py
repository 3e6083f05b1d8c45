"""The rules of agencies, without servers."""

from datetime import date

import pytest

from services.directory.agencies.domain import Agency, Surroundings, change, establish
from services.directory.domain import Refused

TODAY = date(2024, 3, 1)
START = date(2000, 1, 1)


def agency(name: str, parent: Agency | None = None, **facts: object) -> Agency:
    stated = {"name": name, "kind": "department", "valid_from": START, **facts}
    return establish(f"id-{name}", stated, Surroundings(parent=parent), TODAY)[0]


@pytest.fixture
def root() -> Agency:
    return agency("province", kind="executive")


def refused(code: str, pointer: str):
    return pytest.raises(Refused, check=lambda error: (error.code, error.pointer) == (code, pointer))


def test_the_province_is_level_one_and_its_departments_are_below_it(root: Agency) -> None:
    department = agency("department", root)
    room = agency("room", department, kind="unit")
    assert [one.level for one in (root, department, room)] == [1, 2, 3]
    assert room.path == (root.id, department.id)


def test_a_body_outside_the_tree_is_level_zero_and_has_nothing_below_it() -> None:
    front = agency("front", kind="socio-political")
    assert (front.level, front.parent_id, front.path) == (0, None, ())
    with refused("parent-outside-tree", "/parent_id"):
        agency("room", front)


def test_an_agency_exists_from_its_first_to_its_last_day() -> None:
    one = agency("one", valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 31))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 31), date(2020, 2, 1)]
    assert [one.valid_on(day) for day in days] == [False, True, True, False]


def test_an_agency_does_not_end_before_it_begins() -> None:
    with refused("period-reversed", "/valid_to"):
        agency("one", valid_to=date(1999, 12, 31))


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("code_qd20", "H53.x", "H53.07.21"),
        ("code_qd20", ".H53", "H53"),
        ("code_qcvn", "H53.01", "001.21.07.H53"),
        ("code_qcvn", "0001.21.07.H53", "000.00.00.H53"),
    ],
)
def test_an_official_code_has_its_form(field: str, wrong: str, right: str) -> None:
    assert getattr(agency("one", **{field: right}), field) == right
    with refused("code-form", f"/{field}"):
        agency("one", **{field: wrong})


def test_an_agency_cannot_lie_below_itself(root: Agency) -> None:
    department = agency("department", root)
    room = agency("room", department)
    for parent in (department, room):
        with refused("tree-cycle", "/parent_id"):
            change(department, {"parent_id": parent.id}, Surroundings(parent=parent), TODAY)


def test_what_lies_below_a_moved_agency_moves_with_it(root: Agency) -> None:
    first, second = agency("first", root), agency("second", root)
    centre = agency("centre", first)
    room = agency("room", centre)
    around = Surroundings(parent=second, descendants=[room])
    moved, events = change(centre, {"parent_id": second.id}, around, TODAY)
    assert [one.path for one in moved] == [(root.id, second.id), (root.id, second.id, centre.id)]
    assert [(event.subject, event.sequence) for event in events] == [(centre.id, 2), (room.id, 2)]


def test_levels_follow_a_move_to_another_depth(root: Agency) -> None:
    department = agency("department", root)
    centre = agency("centre", department)
    room = agency("room", centre)
    moved, _ = change(centre, {"parent_id": root.id}, Surroundings(parent=root, descendants=[room]), TODAY)
    assert [one.level for one in moved] == [2, 3]


def test_an_agency_does_not_end_before_what_lies_below_it(root: Agency) -> None:
    department = agency("department", root)
    room = agency("room", department)
    with refused("children-remain", "/valid_to"):
        change(department, {"valid_to": TODAY}, Surroundings(parent=root, children=[room]), TODAY)


def test_an_agency_does_not_outlive_its_parent(root: Agency) -> None:
    ended = agency("ended", root, valid_to=TODAY)
    with refused("outlives-parent", "/parent_id"):
        agency("room", ended)
    assert agency("room", ended, valid_to=TODAY).parent_id == ended.id


def test_only_an_ended_agency_has_successors() -> None:
    heir = agency("heir")
    with refused("successor-without-end", "/successors"):
        establish("old", stated(successors=[heir.id]), Surroundings(successors=[heir]), TODAY)


def test_an_agency_does_not_succeed_itself() -> None:
    one = agency("one")
    ending = {"valid_to": TODAY, "successors": [one.id]}
    with refused("successor-itself", "/successors"):
        change(one, ending, Surroundings(successors=[one]), TODAY)


def test_a_successor_is_in_force_on_the_day_after() -> None:
    late = agency("late", valid_from=date(2024, 3, 3))
    ending = stated(valid_to=TODAY, successors=[late.id])
    with refused("successor-not-valid", "/successors/0"):
        establish("old", ending, Surroundings(successors=[late]), TODAY)
    prompt = agency("prompt", valid_from=date(2024, 3, 2))
    old, _ = establish("old", ending | {"successors": [prompt.id]}, Surroundings(successors=[prompt]), TODAY)
    assert old.successors == (prompt.id,)


def test_a_change_that_changes_nothing_is_no_new_version() -> None:
    one = agency("one")
    assert change(one, {"name": "one"}, Surroundings(), TODAY) == ([one], [])


def stated(**facts: object) -> dict[str, object]:
    return {"name": "old", "kind": "department", "valid_from": START, **facts}


def test_the_tree_has_an_end(root: Agency) -> None:
    deepest = root
    for level in range(2, 21):
        deepest = agency(f"level {level}", deepest)
    with refused("too-deep", "/parent_id"):
        agency("one more", deepest)

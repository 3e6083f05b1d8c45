"""Who a directive reaches, for what, and how binding (events.md §4)."""

import pytest

from services.directives.issuing.domain import (
    Line,
    Refused,
    Rule,
    Target,
    expand,
    in_chunks,
    with_bindings,
    with_purposes,
)
from tests.directives.issuing.drafts import AGENCIES, GROUPS, TREE, agency, clause, line


def lines(*written: Line) -> list[tuple[str, Line]]:
    return [(f"/copy_to/{i}", one) for i, one in enumerate(written)]


@pytest.mark.parametrize(
    ("issuer", "body", "binding"),
    [
        ("province", "health", "assigned"),
        ("province", "district", "assigned"),
        ("province", "emulation", "assigned"),
        ("province", "front", "requested"),
        ("province", "party-board", "requested"),
        ("province", "union", "requested"),
        ("province", "press", "requested"),
        ("province", "enterprise", "requested"),
        ("province", "ministry", None),
        ("health", "health-centre", "assigned"),
        ("health", "health-room", "assigned"),
        ("health", "interior", None),
        ("health", "province", None),
        ("province", "unheard-of", None),
    ],
)
def test_binding_follows_the_kind_first_and_then_the_relation(
    issuer: str, body: str, binding: str | None
) -> None:
    assert TREE.binding(issuer, body) == binding


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("departments", {"health", "interior"}),
        ("districts", {"district"}),
        ("enterprises", {"enterprise"}),
        ("health-units", {"health-centre", "sub-department"}),
        ("level-three", {"health-room", "health-centre", "sub-department"}),
        ("nobody", set()),
    ],
)
def test_a_group_is_who_its_rule_describes(group: str, members: set[str]) -> None:
    met = expand("province", lines(line("nhóm", group, purpose="action")), TREE)
    assert {one.agency_id for one in met} == members


def test_who_is_excluded_is_out_even_when_included() -> None:
    rule = Rule(kind="unit", include=frozenset({"a"}), exclude=frozenset({"a"}))
    assert not rule.holds(agency("a", "unit"))


def test_a_rule_with_several_keys_wants_all_of_them() -> None:
    rule = Rule(kind="unit", parent_id="health")
    assert [a.id for a in AGENCIES if rule.holds(a)] == ["health-room"]


@pytest.mark.parametrize("purposes", [("information", "action"), ("action", "information")])
def test_an_agency_in_two_lines_counts_once_and_action_wins(purposes: tuple[str, str]) -> None:
    both = (
        line("Các Sở", "departments", purpose=purposes[0]),
        line("Sở Y tế", "health", purpose=purposes[1]),
    )
    met = {one.agency_id: one for one in expand("province", lines(*both), TREE)}
    acting = both[purposes.index("action")]
    assert (met["health"].purpose, met["health"].line) == ("action", acting.line)
    assert len(met) == 2


def test_who_gets_it_for_information_is_not_bound() -> None:
    [one] = expand("province", lines(line("Sở Y tế", "health", purpose="information")), TREE)
    assert one.binding is None


def test_a_line_of_persons_reaches_no_agency() -> None:
    assert expand("province", lines(Line(line="CT, các PCT", persons=True)), TREE) == []


def test_an_agency_no_longer_in_force_is_refused_by_its_place() -> None:
    written = lines(line("Sở Y tế", "health", purpose="action"), line("Sở cũ", "health", "abolished"))
    with pytest.raises(Refused) as refused:
        expand("province", written, TREE)
    assert (refused.value.code, refused.value.pointer) == ("agency-not-in-force", "/copy_to/1/targets/1")


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (500, [500]), (501, [500, 1])])
def test_a_chunk_holds_at_most_500(count: int, sizes: list[int]) -> None:
    many = {f"a{n}": agency(f"a{n}", "department", "province") for n in range(count)}
    tree = type(TREE)(on=TREE.on, agencies=many, groups=TREE.groups)
    met = expand("province", lines(line("Các Sở", "departments", purpose="action")), tree)
    assert [len(chunk) for chunk in in_chunks(met)] == sizes


def test_purposes_follow_the_side_of_the_paper() -> None:
    sent, copied = with_purposes(
        [line("Các phòng", "health-room")], [line("Sở Nội vụ", "interior")], [], GROUPS
    )
    assert [one.purpose for one in (*sent, *copied)] == ["action", "information"]


def test_without_kinh_gui_the_lines_the_clauses_mean_are_for_action() -> None:
    clauses = [
        clause("IV.2.a"),
        clause("IV.7", scope="named", lead_ids=("front",)),
        clause("IV.6.b", scope="named", lead_ids=("emulation",), accountable_id="interior"),
    ]
    written = {
        "Cục": line("Cục", "ministry"),
        "CT, các PCT": Line(line="CT, các PCT", persons=True),
        "Mặt trận": line("Mặt trận", "front"),
        "Các Sở": line("Các Sở", "departments"),
        "Ban TĐKT": line("Ban TĐKT", "emulation"),
        "P.NC": line("P.NC", "health-room"),
        "?": Line(line="?"),
    }
    _, copied = with_purposes([], list(written.values()), clauses, GROUPS)
    assert {one.line: one.purpose for one in copied} == {
        "Cục": "information",
        "CT, các PCT": None,
        "Mặt trận": "action",
        "Các Sở": "action",
        "Ban TĐKT": "action",
        "P.NC": "information",
        "?": None,
    }


def test_a_group_is_for_information_when_no_clause_is_for_everyone() -> None:
    clauses = [clause("1", scope="named", lead_ids=("health",))]
    _, [copied] = with_purposes([], [line("Các Sở", "departments")], clauses, GROUPS)
    assert copied.purpose == "information"


def test_a_list_of_bodies_is_for_action_when_a_clause_names_one_of_them() -> None:
    groups = {"boards": Rule(include=frozenset({"party-board", "front"}))}
    boards = Line(line="Các Ban", targets=(Target(group_id="boards"),))
    for body, purpose in (("front", "action"), ("health", "information")):
        clauses = [clause("1"), clause("2", scope="named", lead_ids=(body,))]
        _, [copied] = with_purposes([], [boards], clauses, groups)
        assert copied.purpose == purpose


def test_a_purpose_a_person_gave_is_kept() -> None:
    [sent], _ = with_purposes([line("Sở Y tế", "health", purpose="information")], [], [], GROUPS)
    assert sent.purpose == "information"


def test_a_duty_without_binding_takes_it_from_whom_it_reaches() -> None:
    met = expand("province", lines(line("Các Sở", "departments", "front", purpose="action")), TREE)
    clauses = [
        clause("1", binding=None),
        clause("2", binding=None, scope="named", lead_ids=("front",), co_ids=("party-board",)),
        clause("3", binding=None, scope="named", lead_ids=("ministry",)),
        clause("4", binding="requested"),
        clause("5", effect="report"),
    ]
    bound = with_bindings(clauses, "province", met, TREE)
    assert [one.binding for one in bound] == ["assigned", "requested", None, "requested", None]


def test_a_group_nobody_knows_reaches_nobody() -> None:
    unknown = Line(line="nhóm", targets=(Target(group_id="gone"),), purpose="action")
    assert expand("province", lines(unknown), TREE) == []

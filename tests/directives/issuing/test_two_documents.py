"""Plan 577 and letter 929: the tables of events.md §4 hold, and any directive reaches each agency once."""

from hypothesis import given
from hypothesis import strategies as st

from services.directives.issuing.domain import (
    Agency,
    Line,
    Recipient,
    Rule,
    Target,
    Tree,
    expand,
    in_chunks,
    with_purposes,
)
from tests.directives.issuing.drafts import MARCH_1, agency, clause

DEPARTMENTS = [agency(name, "department", "ubnd") for name in ("thanh-tra", "stttt", "syt", "snv", "vp")]
DISTRICTS = [agency(f"huyen-{n}", "executive", "ubnd") for n in range(9)]
ENTERPRISES = [agency(f"dn-{n}", "state-capital-enterprise") for n in range(3)]
ROOMS = [agency(name, "unit", "ubnd", "syt") for name in ("nvy", "kh-tc", "thanh-tra-so")]
UNITS = [agency(name, "public-service-unit", "ubnd", "syt") for name in ("ttyt-dmc", "bv-tinh")]
SUB_DEPARTMENT = agency("chi-cuc", "sub-department", "ubnd", "syt")
OTHERS = [
    agency("ubnd", "executive"),
    agency("cuc-3", "central"),
    agency("cuc-4", "central"),
    agency("tinh-uy", "party"),
    agency("hdnd", "people-council"),
    agency("mttq", "socio-political"),
    agency("tinh-doan", "socio-political"),
    agency("noi-chinh", "unit", "ubnd", "vp"),
    agency("tdkt", "unit", "ubnd", "snv"),
]
EVERY = [*OTHERS, *DEPARTMENTS, *DISTRICTS, *ENTERPRISES, *ROOMS, *UNITS, SUB_DEPARTMENT]
GROUPS = {
    "departments": Rule(kind="department", parent_id="ubnd"),
    "districts": Rule(kind="executive", parent_id="ubnd"),
    "state-enterprises": Rule(kind="state-capital-enterprise"),
    "health-rooms": Rule(kind="unit", parent_id="syt"),
    "inspectorate-3-4": Rule(include=frozenset({"cuc-3", "cuc-4"})),
    "health-units": Rule(kind="public-service-unit", parent_id="syt", include=frozenset({"chi-cuc"})),
}
TREE = Tree(on=MARCH_1, agencies={one.id: one for one in EVERY}, groups=GROUPS)


def line(words: str, *ids: str) -> Line:
    targets = tuple(Target(group_id=one) if one in GROUPS else Target(agency_id=one) for one in ids)
    return Line(line=words, targets=targets, persons=not ids)


PLAN_577 = [
    line("Cục III, IV TTCP", "inspectorate-3-4"),
    line("TT.TU, TT.HĐND tỉnh", "tinh-uy", "hdnd"),
    line("CT, các PCT UBND tỉnh"),
    line("UBMTTQVN tỉnh", "mttq"),
    line("Tỉnh đoàn", "tinh-doan"),
    line("Các Sở, ban, ngành tỉnh", "departments"),
    line("UBND các huyện, tx, tp", "districts"),
    line("Doanh nghiệp có vốn NN", "state-enterprises"),
    line("LĐ VP, P.NC", "noi-chinh"),
    line("Ban TĐKT tỉnh", "tdkt"),
]
CLAUSES_577 = [
    clause("IV.2.a"),
    clause("IV.6.b", scope="named", lead_ids=("tdkt",), co_ids=("thanh-tra",), accountable_id="snv"),
    clause("IV.7", scope="named", lead_ids=("mttq",)),
    clause("IV.8", scope="named", lead_ids=("tinh-doan",)),
]


def reached(issuer: str, lines: list[Line]) -> dict[str, Recipient]:
    numbered = [(f"/copy_to/{i}", one) for i, one in enumerate(lines)]
    return {one.agency_id: one for one in expand(issuer, numbered, TREE)}


def test_plan_577_reaches_whom_its_ten_lines_mean() -> None:
    _, lines = with_purposes([], PLAN_577, CLAUSES_577, GROUPS)
    met = reached("ubnd", list(lines))
    told = {key: (one.purpose, one.binding) for key, one in met.items()}
    for body in ("cuc-3", "cuc-4", "tinh-uy", "hdnd", "noi-chinh"):
        assert told.pop(body) == ("information", None)
    for body in ("mttq", "tinh-doan", *(one.id for one in ENTERPRISES)):
        assert told.pop(body) == ("action", "requested")
    for body in ("tdkt", *(one.id for one in (*DEPARTMENTS, *DISTRICTS))):
        assert told.pop(body) == ("action", "assigned")
    assert told == {}


def test_letter_929_reaches_the_rooms_and_units_of_the_department() -> None:
    sent, copied = with_purposes(
        [
            line("Các phòng chuyên môn thuộc Sở", "health-rooms"),
            line("Các đơn vị trực thuộc", "health-units"),
        ],
        [line("Lãnh đạo Sở")],
        [clause("1/1")],
        GROUPS,
    )
    met = reached("syt", [*sent, *copied])
    assert set(met) == {one.id for one in (*ROOMS, *UNITS, SUB_DEPARTMENT)}
    assert {(one.purpose, one.binding) for one in met.values()} == {("action", "assigned")}


KINDS = st.sampled_from(["department", "unit", "party", "central"])
FOREST = st.lists(KINDS, min_size=1, max_size=40)
LINES = st.lists(
    st.tuples(st.sampled_from(["action", "information", None]), st.lists(st.integers(0, 39), max_size=5)),
    max_size=8,
)


@given(FOREST, LINES)
def test_whatever_the_lines_each_agency_is_reached_once_and_action_wins(
    kinds: list[str], written: list[tuple[str | None, list[int]]]
) -> None:
    agencies = {
        f"a{n}": Agency(id=f"a{n}", kind=kind, level=2, parent_id="r", path=("r",))
        for n, kind in enumerate(kinds)
    }
    tree = Tree(on=MARCH_1, agencies=agencies, groups={})
    lines = [
        Line(line=str(i), purpose=purpose, targets=tuple(Target(agency_id=f"a{n % len(kinds)}") for n in ids))
        for i, (purpose, ids) in enumerate(written)
    ]
    met = expand("r", [(f"/{i}", one) for i, one in enumerate(lines)], tree)
    meant = {target.agency_id for one in lines for target in one.targets}
    acting = {target.agency_id for one in lines if one.purpose == "action" for target in one.targets}
    assert sorted(one.agency_id for one in met) == sorted(meant, key=str)
    assert {one.agency_id for one in met if one.purpose == "action"} == acting
    assert all(one.binding is None for one in met if one.purpose == "information")
    assert sum(len(chunk) for chunk in in_chunks(met)) == len(met)

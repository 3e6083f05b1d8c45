"""Directives of the tests: a small province, a complete draft and the acts that move it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.directives.issuing.domain import (
    Agency,
    Audience,
    Clause,
    Directive,
    Issuing,
    Line,
    Recipient,
    Rule,
    Signer,
    Signing,
    Target,
    Tree,
)

AUTHOR, LEADER, PROVINCE = "author", "leader", "province"
MARCH_1 = date(2024, 3, 1)


def agency(agency_id: str, kind: str, *path: str) -> Agency:
    """Return an agency under the last of `path`."""
    return Agency(
        id=agency_id, kind=kind, level=len(path) + 1, parent_id=path[-1] if path else None, path=path
    )


AGENCIES = [
    agency("province", "executive"),
    agency("health", "department", "province"),
    agency("interior", "department", "province"),
    agency("emulation", "unit", "province", "interior"),
    agency("district", "executive", "province"),
    agency("health-room", "unit", "province", "health"),
    agency("health-centre", "public-service-unit", "province", "health"),
    agency("sub-department", "department", "province", "health"),
    agency("front", "socio-political"),
    agency("party-board", "party"),
    agency("union", "mass-organisation"),
    agency("press", "press"),
    agency("enterprise", "state-capital-enterprise", "province"),
    agency("ministry", "central"),
]
GROUPS = {
    "departments": Rule(kind="department", parent_id="province"),
    "districts": Rule(kind="executive", parent_id="province"),
    "enterprises": Rule(kind="state-capital-enterprise"),
    "health-units": Rule(
        kind="public-service-unit", parent_id="health", include=frozenset({"sub-department"})
    ),
    "level-three": Rule(level=3, exclude=frozenset({"emulation"})),
    "nobody": Rule(),
}
TREE = Tree(on=MARCH_1, agencies={one.id: one for one in AGENCIES}, groups=GROUPS)


def to(*ids: str) -> tuple[Target, ...]:
    """Return targets: groups where a group has the name, else agencies."""
    return tuple(Target(group_id=one) if one in GROUPS else Target(agency_id=one) for one in ids)


def line(words: str, *ids: str, **fields: Any) -> Line:
    """Return an address line with its targets."""
    return Line(line=words, targets=to(*ids), **fields)


def clause(number: str, effect: str = "task", **fields: Any) -> Clause:
    """Return a clause with an id after its number."""
    kept = {"kind": "standing", "binding": "assigned"} if effect in ("task", "sub-item") else {}
    return Clause(
        clause_id=f"c{number}", number=number, effect=effect, text="Việc cần làm", **{**kept, **fields}
    )


def draft(**changes: Any) -> Directive:
    """Return a complete draft of a plan of the province."""
    plan = Directive(
        id="d1",
        version=1,
        agency_id=PROVINCE,
        type="Kế hoạch",
        author_id=AUTHOR,
        created_at=datetime(2024, 3, 1, tzinfo=UTC),
        created_by=AUTHOR,
        notation="KH-UBND",
        place="Tây Ninh",
        subject="Phát động phong trào thi đua",
        signer=Signer(name="Nguyễn Văn Mẫu"),
        clauses=(clause("1"), clause("2", effect="report")),
        copy_to=(line("Các Sở", "departments", purpose="action"),),
    )
    return replace(plan, **changes)


def audience(*agency_ids: str, version: str = "tree-1") -> Audience:
    """Return an audience of agencies that must act."""
    recipients = [
        Recipient(agency_id=one, purpose="action", binding="assigned", line="Các Sở") for one in agency_ids
    ]
    return Audience(version=version, recipients=recipients)


def in_review(**changes: Any) -> Directive:
    """Return a plan handed in."""
    return draft(**changes).submit(AUTHOR, [])


def signed(**changes: Any) -> Directive:
    """Return a plan signed on 1 March."""
    signing = Signing(signed_on=MARCH_1, backdated=False, audience=audience("health", "interior"))
    return in_review(**changes).sign(LEADER, signing)


def issuing(**changes: Any) -> Issuing:
    """Return the act of issuing number 577 on 1 March."""
    act = Issuing(
        book="plans",
        number=577,
        issued_on=MARCH_1,
        backdated=False,
        last_day_in_time=date(2024, 3, 4),
        audience=audience("health", "interior"),
    )
    return replace(act, **changes)

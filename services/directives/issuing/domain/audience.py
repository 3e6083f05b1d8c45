"""The audience: who the lines of a directive mean on a day, each agency once, and how binding it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from services.directives.issuing.domain.parts import Clause, Line, Recipient, Target
from services.directives.issuing.domain.refused import Refused

CHUNK = 500
COURTEOUS_KINDS = frozenset(
    {"party", "socio-political", "mass-organisation", "press", "state-capital-enterprise"}
)


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An agency as the tree of a day sees it; `path` names its ancestors from the root to its parent."""

    id: str
    kind: str
    level: int | None
    parent_id: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who belongs to a group: every given key holds, or named in `include`; never who is in `exclude`."""

    kind: str | None = None
    parent_id: str | None = None
    level: int | None = None
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()

    @property
    def is_population(self) -> bool:
        """Tell a rule that describes bodies of a kind or place from a mere list of them."""
        return any(key is not None for key in (self.kind, self.parent_id, self.level))

    def holds(self, agency: Agency) -> bool:
        """Tell whether an agency belongs to the group."""
        if agency.id in self.exclude:
            return False
        if agency.id in self.include:
            return True
        keys = ((self.kind, agency.kind), (self.parent_id, agency.parent_id), (self.level, agency.level))
        given = [wanted == has for wanted, has in keys if wanted is not None]
        return bool(given) and all(given)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The agencies in force on a day and the groups that are made of them."""

    on: dt.date
    agencies: Mapping[str, Agency]
    groups: Mapping[str, Rule]

    def meant_by(self, target: Target, pointer: str) -> list[Agency]:
        """Return the agencies of a target on the day; an agency no longer in force is refused."""
        if target.group_id is not None:
            rule = self.groups.get(target.group_id)
            return [a for _, a in sorted(self.agencies.items()) if rule is not None and rule.holds(a)]
        agency = self.agencies.get(target.agency_id or "")
        if agency is None:
            raise Refused("agency-not-in-force", pointer, on=self.on.isoformat())
        return [agency]

    def binding(self, issuer_id: str, agency_id: str) -> str | None:
        """Return how a document of the issuer binds an agency: its kind decides first, then the relation."""
        agency = self.agencies.get(agency_id)
        if agency is None:
            return None
        if agency.kind in COURTEOUS_KINDS:
            return "requested"
        return "assigned" if issuer_id in agency.path else None


def expand(issuer_id: str, lines: Sequence[tuple[str, Line]], tree: Tree) -> list[Recipient]:
    """Return every agency the lines mean, once; where two lines differ, action wins over information."""
    met: dict[str, Recipient] = {}
    for agency, line in _addressed(lines, tree):
        known = met.get(agency.id)
        if known is None or (known.purpose != "action" and line.purpose == "action"):
            purpose = line.purpose or "information"
            binding = tree.binding(issuer_id, agency.id) if purpose == "action" else None
            met[agency.id] = Recipient(agency_id=agency.id, purpose=purpose, binding=binding, line=line.line)
    return list(met.values())


def _addressed(lines: Sequence[tuple[str, Line]], tree: Tree) -> Iterator[tuple[Agency, Line]]:
    for pointer, line in lines:
        for i, target in enumerate(line.targets):
            for agency in tree.meant_by(target, f"{pointer}/targets/{i}"):
                yield agency, line


def in_chunks(recipients: Sequence[Recipient]) -> list[tuple[Recipient, ...]]:
    """Return the recipients in chunks of at most 500."""
    return [tuple(recipients[at : at + CHUNK]) for at in range(0, len(recipients), CHUNK)]


def with_purposes(
    recipients: Sequence[Line],
    copy_to: Sequence[Line],
    clauses: Sequence[Clause],
    groups: Mapping[str, Rule],
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Propose why each body gets the document, where a person has not said it.

    Kính gửi lines are for action, Nơi nhận lines for information. A document without Kính gửi is sent to
    its Nơi nhận lines: for action to the bodies its clauses name and, when a clause is for everyone, to
    the groups that describe a population; for information to the rest.
    """
    acting = _Acting(clauses, groups)
    copied = ["information" if recipients or not acting.for_line(line) else "action" for line in copy_to]
    return (
        tuple(_proposed(line, "action") for line in recipients),
        tuple(_proposed(line, purpose) for line, purpose in zip(copy_to, copied, strict=True)),
    )


def _proposed(line: Line, purpose: str) -> Line:
    if line.purpose is not None or not line.targets:
        return line
    return replace(line, purpose=purpose)


class _Acting:
    """Whom the duties of a document mean."""

    def __init__(self, clauses: Sequence[Clause], groups: Mapping[str, Rule]) -> None:
        duties = [clause for clause in clauses if clause.imposes_duty]
        self._named = {body for clause in duties for body in clause.bodies}
        self._for_everyone = any(clause.scope == "everyone" for clause in duties)
        self._groups = groups

    def for_line(self, line: Line) -> bool:
        return any(self._means(target) for target in line.targets)

    def _means(self, target: Target) -> bool:
        if target.group_id is None:
            return target.agency_id in self._named
        rule = self._groups.get(target.group_id, Rule())
        return not self._named.isdisjoint(rule.include) or (rule.is_population and self._for_everyone)


def with_bindings(
    clauses: Sequence[Clause], issuer_id: str, recipients: Sequence[Recipient], tree: Tree
) -> tuple[Clause, ...]:
    """Propose the binding of each duty that has none: assigned as soon as it binds one body so."""
    everyone = {r.binding for r in recipients if r.purpose == "action"}

    def proposal(clause: Clause) -> str | None:
        bindings = everyone
        if clause.scope == "named":
            bindings = {tree.binding(issuer_id, body) for body in (*clause.lead_ids, *clause.co_ids)}
        return next((binding for binding in ("assigned", "requested") if binding in bindings), None)

    return tuple(
        replace(clause, binding=proposal(clause)) if clause.imposes_duty and not clause.binding else clause
        for clause in clauses
    )

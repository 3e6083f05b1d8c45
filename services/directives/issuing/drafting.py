"""Drafting: what the system proposes for a draft, and which references it refuses as unknown.

A proposal never replaces what a person has said: it fills lines without targets or purpose, references
without a record, duties without a binding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.text import fold
from chassis.transaction import Tx
from services.directives.issuing import store
from services.directives.issuing.domain import (
    Clause,
    Directive,
    Line,
    Reference,
    Refused,
    Target,
    expand,
    refuse_broken_clauses,
    with_bindings,
    with_purposes,
)
from services.directives.issuing.store import audience, citations

MOST_AGENCIES = 1000
BLANKS = re.compile(r"\s+")


def numbered(clauses: Sequence[Clause], before: Sequence[Clause]) -> tuple[Clause, ...]:
    """Give each clause its id, the one it had under the same number before; only duties keep a kind."""
    refuse_broken_clauses(clauses)
    ids = {clause.number: clause.clause_id for clause in before}
    named = [replace(clause, clause_id=ids.get(clause.number) or new_id()) for clause in clauses]
    return tuple(
        clause if clause.imposes_duty else replace(clause, kind=None, binding=None, category=None)
        for clause in named
    )


def proposed(tx: Tx, ctx: Context, directive: Directive) -> Directive:
    """Return the draft with every proposal that can be made now; raises Refusal for unknown references."""
    _refuse_too_many(directive)
    _refuse_unknown(tx, directive)
    directive = _with_references(tx, ctx, _with_lines(tx, ctx, directive))
    if all(clause.binding or not clause.imposes_duty for clause in directive.clauses):
        return directive
    tree = audience.tree_of_all(tx, ctx.today)
    met = expand(directive.agency_id, directive.lines, tree)
    clauses = with_bindings(directive.clauses, directive.agency_id, met, tree)
    return replace(directive, clauses=clauses)


def _refuse_too_many(directive: Directive) -> None:
    listed = sum(target.agency_id is not None for _, line in directive.lines for target in line.targets)
    if listed > MOST_AGENCIES:
        raise Refused("too-many-recipients", "/recipients", count=listed)


def _refuse_unknown(tx: Tx, directive: Directive) -> None:
    agencies = dict(_cited_agencies(directive))
    groups = {pointer: target.group_id for pointer, target in _targets(directive) if target.group_id}
    for collection, cited in (("agencies", agencies), ("groups", groups)):
        known = audience.known(tx, collection, set(cited.values())) if cited else set()
        for pointer, cited_id in cited.items():
            if cited_id not in known:
                raise Refusal("unknown-reference", pointer)


def _targets(directive: Directive) -> Iterator[tuple[str, Target]]:
    for pointer, line in directive.lines:
        for i, target in enumerate(line.targets):
            yield f"{pointer}/targets/{i}", target


def _cited_agencies(directive: Directive) -> Iterator[tuple[str, str]]:
    yield from ((pointer, target.agency_id) for pointer, target in _targets(directive) if target.agency_id)
    for i, clause in enumerate(directive.clauses):
        for side, bodies in (("lead_ids", clause.lead_ids), ("co_ids", clause.co_ids)):
            yield from ((f"/clauses/{i}/{side}/{at}", body) for at, body in enumerate(bodies))
        if clause.accountable_id:
            yield f"/clauses/{i}/accountable_id", clause.accountable_id
    for i, row in enumerate(directive.reporting):
        if row.report_to_id:
            yield f"/reporting/{i}/report_to_id", row.report_to_id


def _with_lines(tx: Tx, ctx: Context, directive: Directive) -> Directive:
    names = {fold(line.line) for _, line in directive.lines if line.unresolved}
    meant = _Names(tx, ctx, directive.agency_id, names) if names else None

    def resolved(line: Line) -> Line:
        return replace(line, targets=meant.of(line)) if meant and line.unresolved else line

    recipients, copy_to = with_purposes(
        [resolved(line) for line in directive.recipients],
        [resolved(line) for line in directive.copy_to],
        directive.clauses,
        audience.groups(tx),
    )
    return replace(directive, recipients=recipients, copy_to=copy_to)


class _Names:
    """Whom a folded name means to an issuer: its own body first, several only when they stand together."""

    def __init__(self, tx: Tx, ctx: Context, issuer_id: str, names: set[str]) -> None:
        self._issuer_id = issuer_id
        self._today = ctx.today.isoformat()
        self._groups = audience.named(tx, "groups", names)
        self._agencies = audience.named(tx, "agencies", names)

    def of(self, line: Line) -> tuple[Target, ...]:
        name = fold(line.line)
        groups = [g for g in self._groups if name in g["folded_names"]]
        chosen = _chosen(groups, [(g["rule"] or {}).get("parent_id") for g in groups], self._issuer_id)
        if chosen:
            return tuple(Target(group_id=group["_id"]) for group in chosen)
        agencies = [a for a in self._agencies if name in a["folded_names"]]
        living = [a for a in agencies if not a["valid_to"] or a["valid_to"] >= self._today] or agencies
        chosen = _chosen(living, [a["parent_id"] for a in living], self._issuer_id)
        return tuple(Target(agency_id=agency["_id"]) for agency in chosen)


def _chosen(
    found: list[dict[str, Any]], parents: Sequence[str | None], issuer_id: str
) -> list[dict[str, Any]]:
    own = [match for match, parent in zip(found, parents, strict=True) if parent == issuer_id]
    if own:
        return own
    return found if len(set(parents)) <= 1 else []


def _with_references(tx: Tx, ctx: Context, directive: Directive) -> Directive:
    refs = tuple(_resolved(tx, ctx, ref, f"/refs/{i}") for i, ref in enumerate(directive.refs))
    meant = next((ref.resolved_id for ref in refs if ref.relation == "implements" and ref.resolved_id), None)
    # An entry of the incoming register without a directive here cannot hand a campaign down.
    implemented = store.by_id(tx, meant) if meant else None
    asked_for = directive.campaign_id if directive.origin else None
    inherited = implemented.campaign_id if implemented else asked_for
    return replace(
        directive,
        refs=refs,
        implements_id=implemented.id if implemented else None,
        campaign_id=directive.id if directive.campaign else inherited,
    )


def _resolved(tx: Tx, ctx: Context, ref: Reference, pointer: str) -> Reference:
    if ref.resolved_id:
        if not citations.is_readable(tx, ctx, ref.resolved_id):
            raise Refusal("unknown-reference", f"{pointer}/resolved_id")
        return ref
    if not ref.symbol or not ref.date:
        return ref
    found = citations.cited(tx, ctx, BLANKS.sub("", ref.symbol), ref.date)
    only = found[0] if len(found) == 1 else None
    return replace(ref, resolved_id=only, candidates=() if only else tuple(found))


def changed(directive: Directive | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a body as the draft keeps them: what is null reads as the field's default."""
    if body.get("secrecy") not in (None, "none"):
        raise Refused("secrecy-refused", "/secrecy")
    fields = Directive.__dataclass_fields__
    changes: dict[str, Any] = {
        name: fields[name].default if value is None else value for name, value in body.items()
    }
    if "clauses" in changes:
        changes["clauses"] = numbered(changes["clauses"], directive.clauses if directive else ())
    return {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}

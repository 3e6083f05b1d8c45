"""Checks: what blocks a step (an incomplete draft, an unresolved line) and what is only flagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from services.directives.issuing.domain.parts import Clause, Flag, Line, Recipient
from services.directives.issuing.domain.refused import Refused
from services.directives.issuing.domain.symbols import check_notation

if TYPE_CHECKING:
    from services.directives.issuing.domain.directive import Directive, Issuing


def refuse_incomplete(directive: Directive) -> None:
    """Refuse a draft without one of the parts a document must have (Decree 30/2020, article 8)."""
    parts = {
        "/notation": directive.notation,
        "/place": directive.place,
        "/subject": directive.subject,
        "/clauses": directive.clauses,
        "/signer/name": directive.signer.name,
        "/recipients": directive.lines,
    }
    missing = next((pointer for pointer, part in parts.items() if not part), None)
    if missing:
        raise Refused("incomplete-draft", missing)
    check_notation(directive.type, directive.notation or "")
    for i, clause in enumerate(directive.clauses):
        _refuse_vague(clause, f"/clauses/{i}")


def _refuse_vague(clause: Clause, pointer: str) -> None:
    if clause.effect == "task" and clause.kind is None:
        raise Refused("incomplete-draft", f"{pointer}/kind")
    if clause.effect == "task" and clause.scope == "named" and not (clause.lead_ids or clause.open_groups):
        raise Refused("incomplete-draft", f"{pointer}/lead_ids")


def refuse_unresolved(lines: Iterable[tuple[str, Line]]) -> None:
    """Refuse to sign while a line means nobody yet."""
    for pointer, line in lines:
        if line.unresolved:
            raise Refused("unresolved-line", pointer, line=line.line)


def refuse_unbound(clauses: Sequence[Clause]) -> None:
    """Refuse to sign while a duty has no binding."""
    for i, clause in enumerate(clauses):
        if clause.imposes_duty and clause.binding is None:
            raise Refused("binding-missing", f"/clauses/{i}/binding", number=clause.number)


def refuse_broken_clauses(clauses: Sequence[Clause]) -> None:
    """Refuse numbers that stand twice and a sub-item that is under no task of the document."""
    tasks = {clause.number for clause in clauses if clause.effect == "task"}
    seen: set[str] = set()
    for i, clause in enumerate(clauses):
        if clause.number in seen:
            raise Refused("clause-number-twice", f"/clauses/{i}/number", number=clause.number)
        seen.add(clause.number)
        if clause.effect == "sub-item" and clause.under not in tasks:
            raise Refused("unknown-task", f"/clauses/{i}/under", number=clause.number)


def unaddressed(clauses: Sequence[Clause], recipients: Sequence[Recipient]) -> tuple[Flag, ...]:
    """Flag every body that has a part in a duty and gets no copy of the document."""
    addressed = {recipient.agency_id for recipient in recipients}
    bodies = dict.fromkeys(body for clause in clauses if clause.imposes_duty for body in clause.bodies)
    return tuple(
        Flag(code="assigned-not-addressed", agency_id=body) for body in bodies if body not in addressed
    )


def at_issue(directive: Directive, issuing: Issuing) -> tuple[Flag, ...]:
    """Flag what is late, backdated, or missing when the document goes out."""
    late = issuing.issued_on > issuing.last_day_in_time
    single = [("backdated", issuing.backdated), ("issued-late", late)]
    return (
        *(Flag(code=code) for code, holds in single if holds),
        *(
            Flag(code="report-to-missing", template=row.template)
            for row in directive.reporting
            if row.report_to_id is None
        ),
        *(
            Flag(code="due-missing", clause_id=clause.clause_id)
            for clause in directive.clauses
            if clause.effect == "task" and clause.kind == "one-off" and clause.due_on is None
        ),
    )


def merged(before: Sequence[Flag], after: Sequence[Flag]) -> tuple[Flag, ...]:
    """Return the flags of two steps, each once."""
    return tuple(dict.fromkeys((*before, *after)))

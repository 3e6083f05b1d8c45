"""What other services would publish about a small province: the two documents, in few events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from chassis.events import Event
from chassis.mongo import Database
from services.portal.main import SERVICE
from tests.fixtures.events import example

made = example

PLAN, LETTER = "plan-577", "letter-929"
# Child, parent: the tree of the story.
TREE = {"province": None, "health": "province", "justice": "province", "centre": "health", "ward": "centre",
        "front": None, "press": None, "stranger": None}  # fmt: skip
NAMES = {
    "province": "Ủy ban nhân dân tỉnh Mẫu",
    "health": "Sở Y tế",
    "justice": "Sở Tư pháp",
    "centre": "Trung tâm Y tế huyện Mẫu",
    "ward": "Trạm Y tế phường Mẫu",
    "front": "Mặt trận tỉnh Mẫu",
    "press": "Báo Mẫu",
    "stranger": "Cơ quan ngoài cuộc",
}


def agencies() -> list[Event]:
    """The agencies of the tree."""
    return [
        made(
            "agency-changed.v1",
            agency_id,
            agency_id=agency_id,
            name=NAMES[agency_id],
            parent_id=parent,
            path=path_of(agency_id),
        )
        for agency_id, parent in TREE.items()
    ]


def path_of(agency_id: str) -> list[str]:
    parent = TREE[agency_id]
    return [*path_of(parent), parent] if parent else []


def issued(directive_id: str, issuer: str, symbol: str, **said: Any) -> Event:
    known = {"agency_id": issuer, "issuer_id": issuer, "directive_id": directive_id, "symbol": symbol}
    clauses = example("directive-issued.v1").data["clauses"][:1]
    clauses[0] |= {"clause_id": "clause-1", "number": "IV.2.a"}
    return made(
        "directive-issued.v1", directive_id, 4, **{"subject": None, "clauses": clauses} | known | said
    )


def dispatched(directive_id: str, issuer: str, recipients: dict[str, str], **said: Any) -> Event:
    """`recipients` by agency: assigned, requested or information."""
    rows = [
        {"agency_id": agency_id, "purpose": "information", "binding": None}
        if word == "information"
        else {"agency_id": agency_id, "purpose": "action", "binding": word}
        for agency_id, word in recipients.items()
    ]
    chunk = said.pop("chunk", 1)
    known = {"agency_id": issuer, "issuer_id": issuer, "directive_id": directive_id, "chunk": chunk}
    subject = f"{directive_id}:{chunk}"
    return made("directive-dispatched.v1", subject, **known, recipients=rows, **said)


def arrived(directive_id: str, issuer: str, *agency_ids: str, chunk: int = 1) -> Event:
    known = {"agency_id": issuer, "issuer_id": issuer, "directive_id": directive_id, "chunk": chunk}
    return made(
        "documents-arrived.v1", f"{directive_id}:{chunk}:arrived", **known, agency_ids=list(agency_ids)
    )


def registered(directive_id: str | None, agency_id: str, task_count: int, **said: Any) -> Event:
    incoming_id = f"incoming:{directive_id}:{agency_id}"
    known = {"agency_id": agency_id, "directive_id": directive_id, "incoming_id": incoming_id}
    quiet = {"warnings": [], "backdated": False, "task_count": task_count}
    return made("document-registered.v1", incoming_id, **known | quiet | said)


def assigned(directive_id: str, agency_id: str, task_id: str, **said: Any) -> Event:
    known = {"agency_id": agency_id, "assignee_id": agency_id, "directive_id": directive_id}
    return made("task-assigned.v1", task_id, **known | {"task_id": task_id, "clause_id": "clause-1"} | said)


def acknowledged(directive_id: str, agency_id: str, task_id: str) -> Event:
    known = {"agency_id": agency_id, "assignee_id": agency_id, "directive_id": directive_id}
    return made("task-acknowledged.v1", task_id, 2, **known, task_id=task_id, clause_id="clause-1")


def plan() -> list[Event]:
    """The province's plan goes to three who act and one who is to know; two of them register it."""
    first, second = (
        {"health": "assigned", "justice": "assigned"},
        {"front": "requested", "press": "information"},
    )
    return [
        issued(PLAN, "province", "577/KH-UBND", recipient_count=4, chunk_count=2),
        dispatched(PLAN, "province", first),
        dispatched(PLAN, "province", second, chunk=2),
        arrived(PLAN, "province", *first),
        arrived(PLAN, "province", *second, chunk=2),
        registered(PLAN, "health", 2, arrival_number=1),
        assigned(PLAN, "health", "task-1"),
        assigned(PLAN, "health", "task-2", party="co"),
        assigned(PLAN, "health", "task-3", kind="conditional", status="dormant"),
        acknowledged(PLAN, "health", "task-1"),
        acknowledged(PLAN, "health", "task-2"),
        registered(PLAN, "justice", 0, arrival_number=7),
    ]


def letter() -> list[Event]:
    """The health department's letter carries the plan out; the centre registers it under 329."""
    warnings = [{"code": "arrival-before-issue", "overridden": True}]
    return [
        issued(LETTER, "health", "929/SYT-VP", implements_id=PLAN, issued_on="2024-03-19"),
        dispatched(LETTER, "health", {"centre": "assigned"}, symbol="929/SYT-VP", issued_on="2024-03-19"),
        arrived(LETTER, "health", "centre"),
        registered(LETTER, "centre", 1, arrival_number=329, warnings=warnings, backdated=True),
        assigned(LETTER, "centre", "task-4"),
        acknowledged(LETTER, "centre", "task-4"),
    ]


def story() -> list[Event]:
    return [*agencies(), *plan(), *letter()]


def deliver(database: Database, batches: Iterable[Sequence[Event]]) -> None:
    """Apply each batch in one transaction, without the inbox: a handler alone must bear a duplicate."""
    for batch in batches:
        database.transaction(lambda tx, batch=batch: apply(tx, batch))


def apply(tx: Any, batch: Sequence[Event]) -> None:
    for event in batch:
        handle = SERVICE.subscriptions.get(event.type)
        if handle:
            handle(tx, event)

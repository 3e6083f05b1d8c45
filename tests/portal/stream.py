"""What other services would publish about a small province: the two documents, in few events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from chassis.events import Event
from chassis.mongo import Database
from services.portal.journeys import store as journeys
from services.portal.main import SERVICE
from services.portal.reporting import store as reporting
from tests.fixtures.events import example

made = example
READ_MODELS = (*journeys.INDEXES, *reporting.INDEXES)

PLAN, LETTER, DECISION = "plan-577", "letter-929", "decision-12"
MIDYEAR, FINAL, OF_HEALTH = (
    "emulation-midyear-2024.province", "emulation-final-2024.province", "emulation-midyear-2024.health",
)  # fmt: skip
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


def template_of(period_id: str) -> str:
    return period_id.partition("-2024")[0]


def required(directive_id: str, period_id: str, *agency_ids: str, **said: Any) -> Event:
    template, receiver = template_of(period_id), period_id.split(".")[1]
    known = {"directive_id": directive_id, "period_id": period_id, "template": template, "campaign_id": PLAN}
    owing = [{"agency_id": agency_id, "binding": "assigned"} for agency_id in agency_ids]
    whom = {"agency_id": "province", "report_to_id": receiver, "agencies": owing}
    return made("report-required.v1", None, 1, **known | whom | said)


def due(period_id: str, due_on: str, version: int = 2, **said: Any) -> Event:
    known = {"template": template_of(period_id), "due_on": due_on, "timely_until": due_on}
    whose = {"period_id": period_id, "agency_id": period_id.split(".")[1]}
    return made("report-due-set.v1", period_id, version, **known | whose | said)


def report(kind: str, directive_id: str, agency_id: str, period_id: str, step: tuple[int, int, str]) -> Event:
    """A step of a report: `step` is its version, its edition and the day that was handed in."""
    version, edition, submitted_on = step
    template, receiver = template_of(period_id), period_id.split(".")[1]
    actor = agency_id if kind == "submitted" else receiver
    id = f"{directive_id}:{agency_id}:{template}:{period_id}"
    known = {"directive_id": directive_id, "period_id": period_id, "template": template, "campaign_id": PLAN}
    about = {"requirement_id": id, "submission_id": f"report:{id}", "report_to_id": receiver}
    said = {"agency_id": actor, "version": edition, "submitted_on": submitted_on, "occurred_on": submitted_on}
    return made(f"report-{kind}.v1", None, version, **known | about | said)


def reports() -> list[Event]:
    """The plan asks three agencies for two reports, one of them due; the letter asks the centre for one."""
    return [
        required(PLAN, MIDYEAR, "health", "justice"),
        required(PLAN, MIDYEAR, "front", chunk=2),
        required(PLAN, FINAL, "health", "justice", "front"),
        required(LETTER, OF_HEALTH, "centre"),
        due(MIDYEAR, "2024-06-10"),
        due(MIDYEAR, "2024-06-14", 3, reason_code="moved"),
        due(FINAL, "2999-12-01"),
        due(OF_HEALTH, "2024-06-07"),
        report("submitted", PLAN, "health", MIDYEAR, (3, 1, "2024-06-12")),
        report("submitted", PLAN, "front", MIDYEAR, (3, 1, "2024-06-20")),
        report("submitted", LETTER, "centre", OF_HEALTH, (3, 1, "2024-06-05")),
        report("returned", LETTER, "centre", OF_HEALTH, (4, 1, "2024-06-05")),
        report("submitted", LETTER, "centre", OF_HEALTH, (6, 2, "2024-06-10")),
        report("accepted", LETTER, "centre", OF_HEALTH, (7, 2, "2024-06-10")),
    ]


def reminders() -> list[Event]:
    """The centre is reminded of its report and takes note; the province that a period has no day."""
    about = {"subject_id": f"{LETTER}:centre:emulation-midyear:{OF_HEALTH}", "directive_id": LETTER}
    centre = {"agency_id": "centre", "campaign_id": PLAN, **about}
    period = {"subject_kind": "period", "subject_id": FINAL, "directive_id": None, "campaign_id": None}
    return [
        made("reminder-sent.v1", None, 1, **centre),
        made("reminder-acknowledged.v1", None, 2, **centre),
        made("reminder-sent.v1", None, 1, agency_id="province", rule="due-missing", due_on=None, **period),
    ]


def recognition() -> list[Event]:
    """From the criteria to the award that is published; the decision is a document of its own."""
    campaign = {"campaign_id": PLAN}
    awards = [example("award-decided.v1").data["awards"][0] | {"agency_id": "centre"}]
    decided = {"agency_id": "health", "directive_id": DECISION, "symbol": "12/QĐ-SYT", **campaign}
    published = {"agency_id": "health", "directive_id": DECISION, "award_id": "award-1", **campaign}
    return [
        made("criteria-published.v1", None, 1, agency_id="province", **campaign),
        made("exemplar-verified.v1", None, 2, agency_id="health", **campaign),
        made("nomination-submitted.v1", None, 2, agency_id="centre", authority_id="health", **campaign),
        made("award-decision-prepared.v1", None, 2, agency_id="health", **campaign),
        issued(DECISION, "health", "12/QĐ-SYT", type="Quyết định", clauses=[], issued_on="2024-07-03"),
        dispatched(DECISION, "health", {"centre": "assigned"}, symbol="12/QĐ-SYT", issued_on="2024-07-03"),
        arrived(DECISION, "health", "centre"),
        made("award-decided.v1", None, 3, awards=awards, **decided),
        made("award-publicised.v1", None, 2, **published),
    ]


def story() -> list[Event]:
    return [*agencies(), *plan(), *letter(), *reports(), *reminders(), *recognition()]


def deliver(database: Database, batches: Iterable[Sequence[Event]]) -> None:
    """Apply each batch in one transaction, without the inbox: a handler alone must bear a duplicate."""
    for batch in batches:
        database.transaction(lambda tx, batch=batch: apply(tx, batch))


def apply(tx: Any, batch: Sequence[Event]) -> None:
    for event in batch:
        handle = SERVICE.subscriptions.get(event.type)
        if handle:
            handle(tx, event)

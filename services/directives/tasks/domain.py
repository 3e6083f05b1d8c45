"""A task: one duty of one agency from one clause; made at registration, acknowledged by the agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.directives.issuing.domain.parts import Clause
from services.directives.issuing.domain.refused import Refused

STATUSES = ("dormant", "assigned", "acknowledged")
OPEN = frozenset({"assigned", "acknowledged", "in-progress", "returned"})
NOT_STARTED = frozenset({"assigned", "acknowledged"})


@dataclass(frozen=True, kw_only=True)
class SubItem:
    """A clause that another clause takes in: part of its task, no task of its own."""

    clause_id: str
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The registration that makes tasks: whose, of which directive, how binding, from when."""

    directive_id: str
    assigner_id: str
    assignee_id: str
    binding: str | None
    campaign_id: str | None
    start_on: dt.date
    assigned_on: dt.date
    paths: tuple[str, ...]
    now: dt.datetime


@dataclass(frozen=True, kw_only=True)
class TaskStep:
    """A step of a task as others see it; each kind of step says more."""

    task_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    directive_id: str
    clause_id: str
    assigner_id: str
    assignee_id: str
    status: str

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.task_id


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(TaskStep):
    """An agency has a task, or will have it once its condition comes about."""

    TYPE: ClassVar[str] = "task-assigned.v1"
    party: str
    accountable_id: str | None
    kind: str
    binding: str | None
    category: str | None
    start_on: dt.date
    due_on: dt.date | None
    calendar_version: int | None


@dataclass(frozen=True, kw_only=True)
class TaskAcknowledged(TaskStep):
    """An agency has taken note of a task."""

    TYPE: ClassVar[str] = "task-acknowledged.v1"
    progress: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """A duty of an agency; each step returns the next version of it."""

    id: str
    version: int
    directive_id: str
    clause_id: str
    number: str
    text: str
    sub_items: tuple[SubItem, ...]
    assigner_id: str
    assignee_id: str
    party: str
    co_ids: tuple[str, ...]
    accountable_id: str | None
    kind: str
    binding: str | None
    wording: str | None
    category: str | None
    sectors: tuple[str, ...]
    start_on: dt.date
    due_on: dt.date | None
    calendar_version: int | None
    assigned_on: dt.date
    acknowledged_on: dt.date | None
    status: str
    progress: int
    campaign_id: str | None
    parties: tuple[str, ...]
    paths: tuple[str, ...]
    created_at: dt.datetime
    created_by: str

    def acknowledge(self, day: dt.date) -> tuple[Self, TaskAcknowledged]:
        """Take note of the task; never before the day it was assigned."""
        if self.status != "assigned":
            raise Refused("invalid-state", None, status=self.status)
        if day < self.assigned_on:
            raise Refused(
                "acknowledged-before-assigned", "/acknowledged_on", assigned_on=str(self.assigned_on)
            )
        taken = replace(self, version=self.version + 1, status="acknowledged", acknowledged_on=day)
        return taken, TaskAcknowledged(**taken._step(day), progress=taken.progress)

    def labels_on(self, day: dt.date) -> list[str]:
        """Return what is computed, never stored; a request is never overdue (domain.md §5)."""
        labels = ["not-started"] if self.status in NOT_STARTED and not self.progress else []
        late = self.due_on is not None and day > self.due_on and self.status in OPEN
        return [*labels, "overdue"] if late and self.binding == "assigned" else labels

    def assigned(self) -> TaskAssigned:
        """Tell that the agency has this task."""
        return TaskAssigned(
            **self._step(self.assigned_on),
            party=self.party,
            accountable_id=self.accountable_id,
            kind=self.kind,
            binding=self.binding,
            category=self.category,
            start_on=self.start_on,
            due_on=self.due_on,
            calendar_version=self.calendar_version,
        )

    def _step(self, day: dt.date) -> dict[str, Any]:
        """Return what every step of the task tells."""
        return {
            "task_id": self.id,
            "sequence": self.version,
            "agency_id": self.assignee_id,
            "occurred_on": day,
            "campaign_id": self.campaign_id,
            "directive_id": self.directive_id,
            "clause_id": self.clause_id,
            "assigner_id": self.assigner_id,
            "assignee_id": self.assignee_id,
            "status": self.status,
        }


def party_of(clause: Clause, agency_id: str) -> str | None:
    """Return how an action recipient takes part in a clause: lead wins over co, accountable alone is none."""
    if clause.scope == "everyone" or agency_id in clause.lead_ids:
        return "lead"
    return "co" if agency_id in clause.co_ids else None


def tasks_of(clauses: Iterable[Clause], given: Assignment) -> list[Task]:
    """Make the tasks of one agency: one per clause it takes part in, sub-items inside their task."""
    listed = list(clauses)
    return [
        _task(clause, party, _sub_items(clause, listed), given)
        for clause in listed
        if clause.effect == "task"
        if (party := party_of(clause, given.assignee_id))
    ]


def _sub_items(clause: Clause, clauses: list[Clause]) -> tuple[SubItem, ...]:
    return tuple(
        SubItem(clause_id=item.clause_id, number=item.number, text=item.corrected_text or item.text)
        for item in clauses
        if item.effect == "sub-item" and item.under == clause.number
    )


def _task(clause: Clause, party: str, sub_items: tuple[SubItem, ...], given: Assignment) -> Task:
    kind = clause.kind or "standing"
    return Task(
        id=f"{given.directive_id}:{clause.clause_id}:{given.assignee_id}",
        version=1,
        directive_id=given.directive_id,
        clause_id=clause.clause_id,
        number=clause.number,
        text=clause.corrected_text or clause.text,
        sub_items=sub_items,
        assigner_id=given.assigner_id,
        assignee_id=given.assignee_id,
        party=party,
        co_ids=tuple(body for body in clause.co_ids if body != given.assignee_id),
        accountable_id=clause.accountable_id,
        kind=kind,
        binding=given.binding or clause.binding,
        wording=clause.wording,
        category=clause.category,
        sectors=clause.sectors,
        start_on=given.start_on,
        due_on=clause.due_on,
        calendar_version=None,
        assigned_on=given.assigned_on,
        acknowledged_on=None,
        status="dormant" if kind == "conditional" else "assigned",
        progress=0,
        campaign_id=given.campaign_id,
        parties=(given.assigner_id, given.assignee_id),
        paths=given.paths,
        created_at=given.now,
        created_by="system",
    )

"""How far a directive has come with each recipient, and what that adds up to (events.md §4, Funnel)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from services.portal.reporting.domain import Report, Reporting, Told

ACTION, INFORMATION = "action", "information"
STAGES = ("addressed", "arrived", "registered", "acknowledged")
# Not counted as it comes: it depends on the day (services/portal/reporting).
REPORTED = "reported"
# Whoever gets a document for information has done all that is expected when it is there.
EXPECTED = {ACTION: len(STAGES), INFORMATION: STAGES.index("arrived") + 1}
TASKS_ASSIGNED, TASKS_ACKNOWLEDGED = "tasks_assigned", "tasks_acknowledged"


@dataclass(frozen=True)
class Recipient:
    """What is known of one agency and one directive; every fact may come first, and more than once."""

    purpose: str | None = None
    binding: str | None = None
    arrived: bool = False
    task_counts: Mapping[str, int] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    reports: Mapping[str, Report] = field(default_factory=dict)

    def address(self, purpose: str, binding: str | None) -> Recipient:
        """The directive names the agency as a recipient; to act wins over to know."""
        if self.purpose == ACTION and purpose != ACTION:
            return self
        return replace(self, purpose=purpose, binding=binding)

    def arrive(self) -> Recipient:
        """The document lies with the agency."""
        return replace(self, arrived=True)

    def register(self, incoming_id: str, task_count: int) -> Recipient:
        """The agency's clerk entered it, and so many tasks came of that."""
        return replace(self, task_counts={**self.task_counts, incoming_id: task_count})

    def assign(self, task_id: str) -> Recipient:
        """The agency has a task."""
        return replace(self, assigned=self.assigned | {task_id})

    def acknowledge(self, task_id: str) -> Recipient:
        """The agency takes the task on."""
        return replace(self, acknowledged=self.acknowledged | {task_id})

    def owe(self, period_id: str) -> Recipient:
        """The agency owes a report."""
        return self._with(period_id, self._report(period_id).require())

    def report(self, period_id: str, told: Told) -> Recipient:
        """A report of the agency took a step."""
        return self._with(period_id, self._report(period_id).hear(told))

    def _report(self, period_id: str) -> Report:
        return self.reports.get(period_id, Report())

    def _with(self, period_id: str, report: Report) -> Recipient:
        return replace(self, reports={**self.reports, period_id: report})

    @property
    def holds(self) -> bool:
        """Whether the directive was sent to the agency, which therefore may read it."""
        return self.purpose is not None or self.arrived

    @property
    def stage(self) -> int:
        """How many stages of the funnel are behind the agency; one is reached only after those before it."""
        reached = (self.purpose is not None, self.arrived, bool(self.task_counts), self._tasks_are_known())
        first_open = next((number for number, done in enumerate(reached) if not done), len(reached))
        return min(first_open, EXPECTED.get(self.purpose or "", 0))

    def _tasks_are_known(self) -> bool:
        # The registration tells how many tasks to wait for before the tasks themselves have come.
        expected = max(sum(self.task_counts.values()), len(self.assigned))
        return len(self.acknowledged) >= expected

    def counts(self) -> Counter[str]:
        """What this recipient adds to the numbers of its directive."""
        reached = {counter(self.purpose or "", stage): 1 for stage in STAGES[: self.stage]}
        tasks = {TASKS_ASSIGNED: len(self.assigned), TASKS_ACKNOWLEDGED: len(self.acknowledged)}
        return Counter({name: number for name, number in (reached | tasks).items() if number})


def counter(purpose: str, stage: str) -> str:
    """Return the name under which a stage of a purpose is counted."""
    return f"{purpose}_{stage}"


def difference(before: Recipient, after: Recipient) -> dict[str, int]:
    """Return by how much the numbers of the directive move."""
    old, new = before.counts(), after.counts()
    moved = {name: new[name] - old[name] for name in {*old, *new}}
    return {name: step for name, step in moved.items() if step}


@dataclass(frozen=True)
class Funnel:
    """The numbers of a directive: recipients to act and to know by stage, and their tasks.

    `reports_due` are the recipients of whom a report is due by now; reported are those of them who owe
    none of what is due any more.
    """

    action: Mapping[str, int]
    information: Mapping[str, int]
    tasks: Mapping[str, int]
    reports_due: int

    def share(self, stage: str) -> float | None:
        """The part of the recipients to act that has reached a stage; None without any recipient."""
        addressed = self.action["addressed"]
        return self.action[stage] / addressed if addressed else None


def funnel_of(counts: Mapping[str, int], reporting: Reporting) -> Funnel:
    """Return the funnel of counters, an absent one being zero, and of the reports as of a day."""
    action = {stage: counts.get(counter(ACTION, stage), 0) for stage in STAGES}
    return Funnel(
        action=action | {REPORTED: reporting.reported},
        information={
            stage: counts.get(counter(INFORMATION, stage), 0) for stage in STAGES[: EXPECTED[INFORMATION]]
        },
        tasks={
            "assigned": counts.get(TASKS_ASSIGNED, 0),
            "acknowledged": counts.get(TASKS_ACKNOWLEDGED, 0),
        },
        reports_due=reporting.due,
    )


def total(groups: Iterable[tuple[str, int, int, int, int]]) -> Counter[str]:
    """Return the counters of groups of recipients: (purpose, stage, number, assigned, acknowledged)."""
    counts: Counter[str] = Counter()
    for purpose, stage, number, assigned, acknowledged in groups:
        counts.update({counter(purpose, name): number for name in STAGES[:stage]})
        counts.update({TASKS_ASSIGNED: assigned, TASKS_ACKNOWLEDGED: acknowledged})
    return counts

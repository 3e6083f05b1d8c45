"""How far a directive has come with each recipient, and what that adds up to (events.md §4, Funnel)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from services.portal.reporting.domain import Report, Reporting, Told

ACTION, INFORMATION = "action", "information"
STAGES = ("addressed", "arrived", "registered", "acknowledged")
# Not counted as it comes: it depends on the day (services/portal/reporting).
REPORTED, ACCEPTED = "reported", "accepted"
# Whoever gets a document for information has done all that is expected when it is there.
EXPECTED = {ACTION: len(STAGES), INFORMATION: STAGES.index("arrived") + 1}
TASKS_ASSIGNED, TASKS_ACKNOWLEDGED = "tasks_assigned", "tasks_acknowledged"
# Who holds the document, and who is to act but has not registered it.
HOLDERS, SILENT = "holders", "silent"
Edge = tuple[str | None, str]
Reports = Mapping[str, Report]


@dataclass(frozen=True)
class Recipient:
    """What is known of one agency and one directive; every fact may come first, and more than once.

    `path` are the agencies above it, from the root, as far as they are known.
    """

    path: tuple[str, ...] = ()
    purpose: str | None = None
    binding: str | None = None
    arrived: bool = False
    task_counts: Mapping[str, int] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    reports: Reports = field(default_factory=dict)

    def stand(self, path: Iterable[str]) -> Recipient:
        """The agency lies below these."""
        return replace(self, path=tuple(path))

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

    @property
    def silent(self) -> bool:
        """Whether the agency is to act and has not even registered the document."""
        return self.purpose == ACTION and self.stage < STAGES.index("registered") + 1

    @property
    def rank(self) -> int:
        """Its place in a list: the less of what is expected is done, the earlier."""
        return self.stage if self.purpose == ACTION else len(STAGES) + 1

    @property
    def edges(self) -> list[Edge]:
        """The branches it is counted in, each as (the agency above, the agency whose branch it is)."""
        return list(zip((None, *self.path), self.path, strict=False))

    def _tasks_are_known(self) -> bool:
        # The registration tells how many tasks to wait for before the tasks themselves have come.
        expected = max(sum(self.task_counts.values()), len(self.assigned))
        return len(self.acknowledged) >= expected

    def counts(self) -> Counter[str]:
        """What this recipient adds to the numbers of its directive."""
        reached = {counter(self.purpose or "", stage): 1 for stage in STAGES[: self.stage]}
        tasks = {TASKS_ASSIGNED: len(self.assigned), TASKS_ACKNOWLEDGED: len(self.acknowledged)}
        whether = {HOLDERS: int(self.holds), SILENT: int(self.silent)}
        return Counter({name: number for name, number in (reached | tasks | whether).items() if number})


def counter(purpose: str, stage: str) -> str:
    """Return the name under which a stage of a purpose is counted."""
    return f"{purpose}_{stage}"


def difference(before: Recipient, after: Recipient) -> dict[str, int]:
    """Return by how much the numbers of the directive move."""
    old, new = before.counts(), after.counts()
    moved = {name: new[name] - old[name] for name in {*old, *new}}
    return {name: step for name, step in moved.items() if step}


def state_of(one: Recipient, reports: Reporting) -> str:
    """Return in one word how an agency stands, its reports as of a day."""
    if one.purpose is None:
        return "not-addressed"
    if one.purpose == INFORMATION:
        return "informed" if one.arrived else "not-arrived"
    if reports.reported:
        return ACCEPTED if reports.accepted else REPORTED
    if one.silent:
        return "silent" if one.arrived else "not-arrived"
    if reports.due:
        return "report-missing"
    return STAGES[one.stage - 1]


def state_of_branch(funnel: Funnel) -> str:
    """Return in one word how a branch stands, the least that is done in it before the rest."""
    if funnel.silent:
        return "partly-silent" if funnel.action["registered"] else "silent"
    if funnel.action[REPORTED] < funnel.reports_due:
        return "report-missing"
    return "registered" if funnel.action["addressed"] else "informed"


def branch_steps(moved: Iterable[tuple[Recipient, Recipient]]) -> dict[Edge, dict[str, int]]:
    """Return by how much the numbers of each branch move, the agency's old branches and its new ones."""
    sums: defaultdict[Edge, Counter[str]] = defaultdict(Counter)
    for before, after in moved:
        for edge in before.edges:
            sums[edge].subtract(before.counts())
        for edge in after.edges:
            sums[edge].update(after.counts())
    steps = {edge: {name: step for name, step in sum.items() if step} for edge, sum in sums.items()}
    return {edge: step for edge, step in steps.items() if step}


def branch_reports(moved: Iterable[tuple[Recipient, Recipient]]) -> dict[Edge, list[tuple[Reports, Reports]]]:
    """Return by branch whose reports change in it, as (before, after); elsewhere an agency owes nothing."""
    changes: defaultdict[Edge, list[tuple[Reports, Reports]]] = defaultdict(list)
    for before, after in moved:
        if (before.reports, before.path) != (after.reports, after.path):
            for edge in {*before.edges, *after.edges}:
                old, new = (one.reports if edge in one.edges else {} for one in (before, after))
                changes[edge].append((old, new))
    return changes


@dataclass(frozen=True)
class Funnel:
    """The numbers of a directive: recipients to act and to know by stage, and their tasks.

    `silent` are those to act who have not registered it. `reports_due` are the recipients of whom a report
    is due by now; reported are those of them who owe none of what is due any more, accepted those of whom
    all of it is accepted.
    """

    action: Mapping[str, int]
    information: Mapping[str, int]
    tasks: Mapping[str, int]
    silent: int
    reports_due: int

    def share(self, stage: str) -> float | None:
        """The part of the recipients to act that has reached a stage; None without any recipient."""
        addressed = self.action["addressed"]
        return self.action[stage] / addressed if addressed else None


def funnel_of(counts: Mapping[str, int], reporting: Reporting) -> Funnel:
    """Return the funnel of counters, an absent one being zero, and of the reports as of a day."""
    action = {stage: counts.get(counter(ACTION, stage), 0) for stage in STAGES}
    return Funnel(
        action=action | {REPORTED: reporting.reported, ACCEPTED: reporting.accepted},
        information={
            stage: counts.get(counter(INFORMATION, stage), 0) for stage in STAGES[: EXPECTED[INFORMATION]]
        },
        tasks={
            "assigned": counts.get(TASKS_ASSIGNED, 0),
            "acknowledged": counts.get(TASKS_ACKNOWLEDGED, 0),
        },
        silent=counts.get(SILENT, 0),
        reports_due=reporting.due,
    )

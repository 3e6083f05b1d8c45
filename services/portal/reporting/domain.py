"""The reports of a directive: what one recipient owes, and what all of them add up to on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Told:
    """What an event says of a submission: its version and edition, whether it stands, and is accepted."""

    version: int
    edition: int
    submitted_on: str
    standing: bool
    accepted: bool = False


@dataclass(frozen=True)
class Report:
    """What is known of one report of one agency; every fact may come first, and more than once."""

    required: bool = False
    heard: int = 0
    standing: bool = False
    accepted: bool = False
    edition: int = 0
    first_on: str | None = None

    def require(self) -> Report:
        """The agency owes it."""
        return replace(self, required=True)

    def hear(self, told: Told) -> Report:
        """Note a step of the submission: the newest says whether it stands, the first edition since when."""
        known = self
        if told.version > self.heard:
            known = replace(known, heard=told.version, standing=told.standing, accepted=told.accepted)
        if not self.edition or told.edition < self.edition:
            known = replace(known, edition=told.edition, first_on=told.submitted_on)
        return known

    @property
    def counted_on(self) -> str | None:
        """The day it counts for, None while none stands; mending a returned report makes none late."""
        return self.first_on if self.required and self.standing else None


@dataclass(frozen=True)
class Period:
    """What is asked for by when; without a due day nothing is due, and the page shows that it is missing."""

    id: str
    template: str
    owner_id: str | None
    due_on: str | None
    timely_until: str | None


@dataclass(frozen=True)
class Group:
    """What recipients have in common who owe the same reports, of which the same stand and are accepted."""

    owed: frozenset[str]
    standing: frozenset[str]
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Figures:
    """One report in numbers; `on_time` is None while nobody has said until when it is in time."""

    period: Period
    expected: int
    actual: int
    on_time: int | None


@dataclass(frozen=True)
class Reporting:
    """The reports of a directive on a day.

    Recipients of whom one is due, those of them missing none, and those of whom all that is due is accepted.
    """

    figures: tuple[Figures, ...]
    due: int
    reported: int
    accepted: int = 0


def group_of(reports: Mapping[str, Report]) -> Group:
    """Return the group that a recipient with these reports belongs to."""
    owed = frozenset(id for id, one in reports.items() if one.required)
    standing = frozenset(id for id in owed if reports[id].standing)
    return Group(owed, standing, frozenset(id for id in standing if reports[id].accepted))


def figures_of(period: Period, days: Mapping[str | None, int]) -> Figures:
    """Return a report in numbers; `days` counts it by the day it counts for, None while it is missing."""
    standing = {day: number for day, number in days.items() if day is not None}
    in_time = None
    if period.timely_until is not None:
        in_time = sum(number for day, number in standing.items() if day <= period.timely_until)
    return Figures(period, sum(days.values()), sum(standing.values()), in_time)


def reporting_on(today: str, groups: Mapping[Group, int], figures: Iterable[Figures]) -> Reporting:
    """Return the reports as of a day.

    A recipient has reported when every report that is already due stands; whoever owes none that is due
    is not counted (events.md §4, Funnel).
    """
    known = tuple(sorted(figures, key=lambda one: (one.period.due_on or "9999", one.period.id)))
    due = {one.period.id for one in known if one.period.due_on is not None and one.period.due_on <= today}
    owing = {group: number for group, number in groups.items() if group.owed & due}
    return Reporting(
        figures=known,
        due=sum(owing.values()),
        reported=sum(number for group, number in owing.items() if group.owed & due <= group.standing),
        accepted=sum(number for group, number in owing.items() if group.owed & due <= group.accepted),
    )

"""A period: one host report for one year to one receiving agency; its owner sets when it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from services.reports.domain import Refused

OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class ReportDueSet:
    """The day a period's reports are due was set or moved."""

    TYPE: ClassVar[str] = "report-due-set.v1"
    period_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    template: str
    due_on: dt.date
    timely_until: dt.date
    calendar_version: int | None
    reason_code: str

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.period_id


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """A day and how it was counted: the last day in time and the calendar's version."""

    due_on: dt.date
    timely_until: dt.date
    calendar_version: int | None
    lock_on: dt.date | None
    reason_code: str
    set_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Period:
    """What is due when; without a due day nothing is late, and everybody sees that the day is missing.

    `owner_id` gets the reports. It is null while no document says who that is (domain.md X19); then
    `issuer_id`, who asked for them, is the one to name it.
    """

    id: str
    version: int
    template: str
    year: int
    owner_id: str | None
    issuer_id: str | None
    cutoff_from: dt.date | None
    cutoff_to: dt.date | None
    due_on: dt.date | None
    timely_until: dt.date | None
    lock_on: dt.date | None
    calendar_version: int | None
    created_at: dt.datetime
    created_by: str

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody has yet to say."""
        missing = {"report-to-missing": self.owner_id, "due-missing": self.due_on}
        return tuple(code for code, said in missing.items() if said is None)

    def set_due(self, day: DueDay) -> tuple[Self, ReportDueSet]:
        """Set or move the due day; the lock cannot come before the last day in time."""
        if day.lock_on is not None and day.lock_on < day.timely_until:
            raise Refused("locked-before-due", "/lock_on", timely_until=str(day.timely_until))
        moved = replace(
            self,
            version=self.version + 1,
            due_on=day.due_on,
            timely_until=day.timely_until,
            lock_on=day.lock_on,
            calendar_version=day.calendar_version,
        )
        return moved, ReportDueSet(
            period_id=self.id,
            sequence=moved.version,
            agency_id=self.owner_id or "",
            occurred_on=day.set_on,
            campaign_id=None,
            template=self.template,
            due_on=day.due_on,
            timely_until=day.timely_until,
            calendar_version=day.calendar_version,
            reason_code=day.reason_code,
        )

    def name_receiver(self, agency_id: str) -> Self:
        """Say who gets the reports, once: what is owed to somebody is not given away."""
        if self.owner_id is not None:
            raise Refused("receiver-known", "/agency_id")
        return replace(self, version=self.version + 1, owner_id=agency_id)

    def is_late(self, day: dt.date) -> bool:
        """Tell whether a day is past the last one in time; never while nobody has said when that is."""
        return self.timely_until is not None and day > self.timely_until

    def refuse_locked(self, day: dt.date) -> None:
        """Refuse work on a report after the period was locked."""
        if self.lock_on is not None and day > self.lock_on:
            raise Refused("period-locked", None, lock_on=str(self.lock_on))


def period_id(template: str, year: int, owner_id: str | None, issuer_id: str) -> str:
    """Name the one period of a report, a year and a receiver; each issuer has its own without a receiver."""
    return f"{template}-{year}.{owner_id or f'{OPEN}.{issuer_id}'}"

"""A notification in an officer's inbox: unread, read, acknowledged; closed when nothing is left to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

MOST_LINES = 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reminder in a digest."""

    rule: str
    tone: str
    subject_kind: str
    subject_id: str
    agency_id: str
    directive_id: str | None
    template: str | None
    due_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What one officer is told; `lines` are those of a digest of reminders."""

    id: str
    version: int
    officer_id: str
    day: dt.date
    read_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    lines: tuple[Line, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether it still waits to be looked at."""
        return self.read_at is None and self.closed_at is None

    def read(self, now: dt.datetime) -> Self:
        """Note that its officer has read it; reading again changes nothing."""
        return self if self.read_at else replace(self, version=self.version + 1, read_at=now)

    def acknowledge(self, now: dt.datetime) -> Self:
        """Note that its officer has taken note; what is acknowledged is read."""
        if self.acknowledged_at:
            return self
        read_at = self.read_at or now
        return replace(self, version=self.version + 1, read_at=read_at, acknowledged_at=now)


def notification_id(cause: str, officer_id: str) -> str:
    """Name the one notification of an officer about a cause (events.md §1.7)."""
    return f"{cause}:{officer_id}:in-app"


def delivery_id(cause: str, officer_id: str) -> str:
    """Name the one mail to an officer about a cause."""
    return f"{cause}:{officer_id}:mail"

"""A delivery: one mail to one officer, tried until it is sent or it is clear that it cannot be.

The states are those of GOV.UK Notify: what the receiving side refuses for good is a permanent failure, what
may pass is a temporary one, and what never passed within the schedule a technical one. Suppressed is what a
mode keeps from leaving, cancelled what is too old to be worth reading.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

SENDING, SENT = "sending", "sent"
TEMPORARY, PERMANENT, TECHNICAL = "temporary-failure", "permanent-failure", "technical-failure"
SUPPRESSED, CANCELLED = "suppressed", "cancelled"
WAITING = (SENDING, TEMPORARY)
STATES = (SENDING, SENT, TEMPORARY, PERMANENT, TECHNICAL, SUPPRESSED, CANCELLED)
REPEATABLE = (PERMANENT, TECHNICAL, SUPPRESSED, CANCELLED)
# Seconds after each failed try (delivery.md §2.8, the schedule of Standard Webhooks); three days in all.
BACK_OFF = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
TRIES = len(BACK_OFF) + 1
# How long a try may take before another process may think that the one who made it is dead.
CLAIM = dt.timedelta(minutes=5)
LONGEST_SHARE = 0.2


@dataclass(frozen=True)
class Outcome:
    """What became of one try."""

    state: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A mail that has to leave; whom it is for is told by id, the address is asked for when it is sent."""

    id: str
    version: int
    officer_id: str
    state: str
    tries: int
    at: dt.datetime
    next_at: dt.datetime
    reason: str | None = None
    sent_at: dt.datetime | None = None

    def claim(self, now: dt.datetime) -> Self:
        """Begin a try; it is counted before it is made, so that one that kills the process counts too."""
        return replace(
            self, version=self.version + 1, state=SENDING, tries=self.tries + 1, next_at=now + CLAIM
        )

    def end(self, outcome: Outcome, now: dt.datetime, share: float) -> Self:
        """Note what became of the try; `share` in 0..1 spreads the next, so that not all come at once."""
        ended = replace(self, version=self.version + 1, state=outcome.state, reason=outcome.reason)
        if outcome.state == SENT:
            return replace(ended, sent_at=now)
        if outcome.state != TEMPORARY:
            return ended
        if self.tries >= TRIES:
            return replace(ended, state=TECHNICAL)
        wait = BACK_OFF[self.tries - 1] * (1 + LONGEST_SHARE * share)
        return replace(ended, next_at=now + dt.timedelta(seconds=wait))

    def repeat(self, now: dt.datetime) -> Self:
        """Begin anew what had come to an end without being sent."""
        return replace(
            self, version=self.version + 1, state=SENDING, tries=0, at=now, next_at=now, reason=None
        )


def judged(code: int) -> Outcome:
    """Return what an SMTP reply that refuses means (RFC 5321 §4.2.1): 4 may pass, 5 will not."""
    return Outcome(TEMPORARY if code < 500 else PERMANENT, f"smtp-{code}")

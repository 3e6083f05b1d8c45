"""How often a password may be guessed: the first mistakes are free, then the wait doubles."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LONGEST_WAIT = 900
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Attempts:
    """The recent failed sign-ins of one account or from one address; `free` of them cost no wait."""

    id: str
    free: int
    failures: int = 0
    blocked_until: datetime | None = None

    def wait(self, now: datetime) -> int:
        """Return for how many whole seconds no attempt is accepted."""
        if self.blocked_until is None or self.blocked_until <= now:
            return 0
        return math.ceil((self.blocked_until - now).total_seconds())

    def charged(self, now: datetime) -> Attempts:
        """Count one more attempt as failed, before the password is looked at."""
        failures = self.failures + 1
        delay = delay_after(failures, self.free)
        return replace(
            self, failures=failures, blocked_until=now + timedelta(seconds=delay) if delay else None
        )

    def refunded(self) -> Attempts:
        """Take one attempt back, because it was right."""
        failures = max(self.failures - 1, 0)
        return replace(self, failures=failures, blocked_until=None)


def delay_after(failures: int, free: int) -> int:
    """Return the seconds to wait after so many failures."""
    if failures < free:
        return 0
    return min(LONGEST_WAIT, 1 << min(failures - free, 10))

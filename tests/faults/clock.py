"""A wrong wall clock for one process, without root and without a library to preload."""

from __future__ import annotations

import datetime
import time
from typing import Any


def shift(seconds: float) -> None:
    """Let `time.time` and `datetime.now` of this process go wrong by `seconds`; the monotonic clock goes on.

    Only Python code sees the wrong time; nothing else in our processes reads one. Servers keep theirs.
    """
    right, right_ns, real = time.time, time.time_ns, datetime.datetime

    class AnyDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

    class Wrong(real, metaclass=AnyDatetime):  # type: ignore[misc, valid-type]
        def __new__(cls, *fields: Any, **named: Any) -> Any:
            return real(*fields, **named)

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return real.now(tz) + datetime.timedelta(seconds=seconds)

        @classmethod
        def utcnow(cls) -> datetime.datetime:
            return real.now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(seconds=seconds)

    time.time = lambda: right() + seconds
    time.time_ns = lambda: right_ns() + int(seconds * 1e9)
    datetime.datetime = Wrong  # type: ignore[misc]

"""History: what a million rows change in the cost of sending a plan, and of the first page of a list."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import Ground, Size, bench
from tests.bench.province import ISSUER, Province, agency_id, province

PAGE, READINGS, WARM = 10, 80, 20
LISTS = (f"/v1/arrivals?limit={PAGE}", f"/v1/directives?limit={PAGE}")
RECIPIENT = agency_id(0)


@bench("history", "fanout_history", "first_page_growth")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of a long history; the stores stand side by side and are asked in turn."""
    size = ground.size
    with ExitStack() as stack:
        first, short, long = (
            stack.enter_context(province(ground, size.small_audience))
            for _ in (size.first_list, size.short_history, size.history)
        )
        for there, rows in ((first, size.first_list), (short, size.short_history), (long, size.history)):
            there.issue_and_arrive()
            there.history(rows)
        yield _fanout(size, short, long)
        yield _first_page(size, first, long)


def _fanout(size: Size, short: Province, long: Province) -> Figure:
    pairs = [(short.issue_and_arrive(), long.issue_and_arrive()) for _ in range(size.repeats)]
    costs = [[seconds / size.small_audience * 1e6 for seconds in each] for each in zip(*pairs, strict=True)]
    told = [f"{spread(cost)} at {rows:,} rows" for cost, rows in zip(costs, _rows(size), strict=True)]
    growth = median(costs[1]) / median(costs[0])
    return figure("fanout_history", growth, f"µs per recipient: {', '.join(told)}")


def _rows(size: Size) -> tuple[int, int]:
    return size.short_history, size.history


def _first_page(size: Size, first: Province, long: Province) -> Figure:
    """Compare each list of the issuer and of a recipient; the figure is the one that grew most."""
    growths, told = [], []
    for who in (ISSUER, RECIPIENT):
        for path in LISTS:
            pairs = [(_timed(first, path, who), _timed(long, path, who)) for _ in range(READINGS)]
            before, after = (median(times[WARM:]) for times in zip(*pairs, strict=True))
            growths.append(after / before)
            name = f"{path.partition('?')[0].rpartition('/')[2]} of {who}"
            told.append(f"{name} {before:.1f} → {after:.1f} ms by {_plan(long, path, who)}")
    note = f"{size.first_list:,} → {size.history:,} dispatches: {'; '.join(told)}"
    return figure("first_page_growth", max(growths), note)


def _timed(there: Province, path: str, who: str) -> float:
    """Return the ms of a request to the app in this process."""
    officer = there.small.officer(who, "clerk")
    begun = time.perf_counter()
    answer = there.hosted.get(path, officer)
    seconds = time.perf_counter() - begun
    if answer.status_code != 200 or len(answer.json["items"]) != PAGE:
        raise RuntimeError(f"{path}: {answer.status_code}, {answer.json}")
    return seconds * 1000


def _plan(there: Province, path: str, who: str) -> str:
    """Return by which index and from how many keys the server answered, as its own profiler saw it.

    Raises RuntimeError when a whole collection was read.
    """
    db = there.db
    db.command("profile", 2)
    _timed(there, path, who)
    db.command("profile", 0)
    lists = {"$in": [f"{db.name}.{name}" for name in ("dispatches", "directives")]}
    seen = list(db["system.profile"].find({"ns": lists, "planSummary": {"$exists": True}}))
    db["system.profile"].drop()
    plans = [f"{one['planSummary']} ({one.get('keysExamined', 0)} keys)" for one in seen]
    if not plans or any("COLLSCAN" in plan for plan in plans):
        raise RuntimeError(f"{path} is not answered by an index: {plans}")
    return " then ".join(plans)

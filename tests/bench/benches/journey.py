"""Journey: what a hundred times the recipients change in the cost of the page that tells their way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from statistics import median

from chassis.events import Event
from services.portal.main import SERVICE
from tests.bench.figures import Figure, figure
from tests.bench.ground import Ground, bench
from tests.fixtures.web import Hosted, Issuer
from tests.portal import stream
from tests.portal.browsing import Clerk
from tests.portal.stream import MIDYEAR, PLAN, deliver

READINGS, WARM = 80, 20
SMALL, HEADS, CHUNK, STEPS = 100, 2, 500, 60
NOBODY = "http://127.0.0.1:1"
AWAY = ("directory", "directives", "reports", "notifications", "awards")
PAGES = {"all": f"/directives/{PLAN}", "a branch": f"/directives/{PLAN}?branch=head-0"}


@bench("journey", "journey_page_growth")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figure; both stores stand side by side and are asked in turn."""
    large = ground.size.province
    with ExitStack() as stack:
        small, big = (stack.enter_context(told(ground, number)) for number in (SMALL, large))
        growths, notes = [], []
        for name, path in PAGES.items():
            pairs = [(timed(small, path), timed(big, path)) for _ in range(READINGS)]
            before, after = (median(times[WARM:]) for times in zip(*pairs, strict=True))
            growths.append(after / before)
            notes.append(f"{name} {before:.1f} → {after:.1f} ms")
        note = f"{SMALL} → {large:,} recipients: {'; '.join(notes)}"
        yield figure("journey_page_growth", max(growths), note)


@contextmanager
def told(ground: Ground, recipients: int) -> Iterator[Clerk]:
    """Yield the issuer's clerk at a portal that has heard of a plan to so many agencies in two branches."""
    issuer = Issuer()
    hosted = Hosted(SERVICE, ground.mongo_url, issuer)
    try:
        there = hosted.app.extensions["liemchinh"]
        away = {f"{name}_url": NOBODY for name in AWAY}
        there.settings = replace(there.settings, **away)
        deliver(hosted.database, batches(recipients))
        yield Clerk(hosted, "province", "clerk")
    finally:
        hosted.close()
        issuer.close()


def batches(recipients: int) -> Iterator[list[Event]]:
    """Yield what is told of the plan, each chunk of it with the reports that are asked for."""
    paths = {f"head-{n}": ["province"] for n in range(HEADS)}
    paths |= {f"agency-{n}": ["province", f"head-{n % HEADS}"] for n in range(recipients - HEADS)}
    ids = list(paths)
    yield [agency("province", []), stream.issued(PLAN, "province", "577/KH-UBND")]
    for chunk, start in enumerate(range(0, recipients, CHUNK), 1):
        some = ids[start : start + CHUNK]
        yield [agency(id, paths[id]) for id in some]
        yield [
            stream.dispatched(PLAN, "province", dict.fromkeys(some, "assigned"), chunk=chunk),
            stream.arrived(PLAN, "province", *some, chunk=chunk),
            stream.required(PLAN, MIDYEAR, *some, chunk=chunk),
        ]
    yield [stream.registered(PLAN, id, 0) for id in ids[:STEPS]]
    yield [stream.due(MIDYEAR, "2024-06-14")]


def agency(agency_id: str, path: list[str]) -> Event:
    """Return what the directory says of an agency."""
    parent = path[-1] if path else None
    return stream.made(
        "agency-changed.v1", agency_id, agency_id=agency_id, name=agency_id, parent_id=parent, path=path
    )


def timed(reader: Clerk, path: str) -> float:
    """Return the ms of a request to the app in this process; the services beside it are away."""
    begun = time.perf_counter()
    answer = reader.get(path)
    seconds = time.perf_counter() - begun
    if answer.status_code != 200 or ("Thiếu báo cáo" not in answer.text and "Im lặng" not in answer.text):
        raise RuntimeError(f"{path}: {answer.status_code}")
    return seconds * 1000

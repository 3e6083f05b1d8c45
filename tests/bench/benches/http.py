"""HTTP: issuing and listing, beside FastAPI with the asynchronous driver doing the same on the same store."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from statistics import median

import requests

from infra.local.ports import HOST, free_ports
from infra.local.processes import Child
from infra.local.stack import SERVICES
from tests.bench.environments import PEERS, CannotInstall, python_of
from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import ROOT, Ground, bench
from tests.bench.load import CONNECTIONS, Request, another_process, at_once
from tests.bench.province import ISSUER, Province, province
from tests.bench.troupe import troupe

READY_SECONDS = 30.0
WARM = 50


@bench("http", "issue_rps", "issue_rps_vs_fastapi", "list_rps", "list_rps_vs_fastapi")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of the API."""
    with province(ground, 2) as there, troupe(ground, _told(there), "directives api") as running:
        ports = {"ours": running.ports.services["directives"][0]}
        try:
            python = python_of("fastapi")
        except CannotInstall as error:
            yield from _figures(_rounds(ground, there, ports), f"FastAPI did not run: {error}")
            return
        with _fastapi(ground, there, str(python)) as port:
            yield from _figures(_rounds(ground, there, ports | {"fastapi": port}), "FastAPI")


def _told(there: Province) -> dict[str, dict[str, str]]:
    return dict.fromkeys(SERVICES, there.told())


Rates = dict[tuple[str, str], list[float]]


def _rounds(ground: Ground, there: Province, ports: dict[str, int]) -> Rates:
    """Return the requests per second of each server at each work, asked in turn."""
    rates: Rates = {}
    count = ground.size.requests
    with another_process() as pool:
        for port in ports.values():
            _rate(pool, port, there.issuing(there.stock(WARM)))
            _rate(pool, port, _listing(there, WARM))
        for _ in range(ground.size.rounds):
            for who, port in ports.items():
                issued = _rate(pool, port, there.issuing(there.stock(count)))
                rates.setdefault(("issue", who), []).append(issued)
            for who, port in ports.items():
                listed = _rate(pool, port, _listing(there, count))
                rates.setdefault(("list", who), []).append(listed)
    _refuse_other_work(there)
    return rates


def _refuse_other_work(there: Province) -> None:
    """Raise RuntimeError unless every directive issued, by whichever server, left the same behind."""
    issued = there.db["directives"].count_documents({"status": "issued"})
    told = [there.db[name].count_documents({}) for name in ("outbox", "idempotency")]
    audited = there.db["audit"].count_documents({"action": "issue"})
    if told[0] != 2 * issued or audited != issued or told[1] < issued:
        raise RuntimeError(f"{issued} issued, but {told} rows in outbox and idempotency, {audited} audited")


def _rate(pool: ProcessPoolExecutor, port: int, asked: list[Request]) -> float:
    return pool.submit(at_once, port, asked).result()


def _listing(there: Province, count: int) -> list[Request]:
    officer = there.small.officer(ISSUER, "clerk")
    return [Request(str(number), "GET", "/v1/directives", officer) for number in range(count)]


def _figures(rates: Rates, peer: str) -> Iterator[Figure]:
    for work in ("issue", "list"):
        ours, theirs = rates[work, "ours"], rates.get((work, "fastapi"))
        told = f"{spread(ours)}/s with {CONNECTIONS} connections, one process of 8 threads"
        yield figure(f"{work}_rps", median(ours), told)
        ratio = median(ours) / median(theirs) if theirs else None
        yield figure(f"{work}_rps_vs_fastapi", ratio, f"{peer}: {spread(theirs)}/s" if theirs else peer)


@contextmanager
def _fastapi(ground: Ground, there: Province, python: str) -> Iterator[int]:
    """Yield the port of the peer, on the same store."""
    [port] = free_ports(1)
    told = {"mongo_url": ground.mongo_url, "mongo_db": there.hosted.settings.mongo_db, "port": port}
    told |= {"jwks": f"{there.hosted.issuer.url}/.well-known/jwks.json"}
    environ = {"BENCH_PEER": json.dumps(told), "PYTHONPATH": str(ROOT)}
    command = [python, str(PEERS / "with_fastapi.py")]
    child = Child("fastapi", command, ground.folder / "logs" / "fastapi.log", environ)
    try:
        _await(child, port)
        yield port
    finally:
        child.stop()


def _await(child: Child, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        child.require_alive()
        try:
            if requests.get(f"http://{HOST}:{port}/readyz", timeout=3).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError(f"FastAPI was not ready within {READY_SECONDS:.0f} s")

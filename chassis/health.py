"""Health: whether a process lives (`/healthz`) and whether it may be given work (`/readyz`)."""

import mmap
import threading
import time
from collections.abc import Callable
from typing import Any

import pymongo
from flask import Blueprint
from pymongo.errors import PyMongoError

from chassis.identity import public
from chassis.metrics import AdminServer, figures_app
from chassis.migrations import pending
from chassis.mongo import Database
from chassis.runtime import Runtime
from chassis.service import Service

Checks = Callable[[], dict[str, bool]]
Answer = tuple[dict[str, Any], int]
CACHE_SECONDS = 2.0
PROBE_SECONDS = 2.0

# One byte shared by a server and the workers it forks: set while it is being drained.
_draining = mmap.mmap(-1, 1)


def start_draining() -> None:
    """Answer 503 on /readyz from now on, in this process and in all it has forked."""
    _draining[0] = 1


def is_draining() -> bool:
    """Tell whether the server has been told to stop."""
    return _draining[0] == 1


def blueprint(ready: Checks, alive: Callable[[], bool] = lambda: True) -> Blueprint:
    """Return the two pages of a process: `ready` tells each condition, `alive` asks nobody else."""
    made, readiness = Blueprint("health", __name__), Readiness(ready)

    @made.get("/healthz")
    @public
    def healthz() -> Answer:
        fine = alive()
        return {"alive": fine}, 200 if fine else 503

    @made.get("/readyz")
    @public
    def readyz() -> Answer:
        return readiness.page()

    return made


def serve_worker(address: tuple[str, int], alive: Callable[[], bool], ready: Checks) -> AdminServer:
    """Answer /healthz, /readyz and /metrics for a worker; the caller closes the returned server."""
    app = figures_app()
    app.register_blueprint(blueprint(ready, alive))
    return AdminServer(address, app)


def checks(here: Runtime) -> dict[str, bool]:
    """Return each condition of an API: the store answers, migrations are current, caught up once."""
    told = store_checks(here.service, here.database)
    return told | {"caught_up": told["mongo"] and here.caught_up()}


def store_checks(service: Service, database: Database) -> dict[str, bool]:
    """Return whether the primary answers and no migration is pending."""
    try:
        with pymongo.timeout(PROBE_SECONDS):
            database.db.command("ping")
            return {"mongo": True, "migrations": not pending(service, database)}
    except PyMongoError:
        return {"mongo": False, "migrations": False}


class Readiness:
    """The checks of a process, asked at most once in two seconds however many probe."""

    def __init__(self, ask: Checks) -> None:
        self._ask = ask
        self._known: dict[str, bool] = {}
        self._until = 0.0
        self._lock = threading.Lock()

    def page(self) -> Answer:
        """Return the page `/readyz`."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._known = self._ask()
                self._until = time.monotonic() + CACHE_SECONDS
            told = self._known | {"draining": is_draining()}
        ready = not is_draining() and all(self._known.values())
        return {"ready": ready, "checks": told}, 200 if ready else 503

"""What one app stands on: its service, its settings and its one database, opened after the fork."""

from __future__ import annotations

import threading

from flask import Flask, current_app

from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings


class Runtime:
    """Held in `app.extensions["liemchinh"]`; the database is opened by whoever needs it first."""

    def __init__(self, service: Service, settings: Settings, database: Database | None = None) -> None:
        self.service = service
        self.settings = settings
        self._database = database
        self._lock = threading.Lock()
        self._caught_up = False

    @property
    def database(self) -> Database:
        """The process's database; made on first use so that building an app needs no server."""
        with self._lock:
            if self._database is None:
                told = self.settings
                self._database = Database(told.mongo_url, told.mongo_db, max_pool=told.threads + 8)
            return self._database

    def caught_up(self) -> bool:
        """Tell whether the store has caught up once with its topics; a service that listens to none has."""
        if not self._caught_up and self.service.subscriptions:
            found = self.database.db["bootstrap"].find_one({"caught_up_at": {"$type": "date"}})
            self._caught_up = found is not None
        return self._caught_up or not self.service.subscriptions


def runtime(app: Flask | None = None) -> Runtime:
    """Return the runtime of `app`, else of the current app."""
    here: Runtime = (app or current_app).extensions["liemchinh"]
    return here

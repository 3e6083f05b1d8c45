"""What one app stands on: its service, its settings and its one database, opened after the fork."""

from typing import cast

from flask import Flask, current_app

from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings


class Runtime:
    """Held in `app.extensions["liemchinh"]`; its database connects when it is first used."""

    def __init__(self, service: Service, settings: Settings, database: Database | None = None) -> None:
        self.service = service
        self.settings = settings
        self.database = database or Database.of(settings, max_pool=settings.threads + 8)
        self._caught_up = not service.subscriptions

    def caught_up(self) -> bool:
        """Tell whether the store has caught up once with its topics; a service that listens to none has."""
        if not self._caught_up:
            found = self.database.db["bootstrap"].find_one({"caught_up_at": {"$type": "date"}})
            self._caught_up = found is not None
        return self._caught_up


def runtime(app: Flask | None = None) -> Runtime:
    """Return the runtime of `app`, else of the current app."""
    return cast(Runtime, (app or current_app).extensions["liemchinh"])

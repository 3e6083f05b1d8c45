"""The commands of a service: `python -m services.<name> api | consume | relay | schedule | …`.

Each command imports what it runs, so that an API process never loads Kafka.
"""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from chassis import logs, metrics
from chassis.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from chassis.mongo import Database
    from chassis.service import Service
    from chassis.settings import Settings

POLL_SECONDS = 0.2


def commands(service: Service) -> click.Group:
    """Return the service's group of commands; a process with nothing to do is not offered.

    The service's own commands are added with `add_command`.
    """
    from chassis.redrive import redrive_commands

    group = click.Group(name=service.name, help=f"The processes and jobs of {service.name}.")
    listens, sends, has_loops = bool(service.subscriptions), service.publishes, bool(service.loops)
    for name, about, run, offered in (
        ("api", "Answer HTTP requests.", _api, True),
        ("migrate", "Create collections and indexes.", _migrate, True),
        ("consume", "Apply events.", partial(_work, "consume"), listens),
        ("relay", "Send the outbox.", partial(_work, "relay"), sends),
        ("schedule", "Run the service's own loops.", partial(_work, "schedule"), has_loops),
        ("worker", "All that runs beside the API.", partial(_work, "worker"), listens or sends or has_loops),
    ):
        if offered:
            group.add_command(click.Command(name, help=about, callback=partial(run, service)))
    if listens:
        group.add_command(redrive_commands(service))
    return group


def _api(service: Service) -> None:
    from chassis.server import run_api

    settings = settings_of(service)
    wait_for_migrations(service, settings)
    run_api(service, settings)


def _work(process: str, service: Service) -> None:
    # A worker is one process: with the folder of an API's processes it would add to their figures.
    os.environ.pop(metrics.FOLDER, None)
    from chassis.worker import run_worker

    settings = settings_of(service)
    logs.configure(service, settings)
    wait_for_migrations(service, settings)
    run_worker(service, settings, process)


def _migrate(service: Service) -> None:
    from chassis.migrations import migrate

    database = _database(settings_of(service))
    try:
        migrate(service, database)
    finally:
        database.close()
    click.echo(f"{service.name}: every migration is applied.")


def settings_of(service: Service) -> Any:
    """Return the service's settings; a wrong environment ends the command with one line per mistake."""
    try:
        return read_settings(service)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def wait_for_migrations(service: Service, settings: Settings) -> None:
    """Return when no migration is pending; ends the command with a sentence after `startup_wait_seconds`.

    The connection is closed before the caller forks.
    """
    database = _database(settings)
    deadline = time.monotonic() + settings.startup_wait_seconds
    try:
        while reason := _not_current(service, database):
            if time.monotonic() > deadline:
                raise click.ClickException(f"{service.name} did not start: {reason}")
            time.sleep(POLL_SECONDS)
    finally:
        database.close()


def _not_current(service: Service, database: Database) -> str | None:
    from pymongo.errors import PyMongoError

    from chassis.migrations import pending

    try:
        waiting = pending(service, database)
    except PyMongoError as error:
        return f"MongoDB does not answer ({type(error).__name__})"
    if not waiting:
        return None
    return f"migrations are pending; run: python -m services.{service.name} migrate"


def _database(settings: Settings) -> Database:
    from chassis.mongo import Database

    return Database(settings.mongo_url, settings.mongo_db)

"""The commands of a service: `python -m services.<name> api | consume | relay | schedule | …`."""

from __future__ import annotations

import os
import time
from contextlib import closing
from functools import partial

import click
from pymongo.errors import PyMongoError

from chassis import logs, metrics
from chassis.migrations import migrate, pending
from chassis.mongo import Database
from chassis.redrive import redrive_commands
from chassis.server import run_api
from chassis.service import Service
from chassis.settings import Settings, read_settings

POLL_SECONDS = 0.2


def commands(service: Service) -> click.Group:
    """Return the service's group of commands; a process with nothing to do is not offered.

    The service's own commands are added with `add_command`.
    """
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
    settings = read_settings(service)
    wait_for_migrations(service, settings)
    run_api(service, settings)


def _work(process: str, service: Service) -> None:
    # Imported here and not above: an API process never loads Kafka.
    from chassis.worker import run_worker

    # A worker is one process: with the folder of an API's processes it would add to their figures.
    os.environ.pop(metrics.FOLDER, None)
    settings = read_settings(service)
    logs.configure(service, settings)
    wait_for_migrations(service, settings)
    run_worker(service, settings, process)


def _migrate(service: Service) -> None:
    with closing(Database.of(read_settings(service))) as database:
        migrate(service, database)
    click.echo(f"{service.name}: every migration is applied.")


def wait_for_migrations(service: Service, settings: Settings) -> None:
    """Return when no migration is pending; ends the command with a sentence after `startup_wait_seconds`.

    The connection is closed before the caller forks.
    """
    deadline = time.monotonic() + settings.startup_wait_seconds
    with closing(Database.of(settings)) as database:
        while reason := _not_current(service, database):
            if time.monotonic() > deadline:
                raise click.ClickException(f"{service.name} did not start: {reason}")
            time.sleep(POLL_SECONDS)


def _not_current(service: Service, database: Database) -> str | None:
    try:
        waiting = pending(service, database)
    except PyMongoError as error:
        return f"MongoDB does not answer ({type(error).__name__})"
    return f"migrations are pending; run: python -m services.{service.name} migrate" if waiting else None

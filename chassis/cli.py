"""The commands of a service: `python -m services.<name> api | consume | relay | schedule | redrive | …`."""

import gc
import getpass
import os
import time
from contextlib import closing
from functools import partial

import click
import orjson

from chassis import dead_letters, logs, metrics
from chassis.health import store_checks
from chassis.migrations import migrate
from chassis.mongo import Database
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
        group.add_command(_redrive(service))
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

    The connection is closed before the caller forks, and what is loaded by then is no more looked through.
    """
    deadline = time.monotonic() + settings.startup_wait_seconds
    with closing(Database.of(settings)) as database:
        while not all((told := store_checks(service, database)).values()):
            if time.monotonic() > deadline:
                pending = f"migrations are pending; run: python -m services.{service.name} migrate"
                reason = pending if told["mongo"] else "MongoDB does not answer"
                raise click.ClickException(f"{service.name} did not start: {reason}")
            time.sleep(POLL_SECONDS)
    # It stays. Looking through it again and again cost the collector a fifth of a consumer's time (measured).
    gc.freeze()


def _redrive(service: Service) -> click.Group:
    """Return the commands on the service's dead letters, each kept with its operator."""

    def opened() -> closing[Database]:
        return closing(Database.of(read_settings(service)))

    group = click.Group("redrive", help="Dead letters: list, show, repeat or discard them.")

    @group.command("list", help="List the open dead letters, oldest first.")
    @click.option("--all", "everything", is_flag=True, help="Settled ones too.")
    def list_letters(everything: bool) -> None:
        with opened() as database:
            for letter in dead_letters.listed(database, open_only=not everything):
                told = dead_letters.summary(letter)
                click.echo("\t".join(told[column] for column in ("id", "type", "place", "reason")))

    @group.command(help="Show one dead letter with its reason; its body is not shown.")
    @click.argument("letter_id")
    def show(letter_id: str) -> None:
        with opened() as database:
            found = {one["_id"]: one for one in dead_letters.listed(database, open_only=False)}
        if letter_id not in found:
            raise click.ClickException(f"there is no dead letter {letter_id}")
        click.echo(orjson.dumps(dead_letters.summary(found[letter_id])).decode())

    @group.command(help="Apply one again, or all open ones of a type.")
    @click.argument("letter_id", required=False)
    @click.option("--type", "event_type", help="All open dead letters of this event type.")
    def again(letter_id: str | None, event_type: str | None) -> None:
        if bool(letter_id) == bool(event_type):
            raise click.UsageError("give either an id or --type")
        with opened() as database:
            of_type = (one["_id"] for one in dead_letters.listed(database) if one["type"] == event_type)
            for one in [letter_id] if letter_id else list(of_type):
                click.echo(f"{one}\t{_repeat(service, database, one)}")

    @group.command(help="Close one without applying it.")
    @click.argument("letter_id")
    @click.option("--reason", required=True, help="Why; kept with the dead letter.")
    def discard(letter_id: str, reason: str) -> None:
        with opened() as database:
            click.echo(dead_letters.discard(database, letter_id, getpass.getuser(), reason))

    return group


def _repeat(service: Service, database: Database, letter_id: str) -> str:
    try:
        return dead_letters.redrive(service, database, letter_id, getpass.getuser())
    except Exception as error:  # whatever the handler raises, the next one is tried
        return f"failed again: {type(error).__name__}"

"""The commands on a service's dead letters: list, show, repeat, discard, each kept with its operator."""

from __future__ import annotations

import getpass
from contextlib import closing

import click
import orjson

from chassis import dead_letters
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import read_settings


def redrive_commands(service: Service) -> click.Group:
    """Return the group `redrive` of a service."""

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

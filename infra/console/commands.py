"""The operator's console `liemchinh`: is everything well, and which events could not be applied?

It looks at every service of the installation, in the environment of its processes: MONGO_URL,
KAFKA_BOOTSTRAP_SERVERS, KAFKA_TOPIC_PREFIX, HOST. Ports and databases are the services' own.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import click
import orjson
from pymongo.errors import PyMongoError

from chassis import dead_letters
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings, read_settings
from infra.console.examine import STORE_MS, examine
from infra.local import topics as declarations

PER_PROCESS = {"PORT", "ADMIN_PORT", "METRICS_PORT", "MONGO_DB"}
only = click.option("--service", "names", multiple=True, help="Only this one; may be repeated.")
output = click.option("-o", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group("liemchinh", help="Looks after an installation of Liêm Chính.")
def main() -> None:
    """Run a command of the console."""


@main.command(help="Say what is well and what is not; status 1 when something is not.")
@only
@output
def doctor(names: Sequence[str], form: str) -> None:
    """Examine every service."""
    findings = [
        {"service": service.name, "check": check, "ok": ok, "found": found}
        for service in installed(names)
        for check, (ok, found) in examine(service, settings_of(service))
    ]
    show(findings, form)
    if not all(finding["ok"] for finding in findings):
        raise SystemExit(1)


@main.command(help="Make those topics of topics.yaml that are not there; none is ever changed.")
def topics() -> None:
    """Make the missing topics and name all."""
    declared = declarations.declared()
    declarations.create(settings_of(Service("topics", 0)), declared)
    click.echo(f"there are: {', '.join(sorted(declared))}")


@main.group(help="Dead letters: events that could not be applied.")
def dlq() -> None:
    """Look at dead letters; `python -m services.<name> redrive` repeats or discards them."""


@dlq.command("list", help="List the open dead letters of all services, oldest first.")
@only
@output
def list_letters(names: Sequence[str], form: str) -> None:
    """List what nobody has dealt with."""
    letters: list[dict[str, Any]] = []
    try:
        for service in installed(names):
            with closing(Database.of(settings_of(service), server_selection_ms=STORE_MS)) as database:
                letters += map(dead_letters.summary, dead_letters.listed(database))
    except PyMongoError as error:
        raise click.ClickException("MongoDB does not answer") from error
    show(sorted(letters, key=lambda letter: str(letter["at"])), form)


def installed(names: Sequence[str] = ()) -> list[Service]:
    """Return the services of this installation, those named or all."""
    there = sorted(
        module.name for module in pkgutil.iter_modules(importlib.import_module("services").__path__)
    )
    if unknown := sorted(set(names) - set(there)):
        raise click.ClickException(f"there is no service {', '.join(unknown)}; there are {', '.join(there)}")
    return [importlib.import_module(f"services.{name}.main").SERVICE for name in names or there]


def settings_of(service: Service) -> Settings:
    """Return what all processes of an installation share, with a service's own ports and database."""
    shared = {name: value for name, value in os.environ.items() if name not in PER_PROCESS}
    told: Settings = read_settings(Service(service.name, service.port), shared)
    return told


def show(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print rows as JSON or as a table with aligned columns."""
    if form == "json":
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    elif rows:
        lines = [[*rows[0]], *([str(value) for value in row.values()] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            click.echo("  ".join(cells).rstrip())

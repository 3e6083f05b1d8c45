"""The commands of notifications: python -m services.notifications api | consume | … | schedule | tick"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from chassis.cli import commands, wait_for_migrations
from chassis.context import BUSINESS_ZONE
from chassis.errors import Refusal
from chassis.mongo import Database
from chassis.settings import read_settings
from services.notifications.main import SERVICE

cli = commands(SERVICE)


@cli.command("tick")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="the business day; today unless told")
def tick(day: datetime | None) -> None:
    """Send the reminders of a business day; doing it again sends nothing twice."""
    from services.notifications.reminders.tick import Run

    settings, now = read_settings(SERVICE), datetime.now(UTC)
    wait_for_migrations(SERVICE, settings)
    on = day.date() if day else now.astimezone(BUSINESS_ZONE).date()
    database = Database.of(settings)
    try:
        steps = list(Run(on, now).steps(database))
    except Refusal as refusal:
        told = SERVICE.problems[refusal.code].sentence("en", {**refusal.facts, "pointer": "--on"})
        raise click.ClickException(told) from refusal
    finally:
        database.close()
    sent, mails = sum(step.reminders for step in steps), sum(step.mails for step in steps)
    click.echo(f"{on}: {sent} reminders in {mails} digests.")


if __name__ == "__main__":
    cli()

"""The portal's processes and jobs: `python -m services.portal …`."""

from __future__ import annotations

import click

from chassis.cli import commands
from services.portal.main import SERVICE

cli = commands(SERVICE)


@cli.command(help="Make the read models again from Kafka, compare, put right what differs; 1 if not equal.")
@click.option("--check", is_flag=True, help="Only compare.")
def rebuild(check: bool) -> None:
    """Make the read models again while the ones that are there go on answering."""
    # Imported here and not above: an API process never loads Kafka.
    from services.portal.rebuilding.command import rebuild as run

    if not run(SERVICE, check=check):
        raise SystemExit(1)


if __name__ == "__main__":
    cli()

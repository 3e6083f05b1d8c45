"""The directory's processes and jobs: `python -m services.directory …`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from chassis.cli import commands, wait_for_migrations
from chassis.settings import read_settings
from services.directory.main import SERVICE

# The services that ask this one for what they may not keep.
KEYED_SERVICES = ("notifications",)
cli = commands(SERVICE)


@cli.command("rotate-key")
def rotate_key() -> None:
    """Sign tokens with a new key from now on; the older keys stay published until their tokens end."""
    from services.directory.sessions.keys import KeyFolder

    kid = KeyFolder(read_settings(SERVICE).signing_keys_dir).rotate(datetime.now(UTC))
    click.echo(f"Tokens are signed with the key {kid} from now on.")


@cli.command("load-sample")
@click.option("--seed", default=2024, show_default=True, help="which made-up names the officers get")
def load_sample(seed: int) -> None:
    """Load the sample province of 2024, with the first administrator and the officers of the story."""
    from chassis.mongo import Database
    from services.directory.principals.keys import give_key
    from services.directory.sample.load import OwnData, load

    settings = read_settings(SERVICE)
    wait_for_migrations(SERVICE, settings)
    database = Database(settings.mongo_url, settings.mongo_db)
    try:
        loaded = load(database, settings.sign_ins_file, seed)
        for service in KEYED_SERVICES:
            if not (settings.service_keys_dir / service).exists():
                give_key(database, service, settings.service_keys_dir / service)
    except OwnData:
        click.echo("The directory holds agencies of its own: the sample was not loaded.")
        return
    finally:
        database.close()
    click.echo(_told(loaded.added))
    new = "New passwords of the story's officers are" if loaded.new_passwords else "Their passwords stay"
    click.echo(f"{new} in {settings.sign_ins_file}")


@cli.command("service-key")
@click.argument("service", type=click.Choice(KEYED_SERVICES))
@click.option("--file", type=click.Path(path_type=Path), help="SERVICE_KEYS_DIR/<service> unless told")
def service_key(service: str, file: Path | None) -> None:
    """Give a service of ours a new key, with which it signs in; the older one ends."""
    from chassis.mongo import Database
    from services.directory.principals.keys import NoAgency, give_key

    settings = read_settings(SERVICE)
    wait_for_migrations(SERVICE, settings)
    database = Database(settings.mongo_url, settings.mongo_db)
    to = file or settings.service_keys_dir / service
    try:
        username = give_key(database, service, to)
    except NoAgency as error:
        raise click.ClickException("The directory holds no agency yet: establish the first one.") from error
    finally:
        database.close()
    click.echo(f"The key of {username} is in {to}")


def _told(added: Mapping[str, int]) -> str:
    if not added:
        return "The sample province is there already: nothing was added."
    counts = (f"{count} {kind}" for kind, count in added.items())
    return f"The sample province is loaded: {', '.join(counts)}."


if __name__ == "__main__":
    cli()

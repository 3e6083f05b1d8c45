"""`python -m infra.contracts [--check]`: write the generated files, or name those that are stale."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from infra.contracts import asyncapi, openapi, operations_page, page, promises
from infra.contracts.catalogue import ROOT, events, services


def generated() -> dict[Path, str]:
    """Return the content of every generated file; raises ClickException when a promise is broken."""
    known, running = events(), services()
    broken = promises.broken(known, promises.kept())
    if broken:
        raise click.ClickException("\n".join(broken))
    files = {
        asyncapi.FILE: asyncapi.document(known, running),
        promises.FILE: promises.written(known),
        page.FILE: page.with_table(page.FILE.read_text(encoding="utf-8"), known, running),
        operations_page.FILE: operations_page.with_tables(
            operations_page.FILE.read_text(encoding="utf-8"), running
        ),
    }
    return files | {openapi.file_of(service): openapi.document(service) for service in running}


def stale() -> list[str]:
    """Return the generated files that differ from what the code generates."""
    made = generated()
    return [
        str(file.relative_to(ROOT))
        for file, text in made.items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]


@click.command()
@click.option("--check", is_flag=True, help="write nothing; fail when a file is stale")
def main(check: bool) -> None:
    """Generate AsyncAPI, OpenAPI, the tables of docs/ and the list of promised fields."""
    old = stale()
    if check and old:
        raise click.ClickException(f"run `make contracts`: {', '.join(old)}")
    for file, text in generated().items() if old else ():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    click.echo(f"written: {', '.join(old)}" if old else "every generated file is current")


if __name__ == "__main__":
    sys.exit(main())

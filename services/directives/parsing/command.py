"""`python -m services.directives parse FILE`: what a file says, as JSON."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from services.directives.parsing.parse import SecretDocument, parse
from services.directives.parsing.text import NotText, decode

MOST_BYTES = 16 * 1024 * 1024
REFUSED = 2


@click.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def parse_command(file: Path) -> None:
    """Read the documents of a text FILE and print them; exit code 2 for a secret document or no text."""
    try:
        read = parse(_decoded(file))
    except SecretDocument:
        _refuse("The file bears a mark of secrecy (Mật, Tối mật or Tuyệt mật) and is not read.")
    except NotText:
        _refuse("The file is no text that can be read.")
    else:
        click.echo(orjson.dumps(read, option=orjson.OPT_INDENT_2).decode())


def _decoded(file: Path) -> str:
    if file.stat().st_size > MOST_BYTES:
        raise NotText("too large")
    return decode(file.read_bytes())


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(REFUSED)

"""The person at the terminal: stops what runs, is told in a sentence what is wrong, runs one at a time."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotGoOn(Exception):
    """What ends a command; the message is the sentence the person reads."""


@contextmanager
def told() -> Iterator[None]:
    """Leave in order on Ctrl-C, SIGTERM and SIGHUP; say in a sentence what else ended the command."""
    for number in STOPPING:
        signal.signal(number, _leave)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("stopped")
        raise SystemExit(0) from None
    except (CannotGoOn, TimeoutError) as error:
        raise click.ClickException(str(error)) from error


def _leave(*_: object) -> None:
    # A second signal must not interrupt the stopping that the first one began.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


class Terminal:
    """Where the output goes. A closed terminal tells only its first process, which may be make, not us."""

    def __init__(self) -> None:
        self._was_one = sys.stdout.isatty()

    def require_open(self) -> None:
        """Leave as on Ctrl-C when there was a terminal and it has gone away."""
        if self._was_one and not os.isatty(sys.stdout.fileno()):
            _leave()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold `path`, with our process id in it, until we end in whatever way; raises CannotGoOn when held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotGoOn(f"it runs already, as process {path.read_text()}; `make stop` ends it") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(path: Path) -> int | None:
    """Return the process that holds `path`; a number left behind by one that was killed is nobody."""
    if not path.exists():
        return None
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read())
    return None

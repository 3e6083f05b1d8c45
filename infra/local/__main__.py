"""`python -m infra.local run | demo | stop | doctor | lock | jars`: what the Makefile calls."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from infra.local import doctor, jars
from infra.local.ports import PortInUse
from infra.local.processes import ChildDied
from infra.local.servers import NoServers
from infra.local.stack import Ports, Stack, running
from infra.local.story.play import play

DATA = Path(__file__).parents[2] / ".data"
RUN, DEMO = DATA / "run", DATA / "demo"
PID = RUN / "run.pid"
STOP_SECONDS = 60
LOOK_SECONDS = 1.0


@click.group()
def cli() -> None:
    """The whole system on this machine."""


@cli.command()
def demo() -> None:
    """Play the story on fresh servers, then stop everything."""
    shutil.rmtree(DEMO, ignore_errors=True)
    with _told(), running(DEMO, Ports.free(), click.echo) as stack:
        told = play(stack, click.echo)
    raise SystemExit(0 if told else 1)


@cli.command()
def run() -> None:
    """Start the system on its own data and stay up; the story is played once, on new data."""
    new = not (RUN / "played").exists()
    with _told(), running(RUN, Ports.fixed(), click.echo) as stack:
        PID.write_text(str(os.getpid()))
        try:
            if new and not play(stack, click.echo):
                raise SystemExit(1)
            (RUN / "played").touch()
            _welcome(stack, new)
            _stay(stack)
        finally:
            PID.unlink(missing_ok=True)


def _welcome(stack: Stack, new: bool) -> None:
    if not new:
        click.echo("this machine has its own data from an earlier run; the story is not played again")
    click.echo("")
    for name, url in stack.urls.items():
        click.echo(f"  {name:<12} {url}")
    click.echo(f"  {'sign-ins':<12} {stack.sign_ins}")
    click.echo("Ctrl-C stops everything.")
    click.echo(stack.urls["portal"])


def _stay(stack: Stack) -> None:
    while True:
        stack.require_alive()
        time.sleep(LOOK_SECONDS)


@contextmanager
def _told() -> Iterator[None]:
    """Stop in order on Ctrl-C, SIGTERM and when the terminal goes away; tell what is wrong in a sentence."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("stopped")
        raise SystemExit(0) from None
    except (ChildDied, PortInUse, NoServers, jars.JarMismatch, TimeoutError) as error:
        raise click.ClickException(str(error)) from error


def _interrupt(*_: object) -> None:
    # A second signal must not interrupt the stopping that the first one began.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@cli.command()
def stop() -> None:
    """Stop a `run` in another terminal."""
    if not PID.exists():
        click.echo("nothing runs")
        return
    pid = int(PID.read_text())
    try:
        os.kill(pid, signal.SIGTERM)
        for _ in range(STOP_SECONDS * 5):
            os.kill(pid, 0)
            time.sleep(0.2)
    except ProcessLookupError:
        PID.unlink(missing_ok=True)
        click.echo("stopped")
        return
    raise click.ClickException(f"process {pid} did not stop within {STOP_SECONDS} s")


@cli.command("doctor")
def examine() -> None:
    """Say what this machine lacks."""
    raise SystemExit(doctor.main([]))


@cli.command("jars")
def lock_jars() -> None:
    """Write infra/kafka/jars.lock anew."""
    jars.write_lock()


@cli.command("lock")
@click.argument("extra")
def lock_requirements(extra: str) -> None:
    """Resolve requirements/EXTRA.txt anew; `dev` has everything."""
    extras = ["--all-extras"] if extra == "dev" else ["--extra", extra]
    out = DATA.parent / "requirements" / f"{extra}.txt"
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        *extras,
        "--output-file",
        str(out),
    ]
    options = [
        "--quiet",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--universal",
        "--python-version",
        "3.11",
    ]
    subprocess.run(
        [*command, *options, "--no-emit-index-url", "--no-emit-find-links"], cwd=DATA.parent, check=True
    )


if __name__ == "__main__":
    cli()

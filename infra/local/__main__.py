"""`python -m infra.local run | demo | stop | doctor | lock | jars | vendor`: what the Makefile calls."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click

from infra.local import doctor, jars, vendor
from infra.local.stack import Ports, Stack, running
from infra.local.story.play import play
from infra.local.terminal import CannotGoOn, Terminal, held, holder, told

DATA = Path(__file__).parents[2] / ".data"
RUN, DEMO = DATA / "run", DATA / "demo"
PID = DATA / "run.pid"
STOP_SECONDS = 60
LOOK_SECONDS = 1.0


@click.group()
def cli() -> None:
    """The whole system on this machine."""


@cli.command()
def demo() -> None:
    """Play the story on fresh servers, then stop everything."""
    with told(), held(DATA / "demo.pid"):
        shutil.rmtree(DEMO, ignore_errors=True)
        with running(DEMO, Ports.free(), click.echo) as stack:
            if stack.holds_data():
                raise CannotGoOn("the given servers hold data of an earlier run; the demo needs empty ones")
            seen = play(stack, click.echo)
    raise SystemExit(0 if seen else 1)


@cli.command()
def run() -> None:
    """Start the system on its own data and stay up; the story is played once, on new data."""
    terminal = Terminal()
    with told(), held(PID):
        _forget_half_a_story()
        with running(RUN, Ports.fixed(), click.echo) as stack:
            new = not stack.holds_data()
            if new and not play(stack, click.echo):
                raise SystemExit(1)
            (RUN / "played").touch()
            _welcome(stack, new)
            _stay(stack, terminal)


def _forget_half_a_story() -> None:
    """Remove the data of a run that ended within the story: nobody has worked on them yet."""
    if (RUN / "mongo").exists() and not (RUN / "played").exists():
        click.echo("the last run ended within the story; its data are removed and it is played anew")
        shutil.rmtree(RUN)


def _welcome(stack: Stack, new: bool) -> None:
    if not new:
        click.echo("this machine has its own data from an earlier run; the story is not played again")
    click.echo("")
    for name, url in stack.urls.items():
        click.echo(f"  {name:<14} {url}")
    click.echo(f"  {'sign-ins':<14} {stack.sign_ins}")
    click.echo("Ctrl-C stops everything.")
    click.echo(stack.urls["portal"])


def _stay(stack: Stack, terminal: Terminal) -> None:
    while True:
        stack.require_alive()
        terminal.require_open()
        time.sleep(LOOK_SECONDS)


@cli.command()
def stop() -> None:
    """Stop a `run` in another terminal."""
    pid = holder(PID)
    if pid is None:
        click.echo("nothing runs")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while holder(PID) == pid:
        if time.monotonic() > deadline:
            raise click.ClickException(f"process {pid} did not stop within {STOP_SECONDS} s")
        time.sleep(0.2)
    click.echo("stopped")


@cli.command("doctor")
def examine() -> None:
    """Say what this machine lacks."""
    raise SystemExit(doctor.main([]))


@cli.command("jars")
def lock_jars() -> None:
    """Write infra/kafka/jars.lock anew."""
    jars.write_lock()


@cli.command("vendor")
def take_vendored() -> None:
    """Take the pages' scripts anew from npm."""
    click.echo(f"written: {', '.join(vendor.refresh())}")


@cli.command("lock")
@click.argument("extra")
def lock_requirements(extra: str) -> None:
    """Resolve requirements/EXTRA.txt anew; `dev` has everything, FILE.in gets its lock beside it."""
    source = ["pyproject.toml", *(["--all-extras"] if extra == "dev" else ["--extra", extra])]
    out = f"requirements/{extra}.txt"
    if extra.endswith(".in"):
        # Both go into one environment, so what both need is the same in both.
        source, out = [extra, "--constraint", "requirements/dev.txt"], extra.removesuffix("in") + "txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", *source, "--output-file", out]
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

"""`python -m tests.faults [ROW …]`: bring every fault about, print what it did, fail when a promise broke."""

from __future__ import annotations

import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from infra.local import servers
from infra.local.ports import free_ports
from tests.bench.figures import drawn
from tests.faults import results
from tests.faults.ground import FAULTS, FULL, MISTAKEN, SHORT, Ground, Size
from tests.faults.results import Result
from tests.faults.rows import every_row
from tests.faults.sabotage import SABOTAGES, SEEN_BY
from tests.faults.scene import ROOT, Servers
from tests.faults.table import COLUMNS, Row, cells

FILES = 16_384
ROW_SECONDS = 300
# Two rows that wait for most of two minutes go on beside those that count and do not time.
WAITING, BESIDE = ("P5", "P6"), ("P7", "P8", "P9", "P11", "P13", "P15")
FOLDER = ROOT / ".data" / "faults"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--short", is_flag=True, help="As make test runs them.")
@click.option("--sabotage", type=click.Choice(list(SABOTAGES)), help="Make a mistake on purpose.")
@click.option("--mistakes", is_flag=True, help="Make in each row the mistake that it must see.")
def main(names: tuple[str, ...], short: bool, sabotage: str | None, mistakes: bool) -> None:
    """Bring the faults NAMES about, or all of them."""
    every_row()
    if unknown := [name for name in names if name not in FAULTS]:
        raise click.UsageError(f"there is no row {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGALRM, too_long)
    allow_many_connections()
    begun, size = time.monotonic(), MISTAKEN if mistakes else SHORT if short else FULL
    with ground(size, sabotage) as prepared:
        chosen = sorted(names or FAULTS, key=lambda name: int(name[1:]))
        done = all_of(chosen, lambda name: shown(name, prepared, SEEN_BY[name] if mistakes else sabotage))
    click.echo(drawn(COLUMNS, (cells(one.name, one.title, one.row) for one in done)))
    if mistakes:
        results.keep_among(results.MISTAKES, done)
    elif not names and size is FULL and not sabotage:
        results.keep(results.FAULTS, done, time.monotonic() - begun)
    wrong = [one.name for one in done if not (one.seen if mistakes else one.row.kept)]
    if wrong:
        what = "these rows do not see their mistake" if mistakes else "these promises broke"
        raise click.ClickException(f"{what}: {', '.join(wrong)}; the logs are in {prepared.folder}")
    shutil.rmtree(prepared.folder)


@contextmanager
def ground(size: Size, sabotage: str | None) -> Iterator[Ground]:
    """Yield servers and a folder of this run's own; of the folder only logs stay."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    started = servers.start(servers.choose_here(), folder, tuple(free_ports(3)))
    made = Ground(Servers(started.mongo_url, started.kafka_servers), folder, size, sabotage)
    try:
        with made.ending:
            yield made
    finally:
        started.stop()
        for file in folder.rglob("*"):
            if file.is_file() and file.suffix != ".log":
                file.unlink()


def all_of(chosen: Sequence[str], run: Callable[[str], Result]) -> list[Result]:
    """Run the chosen rows in their order, those that wait in a lane of their own; return what each found."""
    done: dict[str, Future[Result] | Result] = {}
    with ThreadPoolExecutor(1) as lane:
        for name in chosen:
            if name in WAITING and len(chosen) > 1:
                done[name] = lane.submit(run, name)
                continue
            if name not in BESIDE:
                done |= {other: ended(one) for other, one in done.items()}
            done[name] = run(name)
    return [ended(one) for one in done.values()]


def ended(one: Future[Result] | Result) -> Result:
    """Return what a row found, when it is over."""
    return one.result() if isinstance(one, Future) else one


def too_long(*_: object) -> None:
    """End a row that hangs."""
    raise TimeoutError(f"the row was not over within {ROW_SECONDS} s")


def allow_many_connections() -> None:
    """Raise the limit of open files, which is 1,024 on most machines, for this process and its children."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else FILES, most))


def shown(name: str, prepared: Ground, sabotage: str | None) -> Result:
    """Bring one fault about and tell on standard error what became of it."""
    fault, begun = FAULTS[name], time.monotonic()
    try:
        with bounded():
            row = fault.run(replace(prepared, sabotage=sabotage))
    except Exception as error:
        traceback.print_exc()
        reason = f"the row broke off: {error}".partition("\n")[0]
        row = Row(0, 0, 0, 0, 0, 0.0, "", [reason], broke_off=True)
    done = Result(name, fault.title, row, round(time.monotonic() - begun), sabotage)
    verdict = "kept" if row.kept else "BROKEN"
    click.echo(f"{name} {verdict} in {done.seconds} s: {fault.title}", err=True)
    return done


@contextmanager
def bounded() -> Iterator[None]:
    """End a row that hangs; in the lane of those that wait, whatever is waited for has an end of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.alarm(ROW_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    main()

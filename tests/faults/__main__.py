"""`python -m tests.faults [ROW …]`: bring every fault about, print what it did, fail when a promise broke."""

from __future__ import annotations

import resource
import shutil
import signal
import sys
import time
import traceback

import click

from infra.local import servers
from infra.local.ports import free_ports
from tests.faults.ground import FAULTS, FULL, SHORT, Fault, Ground
from tests.faults.rows import every_row
from tests.faults.scene import ROOT, Servers
from tests.faults.table import Row, cells, drawn

FILES = 16_384
FOLDER = ROOT / ".data" / "faults"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--short", is_flag=True, help="As make test runs them.")
@click.option("--sabotage", help="Break the machinery on purpose, to see that the table shows it.")
def main(names: tuple[str, ...], short: bool, sabotage: str | None) -> None:
    """Bring the faults NAMES about, or all of them."""
    every_row()
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        raise click.UsageError(f"there is no row {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = sorted(names or FAULTS, key=lambda name: int(name[1:]))
    allow_many_connections()
    shutil.rmtree(FOLDER, ignore_errors=True)
    started = servers.start(servers.choose_here(), FOLDER, tuple(free_ports(3)))
    try:
        where = Servers(started.mongo_url, started.kafka_servers)
        ground = Ground(where, FOLDER, SHORT if short else FULL, sabotage)
        table = [shown(FAULTS[name], ground) for name in chosen]
    finally:
        started.stop()
    click.echo(drawn(cells for cells, _ in table))
    sys.exit(0 if all(kept for _, kept in table) else 1)


def allow_many_connections() -> None:
    """Raise the limit of open files, which is 1,024 on most machines, for this process and its children."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else FILES, most))


def shown(fault: Fault, ground: Ground) -> tuple[tuple[str, ...], bool]:
    """Bring one fault about; return its line of the table and whether the promise held."""
    begun = time.monotonic()
    try:
        row = fault.run(ground)
    except Exception as error:
        traceback.print_exc()
        row = Row(0, 0, 0, 0, 0, 0.0, "", [f"the row broke off: {error}".partition("\n")[0]])
    verdict = "kept" if row.kept else "BROKEN"
    click.echo(f"{fault.name} {verdict} in {time.monotonic() - begun:.0f} s: {fault.title}", err=True)
    return cells(fault.name, fault.title, row), row.kept


if __name__ == "__main__":
    main()

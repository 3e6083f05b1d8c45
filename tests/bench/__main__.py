"""`python -m tests.bench [NAME …]`: JSON lines on standard output, a table on standard error."""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import structlog

from infra.local import servers
from infra.local.ports import free_ports
from tests.bench.benches import every_bench
from tests.bench.figures import COLUMNS, Figure, cells, drawn, figure, machine
from tests.bench.ground import BENCHES, FULL, QUICK, ROOT, Ground

FOLDER = ROOT / ".data" / "bench"
RESULTS = ROOT / "bench" / "results"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--quick", is_flag=True, help="Tiny sizes: only proves that every bench runs.")
def main(names: tuple[str, ...], quick: bool) -> None:
    """Take the figures of the benches NAMES, or of all."""
    every_bench()
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise click.UsageError(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _be_quiet()
    # As every process of the product does when it is loaded, so for the subjects and the yardsticks here.
    gc.freeze()
    results = RESULTS / "quick" if quick else RESULTS
    shutil.rmtree(FOLDER / "run", ignore_errors=True)
    started = servers.start(servers.choose_here(), FOLDER / "run", _ports())
    try:
        ground = Ground(started.mongo_url, started.kafka_servers, FOLDER, QUICK if quick else FULL)
        taken = [one for name in names or BENCHES for one in _taken(name, ground, results)]
    finally:
        started.stop()
    table = drawn((*COLUMNS, "note"), ((*cells(one), one.note) for one in taken))
    click.echo(table, err=True)
    sys.exit(1 if any(one.value is None and one.note.startswith("broke off") for one in taken) else 0)


def _ports() -> tuple[int, int, int]:
    mongo, broker, controller = free_ports(3)
    return mongo, broker, controller


def _be_quiet() -> None:
    """Standard output is for JSON lines; of the machinery only errors are told, on standard error."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _taken(name: str, ground: Ground, results: Path) -> Iterator[Figure]:
    """Run a bench, print each figure as it comes, keep them all in a file."""
    run, owed = BENCHES[name]
    begun, load, taken = time.monotonic(), os.getloadavg()[0], []
    try:
        for one in run(ground):
            taken.append(one)
            click.echo(one.line())
    except Exception as error:
        traceback.print_exc()
        reason = f"broke off: {error}".partition("\n")[0]
        missing = [figure(other, None, reason) for other in owed if other not in {one.name for one in taken}]
        for one in missing:
            click.echo(one.line())
        taken += missing
    click.echo(f"{name}: {time.monotonic() - begun:.0f} s, load before {load:.1f}", err=True)
    _keep(results / f"{name}.json", taken, load)
    yield from taken


def _keep(file: Path, taken: list[Figure], load: float) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
    }
    told |= {"load_before": round(load, 2), "figures": [asdict(one) for one in taken]}
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

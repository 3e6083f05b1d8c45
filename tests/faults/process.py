"""A process that a fault may befall: `python -m tests.faults.process listener consume …`.

Without options it is the service's ordinary command. Faults are options of this entry point alone; production
code knows none of them.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import click


@click.command()
@click.argument("who")
@click.argument("command")
@click.option("--die", help="Die by SIGKILL at this step of the relay or the consumer.")
@click.option("--nth", default=1, help="At the nth time that it comes to the step.")
@click.option("--clock", default=0.0, help="Shift every clock of the process by so many seconds.")
@click.option("--sabotage", help="Break the machinery on purpose, to see that the table shows it.")
def main(who: str, command: str, die: str | None, nth: int, clock: float, sabotage: str | None) -> None:
    """Run COMMAND of the service WHO."""
    if clock:
        from tests.faults.clock import shift

        shift(clock)  # before anything else is imported and keeps the right time's names
    from chassis import health
    from tests.faults.services import SERVICES

    health.CACHE_SECONDS = 0.1  # the harness waits for readiness, and a stale "no" costs it two seconds
    if sabotage:
        from tests.faults.sabotage import SABOTAGES

        SABOTAGES[sabotage]()
    if die:
        _run_to_death(SERVICES[who], command, _dying(die, nth))
    else:
        from chassis.cli import commands

        commands(SERVICES[who])([command])


def _dying(name: str, nth: int) -> Callable[[str], None]:
    came = 0

    def step(called: str) -> None:
        nonlocal came
        came += called == name
        if called == name and came == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def _run_to_death(service: Any, command: str, step: Callable[[str], None]) -> None:
    """Run the relay or the consumer as a worker does, with the step that kills it."""
    from chassis import cli, logs
    from chassis.consumer import Consumer
    from chassis.mongo import Database
    from chassis.relay import Relay
    from chassis.worker import Work, check_kafka

    settings, stop = cli.settings_of(service), threading.Event()
    logs.configure(service, settings)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with closing(Database.of(settings)) as database:
        loops: dict[str, Callable[[], Any]] = {
            "relay": lambda: Relay(service.name, settings, database, step),
            "consume": lambda: Consumer(service, settings, database, step),
        }
        check_kafka(service, settings, stop)
        Work(service, settings, database, [loops[command]()]).run(stop)


if __name__ == "__main__":
    main()

"""A process that a fault may befall: `python -m tests.faults.process listener consume …`.

Without options it is the service's ordinary command. Faults are options of this entry point alone; production
code knows none of them.
"""

from __future__ import annotations

import importlib
import itertools
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
@click.option("--die", help="Die by SIGKILL at this step of the relay, the consumer or an API's worker.")
@click.option("--nth", default=1, help="At the nth time that it comes to the step.")
@click.option("--clock", default=0.0, help="Shift every clock of the process by so many seconds.")
@click.option("--sabotage", help="Break the machinery on purpose, to see that the table shows it.")
def main(who: str, command: str, die: str | None, nth: int, clock: float, sabotage: str | None) -> None:
    """Run COMMAND of the service WHO."""
    if clock:
        from tests.faults.clock import shift

        shift(clock)  # before anything else is imported and keeps the right time's names
    from chassis import health

    health.CACHE_SECONDS = 0.1  # the harness waits for readiness, and a stale "no" costs it two seconds
    if sabotage:
        from tests.faults.sabotage import SABOTAGES

        SABOTAGES[sabotage]()
    service = _service(who)
    if die and command != "api":
        _run_to_death(service, command, _dying(die, nth))
    else:
        if die:
            _let_workers_die(_dying(die, nth))
        from chassis.cli import commands

        commands(service)([command])


def _service(who: str) -> Any:
    """Return a service of the harness, or a real one by its package, such as services.awards."""
    from tests.faults.services import SERVICES

    if who in SERVICES:
        return SERVICES[who]
    return importlib.import_module(f"{who}.main").SERVICE


def _dying(name: str, nth: int) -> Callable[[str], None]:
    times = itertools.count(1)

    def step(called: str) -> None:
        if called == name and next(times) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def _let_workers_die(step: Callable[[str], None]) -> None:
    """Let each worker of an API die between its nth commit and the answer: the caller does not know."""
    from chassis.mongo import Database

    transaction = Database.transaction

    def dying(self: Database, *arguments: Any, **options: Any) -> Any:
        answer = transaction(self, *arguments, **options)
        step("after-commit")
        return answer

    Database.transaction = dying  # type: ignore[method-assign]


def _run_to_death(service: Any, command: str, step: Callable[[str], None]) -> None:
    """Run the relay or the consumer as a worker does, with the step that kills it."""
    from chassis import logs
    from chassis.consumer import Consumer
    from chassis.mongo import Database
    from chassis.relay import Relay
    from chassis.settings import read_settings
    from chassis.worker import Work, check_kafka

    settings, stop = read_settings(service), threading.Event()
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

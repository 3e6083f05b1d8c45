"""What a service tells the chassis about itself; its `main.py` makes one and everything else follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from chassis.settings import Settings

if TYPE_CHECKING:
    import threading

    from flask import Flask, Request
    from flask_smorest import Blueprint

    from chassis.errors import Problem
    from chassis.events import Event
    from chassis.migrations import Migration
    from chassis.mongo import Database
    from chassis.transaction import Tx

    Handler = Callable[[Tx, Event], None]


class Loop(Protocol):
    """Work that goes on beside the API, in a thread of a worker process."""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what this raises ends the process with status 1."""

    def alive(self) -> bool:
        """Tell whether the loop still comes round; a process with one that does not is ended."""


@dataclass(frozen=True)
class Service:
    """A service: its name is its database, its consumer group and the prefix of its topics.

    Each of `loops` makes a loop of its own from the service's settings and its database, which `schedule` and
    `worker` run; loops that must not run twice hold a lease (`chassis.lease`).
    """

    name: str
    port: int
    settings_type: type[Settings] = Settings
    blueprints: Sequence[Blueprint] = ()
    problems: Mapping[str, Problem] = field(default_factory=dict)
    refusal: type[Exception] | None = None
    subscriptions: Mapping[str, Handler] = field(default_factory=dict)
    migrations: Sequence[Migration] = ()
    publishes: bool = True
    loops: Sequence[Callable[[Any, Database], Loop]] = ()
    token_of: Callable[[Request], str | None] | None = None
    prepare_app: Callable[[Flask], None] | None = None

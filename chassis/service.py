"""What a service tells the chassis about itself; its `main.py` makes one and everything else follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chassis.settings import Settings

if TYPE_CHECKING:
    from flask import Flask, Request
    from flask_smorest import Blueprint

    from chassis.errors import Problem
    from chassis.events import Event
    from chassis.migrations import Migration
    from chassis.transaction import Tx

    Handler = Callable[[Tx, Event], None]


@dataclass(frozen=True)
class Service:
    """A service: its name is its database, its consumer group and the prefix of its topics."""

    name: str
    port: int
    settings_type: type[Settings] = Settings
    blueprints: Sequence[Blueprint] = ()
    problems: Mapping[str, Problem] = field(default_factory=dict)
    refusal: type[Exception] | None = None
    subscriptions: Mapping[str, Handler] = field(default_factory=dict)
    migrations: Sequence[Migration] = ()
    publishes: bool = True
    token_of: Callable[[Request], str | None] | None = None
    prepare_app: Callable[[Flask], None] | None = None

"""The reports service: everything it is made of."""

from __future__ import annotations

from chassis.migrations import Migration, collections
from chassis.service import Service
from services.reports import api, handlers, store
from services.reports.domain.refused import Refused
from services.reports.problems import PROBLEMS
from services.reports.store import counters
from services.reports.store.forms import load_forms

SERVICE = Service(
    name="reports",
    port=8083,
    blueprints=(api.blueprint,),
    problems=PROBLEMS,
    refusal=Refused,
    subscriptions=handlers.SUBSCRIPTIONS,
    migrations=(
        Migration(1, "collections", collections(store.INDEXES | counters.INDEXES)),
        Migration(2, "forms", load_forms),
    ),
)

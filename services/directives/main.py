"""The directives service: everything it is made of."""

from __future__ import annotations

from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.migrations import Migration, collections
from chassis.service import Service
from services.directives.books import api as books
from services.directives.books import store as books_store
from services.directives.issuing import api as issuing
from services.directives.issuing import handlers as groups
from services.directives.issuing import store as issuing_store
from services.directives.issuing.domain import Refused
from services.directives.issuing.problems import PROBLEMS

SERVICE = Service(
    name="directives",
    port=8082,
    blueprints=(books.blueprint, issuing.blueprint),
    problems=PROBLEMS,
    refusal=Refused,
    subscriptions=IDENTITY_SUBSCRIPTIONS | groups.SUBSCRIPTIONS,
    migrations=(Migration(1, "collections", collections(books_store.INDEXES | issuing_store.INDEXES)),),
)

"""The directives service: everything it is made of."""

from __future__ import annotations

from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.migrations import Migration, collections
from chassis.service import Service
from services.directives.books import api as books
from services.directives.books import store as books_store
from services.directives.dispatch import api as dispatch
from services.directives.dispatch import handlers as arriving
from services.directives.dispatch import store as dispatch_store
from services.directives.issuing import api as issuing
from services.directives.issuing import commissions
from services.directives.issuing import handlers as groups
from services.directives.issuing import store as issuing_store
from services.directives.issuing.domain import Refused
from services.directives.parsing import api as parsing
from services.directives.problems import PROBLEMS
from services.directives.register import api as register
from services.directives.register import store as register_store
from services.directives.tasks import api as tasks
from services.directives.tasks import store as tasks_store

INDEXES = (
    books_store.INDEXES
    | issuing_store.INDEXES
    | dispatch_store.INDEXES
    | register_store.INDEXES
    | tasks_store.INDEXES
)

SERVICE = Service(
    name="directives",
    port=8082,
    blueprints=(
        books.blueprint,
        issuing.blueprint,
        dispatch.blueprint,
        register.blueprint,
        tasks.blueprint,
        parsing.blueprint,
    ),
    problems=PROBLEMS,
    refusal=Refused,
    subscriptions=IDENTITY_SUBSCRIPTIONS
    | groups.SUBSCRIPTIONS
    | arriving.SUBSCRIPTIONS
    | commissions.SUBSCRIPTIONS,
    migrations=(Migration(1, "collections", collections(INDEXES)),),
)

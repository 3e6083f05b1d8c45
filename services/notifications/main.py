"""The notifications service: everything it is made of."""

from __future__ import annotations

from chassis.migrations import Migration, collections
from chassis.service import Service
from services.notifications.addressing import store as addressing
from services.notifications.deadlines import store as deadlines
from services.notifications.deliveries import api as deliveries
from services.notifications.deliveries import store as deliveries_store
from services.notifications.deliveries.sender import Sender
from services.notifications.handlers import SUBSCRIPTIONS
from services.notifications.inbox import api as inbox
from services.notifications.inbox import store as inbox_store
from services.notifications.inbox.texts import texts
from services.notifications.problems import PROBLEMS
from services.notifications.reminders import api as reminders
from services.notifications.reminders import store as reminders_store
from services.notifications.reminders.schedule import Schedule
from services.notifications.settings import NotificationsSettings

# A text that nobody can fill is a fault of the build: no process of it starts.
texts()

INDEXES = (
    addressing.INDEXES
    | deadlines.INDEXES
    | inbox_store.INDEXES
    | reminders_store.INDEXES
    | deliveries_store.INDEXES
)

SERVICE = Service(
    name="notifications",
    port=8084,
    settings_type=NotificationsSettings,
    blueprints=(inbox.blueprint, reminders.blueprint, deliveries.blueprint),
    problems=PROBLEMS,
    subscriptions=SUBSCRIPTIONS,
    migrations=(Migration(1, "collections", collections(INDEXES)),),
    loops=(Schedule, Sender),
)

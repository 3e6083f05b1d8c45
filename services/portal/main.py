"""The portal as the chassis sees it: its pages, its one route for systems, what it listens to."""

from __future__ import annotations

from flask import Flask

from chassis.migrations import Migration, collections
from chassis.service import Service
from services.portal.journeys import api as journeys
from services.portal.journeys import handlers
from services.portal.journeys import store as journeys_store
from services.portal.pages import assets, awards, bearing, language, routes
from services.portal.reporting import handlers as reporting
from services.portal.reporting import store as reporting_store
from services.portal.rooms import registered as rooms
from services.portal.sessions import store as sessions_store
from services.portal.sessions.tokens import token_of
from services.portal.settings import PortalSettings

COLLECTIONS = collections(journeys_store.INDEXES | reporting_store.INDEXES | sessions_store.INDEXES)


def prepare(app: Flask) -> None:
    """Add the pages to the app."""
    language.register(app)
    bearing.register(app)
    assets.register(app)
    for blueprint in (routes.blueprint, awards.blueprint, *rooms.BLUEPRINTS):
        app.register_blueprint(blueprint)


SERVICE = Service(
    name="portal",
    port=8080,
    settings_type=PortalSettings,
    blueprints=(journeys.blueprint,),
    problems=bearing.PROBLEMS,
    subscriptions=handlers.SUBSCRIPTIONS | reporting.SUBSCRIPTIONS,
    migrations=(Migration(1, "collections", COLLECTIONS),),
    publishes=False,
    token_of=token_of,
    prepare_app=prepare,
)

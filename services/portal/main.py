"""The portal as the chassis sees it: its pages, its one route for systems, what it listens to."""

from __future__ import annotations

from flask import Flask

from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.migrations import Migration, collections
from chassis.service import Service
from services.portal.journeys import api as journeys
from services.portal.journeys import handlers
from services.portal.journeys import store as journeys_store
from services.portal.pages import assets, bearing, language, routes
from services.portal.sessions import store as sessions_store
from services.portal.sessions.tokens import token_of


def prepare(app: Flask) -> None:
    """Add the pages to the app."""
    language.register(app)
    bearing.register(app)
    assets.register(app)
    app.register_blueprint(routes.blueprint)


SERVICE = Service(
    name="portal",
    port=8080,
    blueprints=(journeys.blueprint,),
    problems=bearing.PROBLEMS,
    subscriptions=IDENTITY_SUBSCRIPTIONS | handlers.SUBSCRIPTIONS,
    migrations=(Migration(1, "collections", collections(journeys_store.INDEXES | sessions_store.INDEXES)),),
    publishes=False,
    token_of=token_of,
    prepare_app=prepare,
)

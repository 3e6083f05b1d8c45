"""The portal as the chassis sees it: its pages, its one route for systems, what it listens to."""

from __future__ import annotations

from flask import Flask

from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.service import Service
from services.portal.journeys import api as journeys
from services.portal.journeys import handlers
from services.portal.migrations import MIGRATIONS
from services.portal.pages import assets, awards, bearing, language, routes
from services.portal.reporting import handlers as reporting
from services.portal.sessions.tokens import token_of
from services.portal.settings import PortalSettings


def prepare(app: Flask) -> None:
    """Add the pages to the app."""
    language.register(app)
    bearing.register(app)
    assets.register(app)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(awards.blueprint)


SERVICE = Service(
    name="portal",
    port=8080,
    settings_type=PortalSettings,
    blueprints=(journeys.blueprint,),
    problems=bearing.PROBLEMS,
    subscriptions=IDENTITY_SUBSCRIPTIONS | handlers.SUBSCRIPTIONS | reporting.SUBSCRIPTIONS,
    migrations=MIGRATIONS,
    publishes=False,
    token_of=token_of,
    prepare_app=prepare,
)

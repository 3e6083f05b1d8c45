"""The directory as the chassis sees it: its routes, refusals, settings and records."""

from __future__ import annotations

from chassis.service import Service
from services.directory.agencies import api as agencies
from services.directory.calendars import api as calendars
from services.directory.domain import Refused
from services.directory.groups import api as groups
from services.directory.officers import api as officers
from services.directory.problems import PROBLEMS
from services.directory.sessions import api as sessions
from services.directory.settings import DirectorySettings, refuse_open_issuer
from services.directory.store import MIGRATIONS

SERVICE = Service(
    name="directory",
    port=8081,
    settings_type=DirectorySettings,
    blueprints=(
        agencies.blueprint,
        groups.blueprint,
        officers.blueprint,
        officers.contacts,
        calendars.blueprint,
        sessions.blueprint,
        sessions.well_known,
    ),
    problems=PROBLEMS,
    refusal=Refused,
    migrations=MIGRATIONS,
    prepare_app=refuse_open_issuer,
)

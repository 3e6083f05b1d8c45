"""The reports service: everything it is made of."""

from __future__ import annotations

from chassis.migrations import Migration, collections
from chassis.service import Service
from services.reports.completeness import api as completeness
from services.reports.completeness import store as completeness_store
from services.reports.domain import Refused
from services.reports.forms import api as forms
from services.reports.forms import store as forms_store
from services.reports.periods import api as periods
from services.reports.periods import store as periods_store
from services.reports.problems import PROBLEMS
from services.reports.requirements import api as requirements
from services.reports.requirements import handlers
from services.reports.requirements import store as requirements_store
from services.reports.submissions import api as submissions
from services.reports.submissions import store as submissions_store

INDEXES = (
    forms_store.INDEXES
    | periods_store.INDEXES
    | requirements_store.INDEXES
    | submissions_store.INDEXES
    | completeness_store.INDEXES
)

SERVICE = Service(
    name="reports",
    port=8083,
    blueprints=(
        forms.blueprint,
        periods.blueprint,
        requirements.blueprint,
        submissions.blueprint,
        completeness.blueprint,
    ),
    problems=PROBLEMS,
    refusal=Refused,
    subscriptions=handlers.SUBSCRIPTIONS,
    migrations=(
        Migration(1, "collections", collections(INDEXES)),
        Migration(2, "forms", forms_store.load_forms),
    ),
)

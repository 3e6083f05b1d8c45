"""The awards service: everything it is made of."""

from __future__ import annotations

from chassis.migrations import Migration, collections
from chassis.service import Service
from services.awards import handlers
from services.awards.catalogue import api as catalogue
from services.awards.catalogue import store as catalogue_store
from services.awards.criteria import api as criteria
from services.awards.criteria import store as criteria_store
from services.awards.decisions import api as decisions
from services.awards.decisions import store as decisions_store
from services.awards.domain import Refused
from services.awards.evidence import api as evidence
from services.awards.evidence import store as evidence_store
from services.awards.exemplars import api as exemplars
from services.awards.exemplars import store as exemplars_store
from services.awards.nominations import api as nominations
from services.awards.nominations import store as nominations_store
from services.awards.problems import PROBLEMS
from services.awards.publication import api as publication
from services.awards.publication import store as publication_store

INDEXES = (
    catalogue_store.INDEXES
    | evidence_store.INDEXES
    | criteria_store.INDEXES
    | exemplars_store.INDEXES
    | nominations_store.INDEXES
    | decisions_store.INDEXES
    | publication_store.INDEXES
)

SERVICE = Service(
    name="awards",
    port=8085,
    blueprints=(
        catalogue.blueprint,
        evidence.blueprint,
        criteria.blueprint,
        exemplars.blueprint,
        nominations.blueprint,
        decisions.blueprint,
        publication.blueprint,
    ),
    problems=PROBLEMS,
    refusal=Refused,
    subscriptions=handlers.SUBSCRIPTIONS,
    migrations=(
        Migration(1, "collections", collections(INDEXES)),
        Migration(2, "catalogue", catalogue_store.load),
    ),
)

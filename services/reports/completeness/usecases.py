"""How complete a branch is, from counters that cost the same for 100 and for 100,000 agencies."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.projections import paths_of
from chassis.transaction import Tx
from services.reports.completeness import store
from services.reports.completeness.domain import measured
from services.reports.periods import store as periods
from services.reports.requirements import store as requirements


def answer(tx: Tx, ctx: Context, directive_id: str, under: str | None) -> dict[str, Any] | None:
    """Return how complete a branch is, None when the actor may not look that far (events.md §5).

    The issuer, who asked for the whole, reads every branch and everybody; who gets a report reads the same
    of that report; others read their own branch.
    """
    sample = requirements.any_of(tx, directive_id)
    if sample is None:
        return None
    counts = store.counts(tx, directive_id, under or store.EVERYBODY)
    due = periods.by_ids(tx, [count.period_id for count in counts])
    if not _reads_all(tx, ctx, sample.issuer_id, under):
        counts = [count for count in counts if due[count.period_id].owner_id in ctx.scope.agency_ids]
        if not counts:
            return None
    rates = [measured(count, due[count.period_id]) for count in counts]
    return {"directive_id": directive_id, "under": under, "reports": rates}


def _reads_all(tx: Tx, ctx: Context, issuer_id: str, under: str | None) -> bool:
    looked_at = [issuer_id, *([under] if under else [])]
    paths = paths_of(tx, looked_at)
    return any(ctx.scope.sees([agency], list(paths.get(agency, ()))) for agency in looked_at)

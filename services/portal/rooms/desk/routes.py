"""The desk: what is overdue, what is due soon, what waits for who is signed in."""

from __future__ import annotations

from functools import partial
from itertools import chain

from flask import Blueprint, render_template

from chassis.app import database
from chassis.identity import current, requires
from services.portal.calls.parts import part
from services.portal.journeys.store.reading import names
from services.portal.rooms.desk import errands, labels

blueprint = Blueprint("desk", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"words": labels})


@blueprint.get("/desk")
@requires()
def desk() -> str:
    """Show what waits for the reader; a service that is away is named, the others' errands stand."""
    ctx = current()
    parts = [
        part(partial(errands.of_service, service, ctx.actor, errands.SHOWN)) for service in errands.SERVICES
    ]
    answers = [one.shown for one in parts if one.shown]
    found = list(chain.from_iterable(answer.errands for answer in answers))
    longer = chain.from_iterable(answer.longer for answer in answers)
    return render_template(
        "desk/desk.html",
        parts=parts,
        heaps=errands.heaps(found, ctx.today),
        longer={path: errands.whole_list(path) for path in longer},
        parties=names(database().reading(), (errand.party_id for errand in found)),
        today=ctx.today,
    )

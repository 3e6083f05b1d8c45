"""The books that number an agency's documents: a clerk opens one for each year."""

from __future__ import annotations

from functools import partial

from flask import Response, make_response, render_template, request, url_for

from chassis.identity import current, requires
from services.portal.calls.client import Rejected, read, send
from services.portal.calls.forms import Form, body_of, sent_back
from services.portal.calls.parts import part
from services.portal.pages.asked import PageArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.rooms.outgoing.blueprint import SERVICE, blueprint
from services.portal.rooms.outgoing.labels import field_name


@blueprint.get("/outgoing/books")
@requires()
def books() -> str:
    """List the books of the reader's agency with the last number of each."""
    return _books(Form({"year": current().today.year, "last_number": 0}))


@blueprint.post("/outgoing/books")
@requires()
def open_book() -> Response:
    """Open a book."""
    try:
        send(SERVICE, "books", body=body_of(request.form), form=request.form)
    except Rejected as refused:
        return make_response(_books(sent_back(request.form, refused, field_name)), refused.status)
    return see_other(url_for("outgoing.books"))


def _books(form: Form) -> str:
    told = asked(PageArgs)
    found = part(partial(read, SERVICE, "books", **paging(told)))
    shown = {"further": bool(told["cursor"]), "opens": "clerk" in current().actor.roles}
    return render_template("outgoing/books.html", found=found, form=form, **shown)

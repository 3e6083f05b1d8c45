"""The pages and their forms."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

import pymongo
from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from chassis.app import database
from chassis.errors import Refusal
from chassis.identity import current, public, requires
from chassis.runtime import runtime
from services.portal.calls.officers import officer_names
from services.portal.calls.parts import part
from services.portal.journeys.branching import look_below
from services.portal.journeys.store.reading import Asked
from services.portal.journeys.usecases import list_directives, read_journey
from services.portal.pages import labels, language
from services.portal.pages.asked import JourneyArgs, SearchArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.sessions import directory, positions
from services.portal.sessions.tokens import content_of, current_session

blueprint = Blueprint("pages", __name__, template_folder="templates")
READ_SECONDS = 8
YEAR_SECONDS = 365 * 24 * 3600
STATUS = {"wrong-credentials": 401, "too-many-attempts": 429, "position-ended": 403, "directory-away": 503}
HOME = "desk.desk"
Page = Response | str


@blueprint.get("/")
@public
def home() -> Page:
    """Lead to what waits for the reader."""
    return see_other(url_for(HOME))


@blueprint.get("/sign-in")
@public
def sign_in_form() -> Page:
    """Show the form to sign in."""
    if current().actor.agency_id:
        return see_other(_safe(request.args.get("to")))
    # Kept before the page is shown: a form whose token is lost would only be refused.
    generate_csrf()
    current_session().keep()
    return render_template("sign_in.html", to=_safe(request.args.get("to")), refusal=None, username="")


@blueprint.post("/sign-in")
@public
def sign_in() -> Page:
    """Open a session at the directory and go where the reader wanted to."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    to = _safe(request.form.get("to"))
    try:
        granted = directory.sign_in(username, password)
    except Refusal as refusal:
        return _not_signed_in(refusal, to, username)
    current_session().begin(content_of(granted))
    return see_other(to)


def _not_signed_in(refusal: Refusal, to: str, username: str) -> Response:
    """Show the form again with the reason; how long to wait is told to machines as well."""
    words = str(labels.SIGN_IN_REFUSALS[refusal.code]) % refusal.facts
    page = render_template("sign_in.html", to=to, refusal=words, username=username)
    answer = make_response(page, STATUS[refusal.code])
    if "seconds" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts["seconds"])
    return answer


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """End the session here and at the directory."""
    known = current_session()
    refresh_token = known.get("refresh_token")
    known.end()
    if refresh_token:
        # Here it has ended; at the directory it ends by itself.
        with contextlib.suppress(Refusal):
            directory.sign_out(refresh_token)
    return see_other(url_for("pages.sign_in_form"))


@blueprint.post("/position")
@requires()
def switch_position() -> Page:
    """Go on in another position of the reader; what is open in other tabs asks anew."""
    actor, wanted = current().actor, request.form.get("position_id", "")
    held = positions.held(database().reading(), actor.officer_id, current().today)
    if wanted not in [position["position_id"] for position in held]:
        raise Refusal("forbidden")
    try:
        positions.take(wanted)
    except Refusal as refusal:
        if refusal.code == "directory-away":
            raise
        current_session().end()
        return see_other(url_for("pages.sign_in_form"))
    return see_other(url_for(HOME))


@blueprint.get("/language/<code>")
@public
def switch_language(code: str) -> Page:
    """Remember the language for a year and go back."""
    if code not in language.LANGUAGES:
        raise Refusal("not-found")
    answer = see_other(_safe(request.args.get("to")))
    encrypted = runtime().settings.public_url.startswith("https")
    answer.set_cookie(
        language.COOKIE, code, max_age=YEAR_SECONDS, httponly=True, secure=encrypted, samesite="Lax"
    )
    return answer


@blueprint.get("/directives")
@requires()
def directives() -> Page:
    """List the directives the reader may see."""
    told = asked(SearchArgs)
    chosen = {name: told[name] for name in ("symbol", "relation") if told[name]}
    with pymongo.timeout(READ_SECONDS):
        found = list_directives(database().reading(), current(), Asked(**chosen), paging(told))
    return render_template("directives.html", found=found, chosen=chosen, further=bool(told["cursor"]))


@blueprint.get("/directives/<directive_id>")
@requires()
def directive(directive_id: str) -> Page:
    """Show how far a directive has come: in all, branch by branch, step by step."""
    told = asked(JourneyArgs)
    pages = {name: paging(told, name) for name in ("branches", "agencies")}
    with pymongo.timeout(READ_SECONDS):
        tx = database().reading()
        journey = read_journey(tx, current(), directive_id, paging(told))
        seen = journey.part if journey else None
        below = look_below(tx, current(), seen, told["branch"], pages) if seen else None
    if journey is None or (told["branch"] and below is None):
        raise Refusal("not-found")
    doers = part(partial(officer_names, (step["actor_id"] for step in journey.timeline.items)))
    shown = {"journey": journey, "directive": journey.directive, "below": below, "asked": told}
    return render_template("directive.html", doers=doers, **shown)


def _safe(to: Any) -> str:
    """Return a path of this site; an address of another site leads home."""
    path = str(to or "")
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own and "\\" not in path else url_for(HOME)

"""What all pages have in common: form tokens, headers, errors in words, who is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect

from chassis import problems
from chassis.errors import Problem
from chassis.identity import current
from chassis.runtime import runtime
from services.portal.calls.client import Rejected, ServiceAway
from services.portal.journeys.store.reading import names
from services.portal.pages import labels
from services.portal.rooms.menu.routes import menu
from services.portal.sessions import directory, positions, store
from services.portal.sessions.browser import StoredSessions
from services.portal.sessions.tokens import API_PREFIX

PROBLEMS = {
    "form-expired": Problem(
        400, "Biểu mẫu đã hết hạn; hãy mở lại trang.", "The form has expired; open the page again."
    ),
    "directory-away": Problem(
        503,
        "Danh bạ không trả lời; hãy thử lại sau {seconds} giây.",
        "The directory does not answer; try again in {seconds} seconds.",
    ),
}
# What a browser says of a form of ours (Fetch Metadata); one that is too old says nothing.
OWN = "same-origin"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    # Form tokens are checked against the sending page, so the browser must name it to us and to nobody else.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def register(app: Flask) -> None:
    """Give every page of the app its bearing."""
    app.session_interface = StoredSessions()
    # The token lives as long as the session it is kept in.
    app.config.update(WTF_CSRF_TIME_LIMIT=None)
    app.before_request(_share_secret)
    app.before_request(_refuse_other_sites)
    CSRFProtect(app)
    app.register_error_handler(CSRFError, lambda _: problems.problem("form-expired"))
    app.register_error_handler(ServiceAway, _service_away)
    app.register_error_handler(Rejected, _rejected)
    app.after_request(_finish)
    app.context_processor(_about_the_reader)
    app.jinja_env.globals["labels"] = labels


def _share_secret() -> None:
    if current_app.secret_key is None and request.endpoint and _is_page():
        current_app.secret_key = store.signing_secret(runtime().database)


def _refuse_other_sites() -> None:
    """Refuse a form that, as the browser says, another site sends, even with a token that it has stolen."""
    if request.method == "POST" and _is_page() and request.headers.get("Sec-Fetch-Site", OWN) != OWN:
        raise CSRFError("sent by another site")


def _is_page() -> bool:
    outside = request.path.startswith(API_PREFIX) or request.blueprint == "health"
    return not outside and request.endpoint != "openapi"


def _finish(response: Response) -> Response:
    if not _is_page():
        return response
    if response.mimetype == problems.MEDIA_TYPE:
        response = _in_words(response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _in_words(problem: Response) -> Response:
    """Return a problem as a page; who must sign in to read a page is asked to, unless a script asks."""
    told: dict[str, Any] = problem.get_json()
    if told["code"] == "unauthenticated" and request.method == "GET" and "HX-Request" not in request.headers:
        return see_other(url_for("pages.sign_in_form", to=request.full_path.rstrip("?")))
    g.no_reader = problem.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    title, advice = labels.ERRORS.get(_alias(told["code"]), labels.ERRORS["internal"])
    made = _page(problem.status_code, title, advice)
    for name in ("Retry-After", "Allow"):
        if name in problem.headers:
            made.headers[name] = problem.headers[name]
    if told["code"] == "directory-away":
        made.headers["Retry-After"] = str(directory.AWAY_SECONDS)
    return made


def _service_away(away: ServiceAway) -> Response:
    """Say which service a page waits for; of a step that it is not known whether it was taken."""
    title, advice = labels.ERRORS["service-away" if request.method == "GET" else "step-unknown"]
    service = labels.SERVICES[away.service]
    made = _page(HTTPStatus.SERVICE_UNAVAILABLE, title, str(advice) % {"service": service})
    made.headers["Retry-After"] = str(away.seconds)
    return made


def _rejected(refused: Rejected) -> Response:
    """Show what a service said against a step or a question that no room has shown in its form."""
    asked = request.method == "GET" and _alias(refused.code) == "invalid-input"
    title, advice = labels.ERRORS["invalid-input" if asked else "rejected"]
    told = [refused.detail, *(item.get("detail", "") for item in refused.errors)]
    made = _page(refused.status, title, advice, [one for one in dict.fromkeys(told) if one])
    if refused.seconds:
        made.headers["Retry-After"] = str(refused.seconds)
    return made


def _alias(code: str) -> str:
    return labels.ALIASES.get(code, code)


def _page(status: int, title: Any, advice: Any, told: Sequence[str] = ()) -> Response:
    page = render_template("error.html", title=title, advice=advice, told=told, trace_id=g.trace_id)
    return Response(page, status, mimetype="text/html")


def see_other(address: str) -> Response:
    """Lead the browser to another page of this site."""
    return make_response(redirect(address, 303))


def _about_the_reader() -> dict[str, Any]:
    return {"reader": _reader(), "menu_at": menu}


def _reader() -> dict[str, Any] | None:
    """Return the agency, unit and roles of who is signed in; nothing while the store is in trouble."""
    if g.get("no_reader") or "ctx" not in g or not current().actor.agency_id:
        return None
    actor, tx = current().actor, runtime().database.reading()
    seats = positions.held(tx, actor.officer_id, current().today)
    known = names(tx, chain.from_iterable((seat["agency_id"], seat["unit_id"]) for seat in seats))
    return {
        "agency": known.get(actor.agency_id, "…"),
        "unit": known.get(actor.unit_id or ""),
        "roles": _roles(actor.roles),
        "position_id": actor.position_id,
        "seats": [_seat(seat, known) for seat in seats],
    }


def _seat(seat: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    places = (known.get(seat["agency_id"], "…"), known.get(seat["unit_id"] or ""))
    told = ", ".join(filter(None, places))
    return {"id": seat["position_id"], "name": f"{told} ({', '.join(_roles(seat['roles']))})"}


def _roles(roles: Iterable[str]) -> list[str]:
    return [str(labels.ROLES[role]) for role in sorted(roles) if role in labels.ROLES]

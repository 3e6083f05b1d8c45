"""What all pages have in common: form tokens, headers, errors in words, who is signed in."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from chassis import problems
from chassis.errors import Problem
from chassis.identity import current
from chassis.runtime import runtime
from services.portal.journeys.store.reading import names
from services.portal.pages import labels
from services.portal.recognition import published
from services.portal.sessions import directory, store
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
    "awards-away": Problem(
        503,
        "Hệ thống khen thưởng không trả lời; hãy thử lại sau {seconds} giây.",
        "The awards service does not answer; try again in {seconds} seconds.",
    ),
}
AWAY_SECONDS = {"directory-away": directory.AWAY_SECONDS, "awards-away": published.AWAY_SECONDS}
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'none'",
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
    CSRFProtect(app)
    app.register_error_handler(CSRFError, lambda _: problems.problem("form-expired"))
    app.after_request(_finish)
    app.context_processor(_about_the_reader)
    app.jinja_env.globals["labels"] = labels


def _share_secret() -> None:
    if current_app.secret_key is None and request.endpoint and _is_page():
        current_app.secret_key = store.signing_secret(runtime().database)


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
    """Return a problem as a page; who must sign in to read a page is asked to."""
    told: dict[str, Any] = problem.get_json()
    if told["code"] == "unauthenticated" and request.method == "GET":
        return see_other(url_for("pages.sign_in_form", to=request.full_path.rstrip("?")))
    code = labels.ALIASES.get(told["code"], told["code"])
    title, advice = labels.ERRORS.get(code, labels.ERRORS["internal"])
    g.no_reader = problem.status_code >= 500
    page = render_template("error.html", title=title, advice=advice, trace_id=told["trace_id"])
    made = Response(page, problem.status_code, mimetype="text/html")
    if code in AWAY_SECONDS:
        made.headers["Retry-After"] = str(AWAY_SECONDS[code])
    for name in ("Retry-After", "Allow"):
        if name in problem.headers:
            made.headers[name] = problem.headers[name]
    return made


def see_other(address: str) -> Response:
    """Lead the browser to another page of this site."""
    return make_response(redirect(address, 303))


def _about_the_reader() -> dict[str, Any]:
    return {"reader": _reader(), "csrf_token": generate_csrf}


def _reader() -> dict[str, Any] | None:
    """Return the agency, unit and roles of who is signed in; nothing while the store is in trouble."""
    if g.get("no_reader") or "ctx" not in g or not current().actor.agency_id:
        return None
    actor = current().actor
    known = names(runtime().database.reading(), (actor.agency_id, actor.unit_id))
    return {
        "agency": known.get(actor.agency_id, "…"),
        "unit": known.get(actor.unit_id or ""),
        "roles": [labels.ROLES[role] for role in sorted(actor.roles) if role in labels.ROLES],
    }

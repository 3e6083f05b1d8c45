"""The app factory: one Flask app per API process, the same bearing for every service.

What a request meets, in order: a request id and a trace id; who may call the route; the view; the
security headers; the timing. Every error is a problem (RFC 9457).
"""

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from chassis import contracts, health, identity, metrics, problems
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.mongo import Database
from chassis.runtime import Runtime, runtime
from chassis.service import Service
from chassis.settings import Settings
from chassis.tables import table

HEADERS = table("headers")
BODY_LIMIT = 1024 * 1024
_log = structlog.get_logger("chassis.app")
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


def create_app(service: Service, settings: Settings, database: Database | None = None) -> Flask:
    """Return the service's app; opens no connection, so that documents can be made without servers.

    Raises RuntimeError naming each route that declares neither `requires(...)` nor `public`.
    """
    app = Flask(f"services.{service.name}", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, PROPAGATE_EXCEPTIONS=False)
    app.extensions["liemchinh"] = Runtime(service, settings, database)
    app.before_request(_begin)
    app.after_request(_finish)
    app.add_url_rule("/openapi.json", view_func=openapi)
    for blueprint in service.blueprints:
        app.register_blueprint(blueprint)
    app.register_blueprint(health.blueprint(lambda: health.checks(runtime(app))))
    problems.register(app)
    if service.prepare_app:
        service.prepare_app(app)
    identity.enforce(app)
    return app


def database() -> Database:
    """Return the current app's database, for views outside `command` and `query`."""
    return runtime().database


@identity.public
def openapi() -> Response:
    """Answer with the committed description of this API, which `make check` compares with the code."""
    file = contracts.root().parent / "http" / f"{runtime().service.name}.openapi.json"
    if not file.exists():
        raise Refusal("not-found")
    return Response(file.read_bytes(), mimetype="application/json")


def _begin() -> None:
    g.started = time.perf_counter()
    asked = request.headers.get("X-Request-ID", "")
    g.request_id = asked if _REQUEST_ID.fullmatch(asked) else new_id()
    known = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    g.trace_id = known.group(1) if known else secrets.token_hex(16)
    g.span_id = secrets.token_hex(8)
    g.traceparent = f"00-{g.trace_id}-{g.span_id}-01"
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request_id=g.request_id, trace_id=g.trace_id, span_id=g.span_id, http_method=request.method
    )


def _finish(response: Response) -> Response:
    strict = HEADERS["over_https"] if runtime().settings.public_url.startswith("https") else {}
    for name, value in {**HEADERS["always"], **strict}.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.request_id
    route = request.url_rule.rule if request.url_rule else "unmatched"
    seconds, status = time.perf_counter() - g.started, response.status_code
    labels = {"http_request_method": request.method, "http_route": route}
    labels["http_response_status_code"] = str(status)
    metrics.observe("http_server_request_duration_seconds", seconds, **labels)
    if request.blueprint != "health":
        _log.info("http.answered", http_route=route, http_status=status, duration_ms=round(seconds * 1e3, 1))
    return response

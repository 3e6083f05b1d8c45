"""Problems on the wire: every error of an app as RFC 9457, in the reader's language, naming the field."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request
from marshmallow import ValidationError
from pymongo.errors import ConnectionFailure, PyMongoError, WaitQueueTimeoutError
from werkzeug.exceptions import HTTPException

from chassis.errors import PROBLEMS, Problem, Refusal
from chassis.runtime import runtime

MEDIA_TYPE = "application/problem+json"
_FIELD_CODES = {"Unknown field.": "unknown-field", "Missing data for required field.": "required"}
_log = structlog.get_logger("chassis.problems")


def _code_of(status: int) -> str:
    """Return the first code of `status` in the table."""
    known = (code for code, entry in PROBLEMS.items() if entry.status == status)
    return next(known, "internal" if status >= 500 else "invalid-request")


def register(app: Flask) -> None:
    """Answer HTTP errors, refusals, invalid input, a silent store and surprises of `app` as problems."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(PyMongoError, _store_failed)
    # A number of more than 64 bits passes a schema and fails in BSON.
    app.register_error_handler(OverflowError, lambda _: problem("invalid-input"))
    app.register_error_handler(Exception, _surprised)
    refusal = runtime(app).service.refusal
    if refusal is not None:
        app.register_error_handler(refusal, refused)


def refused(error: Any) -> Response:
    """Answer a refusal of the chassis or of a domain (`code`, `pointer`, `facts`)."""
    return problem(error.code, error.pointer, **error.facts)


def problem(code: str, pointer: str | None = None, **facts: Any) -> Response:
    """Return the answer for `code`; a code that no table knows is an error of ours and reads as internal."""
    known = runtime().service.problems.get(code) or PROBLEMS.get(code)
    if known is None:
        _log.error("problem.unknown-code", code=code)
        code, known = "internal", PROBLEMS["internal"]
    detail = known.sentence(_language(), {**facts, "pointer": pointer or "…"})
    items = [{"pointer": pointer, "code": code, "detail": detail}] if pointer else []
    return _response(code, known, detail, items)


def _language() -> str:
    return request.accept_languages.best_match(["vi", "en"], default="vi")


def _response(code: str, known: Problem, detail: str, items: list[dict[str, Any]]) -> Response:
    body = {
        "type": f"urn:liemchinh:problem:{code}",
        "title": HTTPStatus(known.status).phrase,
        "status": known.status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "errors": items,
        "trace_id": g.get("trace_id", ""),
    }
    made = Response(orjson.dumps(body), known.status, mimetype=MEDIA_TYPE)
    made.headers["Content-Language"] = _language()
    if known.retry_after:
        made.headers["Retry-After"] = str(known.retry_after)
    if known.status == HTTPStatus.UNAUTHORIZED:
        made.headers["WWW-Authenticate"] = "Bearer"
    return made


def _http_error(error: HTTPException) -> Response:
    """Answer an HTTP error with its own headers kept (Allow, WWW-Authenticate)."""
    made = problem(_code_of(error.code or 500), method=request.method)
    made.headers.update({name: value for name, value in error.get_headers() if name != "Content-Type"})
    return made


def _invalid(error: ValidationError) -> Response:
    items = [_item(pointer, told) for pointer, told in _flat(error.messages, "")]
    known = PROBLEMS["invalid-input"]
    return _response("invalid-input", known, known.sentence(_language(), {}), items)


def _flat(messages: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            escaped = str(name).replace("~", "~0").replace("/", "~1")
            yield from _flat(inner, pointer if name == "_schema" else f"{pointer}/{escaped}")
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flat(inner, pointer)
    else:
        yield pointer or "/", str(messages)


def _item(pointer: str, told: str) -> dict[str, Any]:
    code = _FIELD_CODES.get(told, "invalid-value")
    detail = PROBLEMS[code].sentence(_language(), {"pointer": pointer})
    # The schema's own words say more than ours, but only in English.
    if code == "invalid-value" and _language() == "en":
        detail = f"{detail} {told}"
    return {"pointer": pointer, "code": code, "detail": detail}


def _store_failed(error: PyMongoError) -> Response:
    if isinstance(error, WaitQueueTimeoutError):
        return problem("busy")
    if error.timeout or isinstance(error, ConnectionFailure):
        _log.warning("store.unavailable", error_type=type(error).__name__)
        return problem("unavailable")
    if error.has_error_label("TransientTransactionError"):
        return problem("busy")
    return _surprised(error)


def _surprised(error: Exception) -> Response:
    _log.error("request.failed", exc_info=error, error_type=type(error).__name__)
    return problem("internal")

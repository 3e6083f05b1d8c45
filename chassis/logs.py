"""Logs: one JSON object per line for our own and for every library's messages, without secrets.

A traceback never carries local variables (libraries.md trap 3); a password in a URL or under a telling
key is masked before anything is written.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer

from chassis.service import Service
from chassis.settings import Settings

Line = MutableMapping[str, Any]
MASK = "***"
_TELLING = re.compile(r"password|passwd|secret|token|authorization|cookie|api_?key|credential", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]*(?=@)")
_BEARER = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_QUIET = ("pymongo", "urllib3", "gunicorn.access", "werkzeug")


def configure(service: Service, settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream` (standard error unless told)."""
    shared = _shared(service, settings)
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    told = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    last: Any = [ProcessorFormatter.remove_processors_meta, told, masked, JSONRenderer(ensure_ascii=False)]
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _shared(service: Service, settings: Settings) -> list[Any]:
    known = {"service": service.name, "version": settings.version, "env": settings.environment}
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _method, line: {**known, **line},
        masked,
    ]


def masked(_logger: Any, _method: str, line: Line) -> Line:
    """Return the line with every secret hidden, however deep it stands."""
    return {name: _masked(name, value) for name, value in line.items()}


def _masked(name: str, value: Any) -> Any:
    if _TELLING.search(name) and not isinstance(value, int | float | dict):
        return MASK
    if isinstance(value, str):
        return _BEARER.sub(MASK, _URL_PASSWORD.sub(MASK, value))
    if isinstance(value, dict):
        return {inner: _masked(str(inner), part) for inner, part in value.items()}
    if isinstance(value, list):
        return [_masked("", part) for part in value]
    return value

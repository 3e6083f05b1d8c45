"""Metrics: every name the machinery measures, in one list; made on first use.

prometheus_client decides on its import whether values are shared between processes, by
PROMETHEUS_MULTIPROC_DIR. It is therefore imported at the first measurement and never by an import of a
service, so that the server can set the folder before.
Labels never carry a person, an agency or an id.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Response

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


@dataclass(frozen=True)
class Metric:
    """A name, what it is (counter, gauge, histogram), what it means, and its labels."""

    name: str
    kind: str
    doc: str
    labels: tuple[str, ...] = ()


HTTP_LABELS = ("http_request_method", "http_route", "http_response_status_code")

MACHINERY = (
    Metric("build_info", "gauge", "always 1; which build runs", ("service", "version", "commit")),
    Metric("http_server_request_duration_seconds", "histogram", "time to answer a request", HTTP_LABELS),
    Metric("outbox_pending_events", "gauge", "events committed and not yet on Kafka"),
    Metric("outbox_oldest_age_seconds", "gauge", "age of the oldest of them; goal: p99 below 1 s"),
    Metric("outbox_quarantined_events", "gauge", "events Kafka refused; a person must look"),
    Metric("relay_lease_changes_total", "counter", "times this process became the leading relay"),
    Metric("events_published_total", "counter", "events acknowledged by Kafka", ("event",)),
    # outcome: applied, duplicate, stale, ignored, dead
    Metric("events_consumed_total", "counter", "events read, by what became of them", ("event", "outcome")),
    Metric("event_processing_duration_seconds", "histogram", "time of one batch transaction"),
    Metric("event_end_to_end_age_seconds", "histogram", "from an event's time to its effect", ("event",)),
    Metric("kafka_consumer_lag_records", "gauge", "records not yet read", ("topic", "partition")),
    Metric("dlq_events_total", "counter", "events put aside as dead letters", ("reason",)),
    Metric("dlq_open_events", "gauge", "dead letters nobody has dealt with"),
)
_declared: dict[str, Metric] = {metric.name: metric for metric in MACHINERY}
_lock = threading.Lock()


def declare(*metrics: Metric) -> None:
    """Add a service's own metrics; raises ValueError for a name that means something else already."""
    for metric in metrics:
        if _declared.setdefault(metric.name, metric) != metric:
            raise ValueError(f"the metric {metric.name} is declared twice")


def declared() -> tuple[Metric, ...]:
    """Return every declared metric, for the generated page."""
    return tuple(_declared.values())


def add(name: str, amount: float = 1, **labels: str) -> None:
    """Count `amount` more."""
    _series(name, labels).inc(amount)


def observe(name: str, value: float, **labels: str) -> None:
    """Record one value of a histogram."""
    _series(name, labels).observe(value)


def set_to(name: str, value: float, **labels: str) -> None:
    """Set a gauge; of several processes the most recent value counts."""
    _series(name, labels).set(value)


def _series(name: str, labels: dict[str, str]) -> Any:
    with _lock:
        made = _made(name)
    return made.labels(**labels) if labels else made


@cache
def _made(name: str) -> Any:
    import prometheus_client

    metric = _declared[name]
    about = (metric.name, metric.doc, metric.labels)
    if metric.kind == "counter":
        return prometheus_client.Counter(*about)
    if metric.kind == "histogram":
        return prometheus_client.Histogram(*about, buckets=SECONDS)
    return prometheus_client.Gauge(*about, multiprocess_mode="mostrecent")


def exposition() -> bytes:
    """Return the text Prometheus reads: of this process, or of all that share the folder."""
    import prometheus_client
    from prometheus_client import multiprocess

    if FOLDER not in os.environ:
        return prometheus_client.generate_latest()
    registry = prometheus_client.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return prometheus_client.generate_latest(registry)


Answer = tuple[int, str, bytes]


class AdminServer:
    """A small server of fixed pages beside the real work: `/metrics`, and a worker's health."""

    def __init__(self, address: tuple[str, int], pages: dict[str, Callable[[], Answer]]) -> None:
        self._server = make_server(*address, _pages_app(pages), threaded=True)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.port: int = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, name="admin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def metrics_page() -> Answer:
    """Return the page `/metrics`."""
    return 200, MEDIA_TYPE, exposition()


def _pages_app(pages: dict[str, Callable[[], Answer]]) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        page = pages.get(environ["PATH_INFO"])
        status, media_type, body = page() if page else (404, "text/plain", b"")
        return Response(body, status, content_type=media_type)(environ, start_response)

    return answer

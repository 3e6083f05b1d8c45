"""Metrics: every name the machinery measures stands in metrics.yaml; made on first use.

prometheus_client decides on its import whether values are shared between processes, by
PROMETHEUS_MULTIPROC_DIR. It is therefore imported at the first measurement and never by an import of a
service, so that the server can set the folder before.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flask import Flask, Response
from werkzeug.serving import make_server

from chassis.tables import table

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


@dataclass(frozen=True)
class Metric:
    """A name, what it is (counter, gauge, histogram), what it means, and its labels."""

    name: str
    kind: str
    doc: str
    labels: Sequence[str] = ()


_declared = {name: Metric(name, **told) for name, told in table("metrics").items()}
_lock = threading.Lock()


def declare(*metrics: Metric) -> None:
    """Add a service's own metrics; raises ValueError for a name that means something else already."""
    for metric in metrics:
        if _declared.setdefault(metric.name, metric) != metric:
            raise ValueError(f"the metric {metric.name} is declared twice")


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
    from prometheus_client import Counter, Gauge, Histogram

    metric = _declared[name]
    kinds: dict[str, Callable[..., Any]] = {
        "counter": Counter,
        "gauge": partial(Gauge, multiprocess_mode="mostrecent"),
        "histogram": partial(Histogram, buckets=SECONDS),
    }
    return kinds[metric.kind](metric.name, metric.doc, metric.labels)


def exposition() -> bytes:
    """Return the text Prometheus reads: of this process, or of all that share the folder."""
    import prometheus_client
    from prometheus_client import multiprocess

    if FOLDER not in os.environ:
        return prometheus_client.generate_latest()
    registry = prometheus_client.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return prometheus_client.generate_latest(registry)


class AdminServer:
    """A small server beside the real work: the figures of an API, figures and health of a worker."""

    def __init__(self, address: tuple[str, int], app: Flask) -> None:
        self._server = make_server(*address, app, threaded=True)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.port: int = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, name="admin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def figures_app() -> Flask:
    """Return an app that answers /metrics and nothing else."""
    app = Flask("figures", static_folder=None)
    app.add_url_rule("/metrics", view_func=lambda: Response(exposition(), content_type=MEDIA_TYPE))
    return app

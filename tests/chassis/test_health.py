"""Health and figures: alive asks nobody, ready says which condition fails, a worker answers all three."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis import health, metrics
from chassis.tables import table
from tests.chassis.notes import NOTES
from tests.chassis.processes import fetch
from tests.fixtures.web import Hosted


def test_a_service_in_order_is_ready(hosted: Callable[..., Hosted]) -> None:
    answer = hosted(NOTES).get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "checks": {"mongo": True, "migrations": True, "caught_up": True, "draining": False},
    }


def test_readiness_is_asked_once_however_many_probe() -> None:
    asked: list[int] = []
    ready = health.Readiness(lambda: asked.append(1) or {"mongo": True})
    assert [ready.page()[1] for _ in range(50)] == [200] * 50
    assert len(asked) == 1


def test_one_failing_check_is_named() -> None:
    body, status = health.Readiness(lambda: {"mongo": True, "assignment": False}).page()
    assert status == 503
    assert body["checks"] == {"mongo": True, "assignment": False, "draining": False}


def test_a_worker_answers_health_and_figures_on_its_port() -> None:
    lives = [True]
    metrics.add("events_published_total", event="note-written.v1")
    server = health.serve_worker(("127.0.0.1", 0), lambda: lives[0], lambda: {"assignment": True})
    address = f"http://127.0.0.1:{server.port}"
    try:
        assert fetch(f"{address}/healthz") == (200, b'{"alive":true}\n')
        assert fetch(f"{address}/readyz")[0] == 200
        assert b'events_published_total{event="note-written.v1"}' in fetch(f"{address}/metrics")[1]
        assert fetch(f"{address}/elsewhere")[0] == 404
        lives[0] = False
        assert fetch(f"{address}/healthz")[0] == 503
    finally:
        server.close()
    assert fetch(f"{address}/healthz")[0] == 0


def test_every_metric_says_what_it_means_and_names_no_person() -> None:
    for metric in (metrics.Metric(name, **told) for name, told in table("metrics").items()):
        assert metric.doc
        assert metric.kind in {"counter", "gauge", "histogram"}
        assert metric.kind != "counter" or metric.name.endswith("_total")
        assert not any(label.endswith(("_id", "agency", "officer")) for label in metric.labels)


def test_a_metric_nobody_declared_cannot_be_measured() -> None:
    with pytest.raises(KeyError):
        metrics.add("surprises_total")


def test_a_name_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="build_info"):
        metrics.declare(metrics.Metric("build_info", "gauge", "something else"))


def test_a_request_is_timed_by_its_route_and_never_by_its_ids(hosted: Callable[..., Hosted]) -> None:
    notes = hosted(NOTES)
    notes.get("/v1/notes/0190-secret", notes.as_officer("agency-a"))
    notes.get("/v1/nowhere/0190-secret")
    text = metrics.exposition().decode()
    assert 'http_route="/v1/notes/<note_id>"' in text
    assert 'http_route="unmatched"' in text
    assert "0190-secret" not in text

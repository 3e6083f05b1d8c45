"""The server of an API: gunicorn with threads, run from code, that drains before it stops (delivery.md 2.9).

1. The master opens the port, serves /metrics beside it, and forks; it never opens a connection.
2. Each worker makes the app after the fork.
3. SIGTERM: /readyz answers 503 while requests are still served; `drain_seconds` later gunicorn stops
   gracefully. A second SIGTERM stops at once.
"""

import os
import shutil
import signal
import tempfile
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from chassis import health, logs, metrics
from chassis.app import create_app
from chassis.service import Service
from chassis.settings import Settings
from chassis.tables import table

FIXED = table("gunicorn")


def run_api(service: Service, settings: Settings) -> None:
    """Serve until told to stop; does not return (gunicorn ends the process)."""
    logs.configure(service, settings)
    figures = settings.prometheus_multiproc_dir or None
    os.environ[metrics.FOLDER] = tempfile.mkdtemp(prefix=f"{service.name}-metrics-", dir=figures)
    Server(service, settings).run()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn's application for one service."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what the file says, what the settings say, and what happens in the master."""
        settings = self.settings
        chosen = FIXED | {
            "bind": f"{settings.host}:{settings.port}",
            "proc_name": self._service.name,
            "workers": settings.web_concurrency,
            "threads": settings.threads,
            "logger_class": QuietLogger,
            "when_ready": self._when_ready,
            "on_exit": lambda _: shutil.rmtree(os.environ[metrics.FOLDER], ignore_errors=True),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app; gunicorn calls this in each worker, after the fork."""
        settings = self.settings
        told = {"version": settings.version, "commit": settings.commit}
        metrics.set_to("build_info", 1, service=self._service.name, **told)
        return create_app(self._service, settings)

    def run(self) -> None:
        """Run the draining master."""
        DrainingArbiter(self).run()

    def _when_ready(self, arbiter: Any) -> None:
        address = (self.settings.host, self.settings.metrics_port)
        arbiter.metrics_server = metrics.AdminServer(address, metrics.figures_app())


class DrainingArbiter(Arbiter):  # type: ignore[misc]
    """gunicorn's master, with a pause between "not ready" and "stopping" for the balancer to notice."""

    metrics_server: metrics.AdminServer | None = None

    def handle_term(self) -> None:
        """Drain at the first SIGTERM, stop at the second, which the first one's timer sends."""
        again = health.is_draining()
        health.start_draining()
        if again or not self.app.settings.drain_seconds:
            super().handle_term()
        timer = threading.Timer(self.app.settings.drain_seconds, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's own messages through our log lines instead of its handlers."""

    def setup(self, cfg: Any) -> None:
        """Let the messages rise to the root logger."""
        self.cfg = cfg
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True

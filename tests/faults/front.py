"""A balancer as HTTP: it answers on one port for whichever instance of an API stands behind it."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.local.ports import HOST

PATIENCE = 30.0
HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"}
WITHOUT_BODY = {204, 304}
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Front:
    """Passes each request on, on a connection of its own; counts requests, and those that failed."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.answered = self.failed = 0
        self._server = _Server((HOST, 0), _handler(self))
        self.url = f"http://{HOST}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        """Return (status, headers, body) of who stands behind now; 502 when there is no answer."""
        connection = http.client.HTTPConnection(HOST, self.behind, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers | {"Connection": "close"})
            answer = connection.getresponse()
            found = answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            found = 502, [], b""
        finally:
            connection.close()
        self.answered += 1
        self.failed += found[0] >= 500
        return found

    def close(self) -> None:
        """Give the port up."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, said = front.ask(self.command, self.path, body, dict(self.headers))
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            if status not in WITHOUT_BODY:
                self.send_header("Content-Length", f"{len(said)}")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    for verb in VERBS:
        setattr(Handler, f"do_{verb}", Handler._pass_on)
    return Handler

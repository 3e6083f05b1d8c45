"""An officer at work: signs in, reads and acts through the public APIs as any client would.

A request that meets a closed port, silence or a 503 is repeated with the same Idempotency-Key until the
deadline, so a service that is killed and comes back changes nothing in the end.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import requests

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2
REQUEST_SECONDS = 15
AWAY = (502, 503, 504)


class RefusedByService(Exception):
    """The service answered with a problem; `problem` is its problem+json body."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.problem: dict[str, Any] = response.json()
        super().__init__(f"{response.request.method} {response.url}: {self.status} {self.problem}")

    @property
    def code(self) -> str:
        """The stable English code of the problem."""
        return str(self.problem["code"])


class Officer:
    """One person of the sample in one position."""

    def __init__(self, urls: Mapping[str, str], sign_in: Mapping[str, Any]) -> None:
        self.urls = urls
        self.name: str = sign_in["name"]
        self.agency: str = sign_in["agency"]
        self.agency_id: str = sign_in["agency_id"]
        self._http = requests.Session()
        session = self._send("POST", "directory", "/v1/sessions", json=_credentials(sign_in)).json()
        self._http.headers["Authorization"] = f"Bearer {session['access_token']}"

    @property
    def authorization(self) -> str:
        """The header that says who asks."""
        return str(self._http.headers["Authorization"])

    def get(self, service: str, path: str, **parameters: Any) -> dict[str, Any]:
        """Return what a GET answers; raises RefusedByService."""
        answer: dict[str, Any] = self._send("GET", service, path, params=parameters).json()
        return answer

    def every(self, service: str, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Yield the items of all pages of a list."""
        cursor: dict[str, Any] = {}
        while True:
            page = self.get(service, path, limit=100, **parameters, **cursor)
            yield from page["items"]
            if not page["next_cursor"]:
                return
            cursor = {"cursor": page["next_cursor"]}

    def create(self, service: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """POST a new object; returns its view."""
        answer: dict[str, Any] = self._send("POST", service, path, json=body, headers=_key()).json()
        return answer

    def act(self, service: str, path: str, action: str, **body: Any) -> dict[str, Any]:
        """Read an object, then POST an action on the version read; returns the changed view."""
        return self._on_version("POST", service, path, f"{path}/{action}", body)

    def change(self, method: str, service: str, path: str, **body: Any) -> dict[str, Any]:
        """Read an object, then PUT or PATCH it on the version read; returns the changed view."""
        return self._on_version(method, service, path, path, body)

    def _on_version(
        self, method: str, service: str, path: str, at: str, body: Mapping[str, Any]
    ) -> dict[str, Any]:
        version = self._send("GET", service, path).headers["ETag"]
        headers = _key() | {"If-Match": version}
        answer: dict[str, Any] = self._send(method, service, at, json=body, headers=headers).json()
        return answer

    def _send(self, method: str, service: str, path: str, **request: Any) -> requests.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            response = self._once(method, self.urls[service] + path, **request)
            if response is not None and response.status_code not in AWAY:
                return _accepted(response)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{service} did not answer {method} {path} within {PATIENCE_SECONDS} s")
            time.sleep(PAUSE_SECONDS)

    def _once(self, method: str, url: str, **request: Any) -> requests.Response | None:
        try:
            return self._http.request(method, url, timeout=REQUEST_SECONDS, **request)
        except (requests.ConnectionError, requests.Timeout):
            return None


def _credentials(sign_in: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sign_in[name] for name in ("username", "password")}


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def _accepted(response: requests.Response) -> requests.Response:
    if response.status_code >= 400:
        raise RefusedByService(response)
    return response

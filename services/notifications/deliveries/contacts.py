"""Asking directory for addresses, as a service with its own key (security.md §1, service calls)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

from services.notifications.settings import NotificationsSettings

SECONDS = 5.0
EARLY_SECONDS = 60.0
UNAUTHENTICATED = 401


class DirectoryAway(Exception):
    """Directory does not answer, or not to this service; the message says what to look at, and no secret."""


@dataclass(frozen=True)
class Contact:
    """How an officer is addressed; never stored, never logged."""

    name: str
    email: str | None


class Contacts:
    """The contacts that directory tells this service; its token is renewed before it ends."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._settings = settings
        self._http = requests.Session()
        self._good_until = 0.0

    def of(self, officer_ids: Sequence[str]) -> dict[str, Contact]:
        """Return the contacts of those of the officers who are in service; raises DirectoryAway."""
        wanted = {"officer_ids": ",".join(officer_ids)}
        if time.monotonic() > self._good_until:
            self._sign_in()
        answer = self._send("GET", "/v1/contacts", params=wanted)
        if answer.status_code == UNAUTHENTICATED:
            self._sign_in()
            answer = self._send("GET", "/v1/contacts", params=wanted)
        found = self._told(answer)["items"]
        return {one["officer_id"]: Contact(one["name"], one["email"]) for one in found}

    def _sign_in(self) -> None:
        try:
            key = self._settings.service_key_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise DirectoryAway(f"SERVICE_KEY_FILE cannot be read ({type(error).__name__})") from error
        credentials = {"username": self._settings.service_user, "password": key}
        session = self._told(self._send("POST", "/v1/sessions", json=credentials))
        self._http.headers["Authorization"] = f"Bearer {session['access_token']}"
        self._good_until = time.monotonic() + session["expires_in"] - EARLY_SECONDS

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        url = f"{self._settings.directory_url.rstrip('/')}{path}"
        try:
            return self._http.request(method, url, timeout=SECONDS, **content)
        except requests.RequestException as error:
            # Not the error's own words: they repeat the address that was asked.
            raise DirectoryAway(f"directory does not answer ({type(error).__name__})") from None

    def _told(self, answer: requests.Response) -> dict[str, Any]:
        if not answer.ok:
            raise DirectoryAway(f"directory answers {answer.status_code} to {answer.request.method}")
        told: dict[str, Any] = answer.json()
        return told

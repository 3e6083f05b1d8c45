"""What every command of every service refuses before it does anything, whoever asks (events.md §6)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.visibility.rules import Route, Rule, under
from tests.visibility.test_matrix import Open, world
from tests.visibility.worlds import World

__all__ = ["world"]
COMMANDS = [route for route in under(*Rule) if route[1] in ("POST", "PUT", "PATCH")]
EVERY = pytest.mark.parametrize(("name", "method", "rule"), COMMANDS)
MOST_VERSIONS = 9


class Command:
    """A command of a service on one of its objects, as an officer who may give it."""

    def __init__(self, world: World, route: Route) -> None:
        _, self.method, rule = route
        self.world = world
        self.path = next(iter(world.paths(rule)))
        endpoint = next(
            made.endpoint
            for made in world.hosted.app.url_map.iter_rules()
            if made.rule == rule and self.method in (made.methods or ())
        )
        described = getattr(world.hosted.app.view_functions[endpoint], "_apidoc", {})
        self.options: dict[str, Any] | None = described["command"][2] if "command" in described else None
        role = min(world.access(self.method, rule).roles, default="clerk")
        self.headers = world.sign_in(world.owner_of(rule), role)

    @property
    def takes_key(self) -> bool:
        return bool((self.options or {}).get("key", True))

    @property
    def has_target(self) -> bool:
        return "target" in (self.options or {})

    def send(self, body: Any = None, version: int | None = 1, **headers: str | None) -> TestResponse:
        """Send it whole; a header that is None is left out. `body` is JSON, or bytes as they are."""
        sent: dict[str, str | None] = {"Idempotency-Key": str(uuid.uuid4()), **self.headers}
        sent["If-Match"] = f'"v{version}"' if self.has_target and version else None
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = {"data": body} if isinstance(body, bytes) else {"json": body or {}}
        given = {name: value for name, value in sent.items() if value is not None}
        return self.world.hosted.app.test_client().open(
            self.path, method=self.method, headers=given, **content
        )

    def send_matching(self, body: Any, **headers: str | None) -> TestResponse:
        """Send it with the version the object really has."""
        for version in range(1, MOST_VERSIONS + 1):
            answer = self.send(body, version, **headers)
            if answer.status_code != 412:
                return answer
        raise AssertionError(f"{self.path} has none of the versions 1 to {MOST_VERSIONS}")


def command(world: Open, route: Route) -> Command | None:
    """Return the command, None for a route that is none: parse and the portal's forms."""
    found = Command(world(route[0]), route)
    return found if found.options is not None else None


def held(command: Command, answer: TestResponse, status: int, before: dict[str, int]) -> dict[str, Any]:
    """Hold an answer to a problem that says which field, and the store to what it was."""
    assert answer.status_code == status, (command.path, answer.status_code, answer.get_data(as_text=True))
    assert answer.mimetype == "application/problem+json"
    assert command.world.stored() == before
    return answer.json or {}


@pytest.mark.parametrize("service", sorted({route[0] for route in COMMANDS} - {"portal"}))
def test_every_route_that_writes_is_a_command(world: Open, service: str) -> None:
    opened = world(service)
    routes = [route for route in COMMANDS if route[0] == service]
    others = {route[2] for route in routes if Command(opened, route).options is None}
    assert others <= {"/v1/parse"}, "what it writes, it does not write once, whole and for a known version"


@EVERY
def test_a_body_that_is_none_or_has_an_unknown_field_is_told_and_nothing_is_stored(
    world: Open, name: str, method: str, rule: str
) -> None:
    if made := command(world, (name, method, rule)):
        before = made.world.stored()
        problem = held(made, made.send_matching({"colour": "red"}), 422, before)
        assert "/colour" in [error["pointer"] for error in problem["errors"]]
        held(made, made.send_matching([1]), 422, before)
        held(made, made.send_matching(b'{"half', Content_Type="application/json"), 400, before)
        held(made, made.send_matching(b"a=1", Content_Type="text/plain"), 415, before)
        held(made, made.send_matching({"note": "a" * (1024 * 1024 + 1)}), 413, before)


@EVERY
def test_a_command_names_its_key_and_the_version_it_changes(
    world: Open, name: str, method: str, rule: str
) -> None:
    made = command(world, (name, method, rule))
    if made is None:
        return
    before = made.world.stored()
    # Signing in keeps nothing of a password, so no key either.
    assert made.takes_key or method != "POST" or rule.startswith("/v1/sessions")
    if made.takes_key:
        held(made, made.send(Idempotency_Key=None), 400, before)
    if made.has_target:
        assert held(made, made.send(version=None), 428, before)["code"] == "precondition-required"
        assert held(made, made.send(version=999), 412, before)["code"] == "version-mismatch"
        assert held(made, made.send(If_Match="*"), 412, before)["code"] == "version-mismatch"
        made.path = rule.replace("<int:year>", "2199")
        for argument in [part for part in made.path.split("/") if part.startswith("<")]:
            made.path = made.path.replace(argument, str(uuid.UUID(int=0)))
        assert held(made, made.send(), 404, before)["code"] == "not-found"

"""Settings: what a process reads from its environment, once, with every mistake told at once.

A service adds its own by subclassing `Settings` with fields made by `setting(...)`.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from environs import Env, EnvValidationError

if TYPE_CHECKING:
    from chassis.service import Service


class SettingsError(click.ClickException):
    """The environment is not right; the message has one line per mistake, and a command ends with it."""


def setting(name: str, kind: type, *, default: Any = MISSING, doc: str = "", secret: bool = False) -> Any:
    """Declare a field read from the variable `name`.

    `kind` is str, int, float, bool or Path. A secret is kept out of repr and may be given as a file
    in `<name>_FILE`. Without default the variable is required.
    """
    notes = {"name": name, "kind": kind, "doc": doc, "secret": secret}
    return dataclasses.field(default=default, repr=not secret, metadata=notes)


LOCAL_MONGO = "mongodb://127.0.0.1:27017/?replicaSet=rs0"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every process of every service understands; 0 and "" mean "derived", see `read_settings`."""

    port: int = setting("PORT", int, default=0, doc="port of the API; the service's own when not set")
    host: str = setting("HOST", str, default="127.0.0.1", doc="address to listen on")
    admin_port: int = setting("ADMIN_PORT", int, default=0, doc="health and metrics of a worker; port + 100")
    metrics_port: int = setting("METRICS_PORT", int, default=0, doc="metrics of an API; port + 200")
    mongo_url: str = setting("MONGO_URL", str, default=LOCAL_MONGO, doc="the replica set", secret=True)
    mongo_db: str = setting("MONGO_DB", str, default="", doc="database; the service's name when not set")
    kafka_bootstrap_servers: str = setting(
        "KAFKA_BOOTSTRAP_SERVERS", str, default="127.0.0.1:9092", doc="host:port, comma between"
    )
    kafka_topic_prefix: str = setting("KAFKA_TOPIC_PREFIX", str, default="", doc="for a shared cluster")
    kafka_security_protocol: str = setting(
        "KAFKA_SECURITY_PROTOCOL", str, default="PLAINTEXT", doc="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    kafka_sasl_mechanism: str = setting("KAFKA_SASL_MECHANISM", str, default="SCRAM-SHA-512", doc="with SASL")
    kafka_sasl_username: str = setting("KAFKA_SASL_USERNAME", str, default="", doc="with SASL")
    kafka_sasl_password: str = setting("KAFKA_SASL_PASSWORD", str, default="", doc="with SASL", secret=True)
    directory_url: str = setting("DIRECTORY_URL", str, default="http://127.0.0.1:8081", doc="the issuer")
    public_url: str = setting("PUBLIC_URL", str, default="http://127.0.0.1", doc="https turns HSTS on")
    log_level: str = setting("LOG_LEVEL", str, default="INFO", doc="DEBUG, INFO, WARNING or ERROR")
    environment: str = setting("ENVIRONMENT", str, default="local", doc="`env` in every log line")
    version: str = setting("VERSION", str, default="0.1.0", doc="`version` in logs and build_info")
    commit: str = setting("COMMIT", str, default="", doc="`commit` in build_info")
    web_concurrency: int = setting("WEB_CONCURRENCY", int, default=1, doc="processes of an API")
    threads: int = setting("THREADS", int, default=8, doc="threads of an API process")
    drain_seconds: float = setting("DRAIN_SECONDS", float, default=5.0, doc="between SIGTERM and the stop")
    startup_wait_seconds: float = setting("STARTUP_WAIT_SECONDS", float, default=60.0, doc="for migrations")
    prometheus_multiproc_dir: str = setting("PROMETHEUS_MULTIPROC_DIR", str, default="", doc="for an API")


def read_settings(service: Service, environ: Mapping[str, str] = os.environ) -> Any:
    """Return the service's settings (an instance of `service.settings_type`).

    Raises SettingsError naming every wrong or missing variable at once; values of secrets are never told.
    """
    fields = dataclasses.fields(service.settings_type)
    secrets = {field.metadata["name"] for field in fields if field.metadata["secret"]}
    env = _MappedEnv(environ, secrets)
    values = {field.name: _read(env, field) for field in fields}
    try:
        env.seal()
    except EnvValidationError as error:
        told = dict[str, list[str]](error.error_messages)  # type: ignore[arg-type]
        lines = sorted(f"{name}: {' '.join(words)}" for name, words in told.items())
        raise SettingsError("\n".join(["The environment is not right:", *lines])) from None
    return service.settings_type(**_derived(service, values))


def _read(env: Env, field: dataclasses.Field[Any]) -> Any:
    kind = field.metadata["kind"]
    method = getattr(env, "path" if kind is Path else kind.__name__)
    return method(field.metadata["name"], ... if field.default is MISSING else field.default)


def _derived(service: Service, values: dict[str, Any]) -> dict[str, Any]:
    port = values["port"] or service.port
    return values | {
        "port": port,
        "admin_port": values["admin_port"] or port + 100,
        "metrics_port": values["metrics_port"] or port + 200,
        "mongo_db": values["mongo_db"] or service.name,
    }


class _MappedEnv(Env):
    """environs over a given mapping, where a secret may stand in the file that `<NAME>_FILE` names."""

    def __init__(self, environ: Mapping[str, str], secrets: set[str]) -> None:
        super().__init__(eager=False)
        self._mapping, self._secrets = environ, secrets

    def _get_value(self, env_key: str, default: Any) -> Any:
        file = self._mapping.get(f"{env_key}_FILE") if env_key in self._secrets else None
        if file is None:
            return self._mapping.get(env_key, default)
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self._errors[f"{env_key}_FILE"].append("the file cannot be read")
            return ""

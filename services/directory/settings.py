"""The directory's settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from chassis.runtime import runtime
from chassis.settings import Settings, SettingsError, setting

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class DirectorySettings(Settings):
    """What the directory reads besides what every process reads."""

    signing_keys_dir: Path = setting(
        "SIGNING_KEYS_DIR", Path, default=Path(".data/keys"), doc="folder of the keys that sign tokens"
    )
    sign_ins_file: Path = setting(
        "SIGN_INS_FILE",
        Path,
        default=Path(".data/sign-ins.json"),
        doc="where load-sample writes the passwords of the story's officers",
    )
    service_keys_dir: Path = setting(
        "SERVICE_KEYS_DIR",
        Path,
        default=Path(".data/service-keys"),
        doc="where the keys of services are written",
    )
    allow_local_sign_in: bool = setting(
        "ALLOW_LOCAL_SIGN_IN", bool, default=False, doc="yes lets passwords be checked beyond 127.0.0.1"
    )
    trusted_proxies: str = setting(
        "TRUSTED_PROXIES",
        str,
        default="127.0.0.1",
        doc="addresses, separated by commas, whose X-Forwarded-For is believed",
    )


def refuse_open_issuer(app: Flask) -> None:
    """Refuse to check local passwords where the network can reach them, unless that is wanted."""
    settings: DirectorySettings = runtime(app).settings  # type: ignore[assignment]
    if settings.host not in LOOPBACK and not settings.allow_local_sign_in:
        raise SettingsError(
            f"The directory would check local passwords on {settings.host}: "
            "set HOST=127.0.0.1, or ALLOW_LOCAL_SIGN_IN=yes if that is wanted."
        )

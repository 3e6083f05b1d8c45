"""What the portal reads from its environment beside the chassis's settings."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.settings import Settings, setting


@dataclass(frozen=True, kw_only=True)
class PortalSettings(Settings):
    """The portal's settings."""

    directives_url: str = setting(
        "DIRECTIVES_URL", str, default="http://127.0.0.1:8082", doc="where directives answer"
    )
    reports_url: str = setting(
        "REPORTS_URL", str, default="http://127.0.0.1:8083", doc="where reports answer"
    )
    notifications_url: str = setting(
        "NOTIFICATIONS_URL", str, default="http://127.0.0.1:8084", doc="where notifications answer"
    )
    awards_url: str = setting("AWARDS_URL", str, default="http://127.0.0.1:8085", doc="where awards answer")

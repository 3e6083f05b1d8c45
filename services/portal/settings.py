"""What the portal reads from its environment beside the chassis's settings."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.settings import Settings, setting


@dataclass(frozen=True, kw_only=True)
class PortalSettings(Settings):
    """The portal's settings."""

    awards_url: str = setting(
        "AWARDS_URL", str, default="http://127.0.0.1:8085", doc="where published awards are asked for"
    )

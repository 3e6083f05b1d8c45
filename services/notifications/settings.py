"""What notifications reads from its environment besides what every process reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chassis.settings import Settings, SettingsError, setting

OFF, TEST, GUEST_LIST, LIVE = "off", "test", "guest-list", "live"
MODES = (OFF, TEST, GUEST_LIST, LIVE)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class NotificationsSettings(Settings):
    """Mail, the daily run of reminders, and the key with which directory is asked for addresses."""

    mail_mode: str = setting(
        "MAIL_MODE", str, default=OFF, doc="off; test: all but the sending; guest-list: GUEST_LIST only; live"
    )
    guest_list: str = setting("GUEST_LIST", str, default="", doc="addresses, separated by commas")
    mail_from: str = setting("MAIL_FROM", str, default="liemchinh@localhost", doc="the sender's address")
    mail_max_age_days: float = setting(
        "MAIL_MAX_AGE_DAYS", float, default=7.0, doc="what is older is never sent: a replay mails nothing"
    )
    smtp_host: str = setting("SMTP_HOST", str, default="127.0.0.1", doc="the mail server")
    smtp_port: int = setting("SMTP_PORT", int, default=25, doc="its port")
    smtp_starttls: bool = setting("SMTP_STARTTLS", bool, default=False, doc="encrypt, and check the name")
    smtp_user: str = setting("SMTP_USER", str, default="", doc="empty: no sign-in")
    smtp_password: str = setting("SMTP_PASSWORD", str, default="", secret=True, doc="of SMTP_USER")
    smtp_seconds: float = setting("SMTP_SECONDS", float, default=15.0, doc="patience with the mail server")
    service_user: str = setting(
        "SERVICE_USER", str, default="service.notifications", doc="signs in at directory"
    )
    service_key_file: Path = setting(
        "SERVICE_KEY_FILE",
        Path,
        default=Path(".data/service-keys/notifications"),
        doc="the key that `python -m services.directory service-key notifications` writes",
    )
    daily_tick: bool = setting("DAILY_TICK", bool, default=True, doc="no: only `tick --on` reminds")
    tick_hour: int = setting("TICK_HOUR", int, default=7, doc="hour of the business day of the daily run")

    def __post_init__(self) -> None:
        """Refuse a mode that does not exist and a password that would travel in clear."""
        if self.mail_mode not in MODES:
            raise SettingsError(f"MAIL_MODE is {self.mail_mode!r}; it may be {', '.join(MODES)}.")
        if self.smtp_user and not self.smtp_starttls and self.smtp_host not in LOOPBACK:
            raise SettingsError(
                f"The password for {self.smtp_host} would travel in clear: set SMTP_STARTTLS=yes."
            )

    @property
    def guests(self) -> frozenset[str]:
        """The addresses that may be written to in the mode guest-list."""
        return frozenset(one.strip().lower() for one in self.guest_list.split(",") if one.strip())

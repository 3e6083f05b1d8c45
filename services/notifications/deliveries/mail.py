"""Mail: a message with a stable id, handed to an SMTP server, and what its reply means."""

from __future__ import annotations

import datetime as dt
import hashlib
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from services.notifications.deliveries.domain import PERMANENT, SENT, TEMPORARY, Outcome, judged
from services.notifications.settings import NotificationsSettings


@dataclass(frozen=True)
class Letter:
    """What is to be mailed: which delivery it is, from where to whom, and its words."""

    delivery_id: str
    sender: str
    name: str
    email: str
    title: str
    body: str


def compose(letter: Letter, now: dt.datetime) -> EmailMessage:
    """Return the message; raises ValueError for an address that is none.

    Its Message-ID comes from the delivery alone: if a crash makes a mail leave twice, receivers see one.
    """
    local, _, domain = letter.email.rpartition("@")
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = Address(letter.name, local, domain)
    message["Subject"] = letter.title
    message["Date"] = format_datetime(now)
    message["Message-ID"] = (
        f"<{hashlib.sha256(letter.delivery_id.encode()).hexdigest()}@{_host(letter.sender)}>"
    )
    # RFC 3834: no holiday notice answers this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _host(sender: str) -> str:
    return sender.rpartition("@")[2].rstrip(">") or "localhost"


class Postman:
    """One connection to the mail server for a round of mails, opened when the first one is sent."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> Outcome:
        """Hand a message over; what goes wrong is the outcome, and a broken connection is opened anew."""
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, _)] = refused.recipients.values()
            return judged(code)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError) as error:
            # What is wrong with this service's own access says nothing about the recipient.
            return self._broken(f"smtp-{error.smtp_code}")
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            return judged(error.smtp_code)
        except smtplib.SMTPNotSupportedError:
            return self._broken("smtp-unsupported")
        except UnicodeEncodeError:
            return Outcome(PERMANENT, "address-invalid")
        except (smtplib.SMTPException, OSError) as error:
            return self._broken(_name_of(error))
        return Outcome(SENT)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            told = self._settings
            self._server = smtplib.SMTP(told.smtp_host, told.smtp_port, timeout=told.smtp_seconds)
            if told.smtp_starttls:
                self._server.starttls(context=ssl.create_default_context())
            if told.smtp_user:
                self._server.login(told.smtp_user, told.smtp_password)
        return self._server

    def _broken(self, reason: str) -> Outcome:
        self._hang_up()
        return Outcome(TEMPORARY, reason)

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _name_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "smtp-timeout"
    refused = isinstance(error, ConnectionRefusedError)
    return "smtp-refused-connection" if refused else "smtp-broken-connection"

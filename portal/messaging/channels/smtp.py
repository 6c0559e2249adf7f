"""Mail by SMTP, step by step, so that we know whether a failure came before or during the hand-over."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from portal.messaging.channels.outcome import Refused, TryLater, Uncertain

SECONDS = 20  # per step


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = None

    @classmethod
    def from_url(cls, url: str) -> "Smtp":
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname or "localhost",
            parts.port or (465 if tls else 25),
            tls,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def send(self, mail: EmailMessage, about_to_hand_over: Callable[[], None]) -> None:
        """Deliver one mail; `about_to_hand_over` is called before the text leaves.

        Raises TryLater or Refused when it certainly did not arrive, Uncertain when it may have.
        """
        server = self._greet(mail)
        try:
            about_to_hand_over()
            try:
                code, _ = server.data(mail.as_bytes())
            except smtplib.SMTPDataError as error:
                code = error.smtp_code  # the server refused the text before it had it
            except (OSError, smtplib.SMTPException) as error:
                raise Uncertain from error
            if code != 250:
                raise (TryLater if code < 500 else Refused)(str(code))
        finally:
            _hang_up(server)

    def _greet(self, mail: EmailMessage) -> smtplib.SMTP:
        """Connect and name sender and receiver; nothing of the text has left yet."""
        server: smtplib.SMTP | None = None
        try:
            server = self._connect()
            code, _ = server.mail(parseaddr(mail["From"])[1])
            if code == 250:
                code, _ = server.rcpt(mail["To"])
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused("recipient") from error
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                _hang_up(server)
            raise TryLater(type(error).__name__) from error
        if code not in (250, 251):
            _hang_up(server)
            raise (TryLater if code < 500 else Refused)(str(code))
        return server

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password or "")
        return server


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()

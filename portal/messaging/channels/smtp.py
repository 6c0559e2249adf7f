"""Mail by SMTP, step by step, so that we know whether a failure came before or during the hand-over."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_SMTP
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
                # CR and LF at the end of each line: mail servers refuse a bare LF since the smuggling attacks of 2023.
                code, _ = server.data(mail.as_bytes(policy=LINES_OF_SMTP))
            except smtplib.SMTPDataError as error:
                raise _refusal(error.smtp_code) from error  # the server refused the text before it had it
            except (OSError, smtplib.SMTPException) as error:
                raise Uncertain from error
            if not 200 <= code < 300:
                raise _refusal(code) if code >= 400 else Uncertain
        finally:
            _hang_up(server)

    def _greet(self, mail: EmailMessage) -> smtplib.SMTP:
        """Connect and name sender and receiver; nothing of the text has left yet."""
        server: smtplib.SMTP | None = None
        try:
            sender = parseaddr(mail["From"])[1]
            server = self._connect(own_name=sender.rpartition("@")[2])
            code, _ = server.mail(sender)
            if code == 250:
                code, _ = server.rcpt(mail["To"])
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                _hang_up(server)
            raise TryLater(type(error).__name__) from error
        if code not in (250, 251):
            _hang_up(server)
            raise _refusal(code)
        return server

    def _connect(self, own_name: str) -> smtplib.SMTP:
        """`own_name` is how we greet: it ends up in the mail's Received lines, so never this machine's name."""
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, own_name, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, own_name, timeout=SECONDS)
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            elif self.user:
                raise smtplib.SMTPNotSupportedError("no password over an open line")
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password or "")
        return server


def _refusal(code: int) -> TryLater | Refused:
    return Refused(str(code)) if code >= 500 else TryLater(str(code))


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()

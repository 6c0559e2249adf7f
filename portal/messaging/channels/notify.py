"""Sms and mail over a gateway that speaks as NotifyNL and GOV.UK Notify do.

A message goes under the id of its outbox row, so the gateway can be asked whether it has it, and how it ended.
"""

import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import requests
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from portal.messaging.channels.outcome import Receipt, Refused, Sms, TryLater, Uncertain

SECONDS = (10, 20)  # to connect; to wait for each piece of the answer
# Wrong in itself: the number, the address, or what our template asks for. Any other refusal (key, clock, limits) may
# pass. A 502 or 504 comes from something in front of the gateway: what lies behind it may have the text.
NEVER = {400, 413, 422}
FROM_BEFORE_IT = {502, 504}

# The client logs what the gateway answered; that is not ours to repeat.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Notify:
    """The templates have the fields `text` (sms), or `subject` and `text` (mail)."""

    url: str
    api_key: str = field(repr=False)
    sms_template: str = ""
    mail_template: str = ""

    def send(self, mail: EmailMessage, about_to_hand_over: Callable[[], None]) -> str:
        """Hand over one mail; gives the gateway's id of it. `about_to_hand_over` is called before the text leaves.

        Raises TryLater or Refused when it certainly was not taken, Uncertain when it may have been.
        """
        return self._hand_over(
            about_to_hand_over,
            lambda client: client.send_email_notification(
                mail["To"],
                self.mail_template,
                {"subject": mail["Subject"], "text": mail.get_content().strip()},
                _reference(mail["Message-ID"]),
            ),
        )

    def send_sms(self, sms: Sms, about_to_hand_over: Callable[[], None]) -> str:
        """The same for a text message."""
        return self._hand_over(
            about_to_hand_over,
            lambda client: client.send_sms_notification(
                sms.to, self.sms_template, {"text": sms.body}, _reference(sms.message_id)
            ),
        )

    def _hand_over(
        self, about_to_hand_over: Callable[[], None], send: Callable[[NotificationsAPIClient], Any]
    ) -> str:
        client = self._client()
        about_to_hand_over()
        try:
            answer = send(client)
        except APIError as error:
            raise _meaning(error) from error
        finally:
            client.request_session.close()
        return _receipt(answer, Uncertain).id

    def find(self, message_id: str) -> Receipt | None:
        """What the gateway has of this outbox row; None when it has nothing. Raises TryLater when it does not say."""
        found = self._ask(lambda client: client.get_all_notifications(reference=message_id))
        listed = found.get("notifications") if isinstance(found, dict) else None
        if not isinstance(listed, list):
            raise TryLater("no list")
        return _receipt(listed[0], TryLater) if listed else None

    def look_up(self, gateway_id: str) -> Receipt | None:
        """How a message stands; None when the gateway does not know it (any more). Raises TryLater."""
        try:
            return _receipt(self._ask(lambda client: client.get_notification_by_id(gateway_id)), TryLater)
        except TryLater as error:
            if str(error) == "404":
                return None
            raise

    def _ask(self, question: Callable[[NotificationsAPIClient], Any]) -> Any:
        client = self._client()
        try:
            return question(client)
        except APIError as error:
            raise TryLater(_word_for(error)) from error
        finally:
            client.request_session.close()

    def _client(self) -> NotificationsAPIClient:
        """One for each call: it is not made to be shared by threads. It follows nobody to another address."""
        client = NotificationsAPIClient(self.api_key, base_url=self.url, timeout=SECONDS)
        client.request_session.max_redirects = 0
        return client


def _reference(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def _receipt(answer: Any, otherwise: type[Exception]) -> Receipt:
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str) or len(answer["id"]) > 40:
        raise otherwise("no id")
    return Receipt(answer["id"], str(answer.get("status") or ""))


def _meaning(error: APIError) -> TryLater | Refused | Uncertain:
    """What a failed hand-over tells. (For an error without an answer the client says 503: we look ourselves.)"""
    if error.response is None:
        return TryLater(_word_for(error)) if _never_connected(error) else Uncertain(_word_for(error))
    code = error.response.status_code
    if code < 300 or code in FROM_BEFORE_IT:
        return Uncertain(str(code))
    return Refused(str(code)) if code in NEVER else TryLater(str(code))


def _word_for(error: APIError) -> str:
    return type(error.__cause__).__name__ if error.response is None else str(error.response.status_code)


def _never_connected(error: APIError) -> bool:
    """No line, so nothing went over it. (A line that breaks is the same ConnectionError to requests.)"""
    no_line = (requests.ConnectTimeout, NewConnectionError, ssl.SSLCertVerificationError)
    return any(isinstance(cause, no_line) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__

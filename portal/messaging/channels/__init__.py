"""Where messages go: a mail server, a gateway for sms and mail, or a folder of files in the demo."""

from typing import Protocol

from flask import current_app
from pydantic import SecretStr

from portal.messaging.channels.folder import Folder
from portal.messaging.channels.notify import Notify
from portal.messaging.channels.smtp import Smtp

__all__ = ["Folder", "Notify", "Smtp", "channel_for", "channels", "has_sms"]

MailChannel = Folder | Notify | Smtp
SmsChannel = Folder | Notify


class _Settings(Protocol):
    @property
    def demo(self) -> bool: ...
    @property
    def mail_url(self) -> str: ...
    @property
    def notify_url(self) -> str: ...
    @property
    def notify_api_key(self) -> SecretStr: ...
    @property
    def notify_sms_template(self) -> str: ...
    @property
    def notify_mail_template(self) -> str: ...


def channels(settings: _Settings) -> dict[str, MailChannel | SmsChannel | None]:
    """The channels for `app.extensions`: "gateway" (if any), "mail", and "sms" (None: sms is not offered).

    In the demo sms goes where the mail goes.
    """
    gateway = None
    if settings.notify_url:
        key = settings.notify_api_key.get_secret_value()
        gateway = Notify(
            settings.notify_url, key, settings.notify_sms_template, settings.notify_mail_template
        )
    mail = channel_for(settings.mail_url, gateway)
    sms: SmsChannel | None = gateway if gateway and gateway.sms_template else None
    if sms is None and settings.demo and isinstance(mail, Folder):
        sms = mail
    return {"gateway": gateway, "mail": mail, "sms": sms}


def channel_for(mail_url: str, gateway: Notify | None = None) -> MailChannel:
    """The channel of MAIL_URL: folder:///path, smtp://[user:password@]host:port, smtps://…, or notify:"""
    if mail_url == "notify:" and gateway:
        return gateway
    if mail_url.startswith("folder://"):
        return Folder.from_url(mail_url)
    return Smtp.from_url(mail_url)


def has_sms() -> bool:
    """Can we send text messages at all? If not, nobody is offered one."""
    return current_app.extensions.get("sms") is not None

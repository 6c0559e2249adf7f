"""Where mail goes: a mail server, or a folder of .eml files in the demo."""

from portal.messaging.channels.folder import Folder
from portal.messaging.channels.smtp import Smtp

__all__ = ["Folder", "Smtp", "channel_for"]


def channel_for(mail_url: str) -> Folder | Smtp:
    """The channel of MAIL_URL: folder:///path, smtp://[user:password@]host:port or smtps://…"""
    if mail_url.startswith("folder://"):
        return Folder.from_url(mail_url)
    return Smtp.from_url(mail_url)

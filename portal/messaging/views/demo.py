"""Outgoing mail as pages, in the demo only: nothing leaves the machine there."""

import email
import email.policy
from pathlib import Path

from flask import current_app, render_template

from portal import tenancy, web
from portal.messaging.channels import Folder

pages = web.pages("messaging_demo", __name__, audience="demo")


@pages.get("/post/")
def outgoing() -> str:
    """What this municipality sent, newest first."""
    channel = current_app.extensions["mail"]
    files = (
        sorted(channel.path.glob("*.eml"), key=_sent_at, reverse=True) if isinstance(channel, Folder) else []
    )
    host = tenancy.current().message_host
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files[:200]]
    mails = [
        {"to": mail["To"], "subject": mail["Subject"], "body": mail.get_content().strip(), "number": number}
        for number, mail in enumerate(read)
        if mail["Message-ID"].endswith(f"@{host}>")
    ]
    return render_template("messaging/demo/outgoing.html", mails=mails[:50])


def _sent_at(file: Path) -> float:
    return file.stat().st_mtime

"""Outgoing mail and sms as pages, in the demo only: nothing leaves the machine there."""

import email
import email.policy
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _

from portal import tenancy, web
from portal.messaging.channels import Folder

pages = web.pages("messaging_demo", __name__, audience="demo")


@pages.get("/post/")
def outgoing() -> str:
    """What this municipality sent, newest first."""
    channel = current_app.extensions["mail"]
    host = tenancy.current().message_host
    folder = [channel.path] if isinstance(channel, Folder) else []
    found = [file for path in folder for ending in _READ for file in path.glob(f"*-at-{host}{ending}")]
    files = sorted(found, key=_sent_at, reverse=True)
    mails = [_READ[file.suffix](file) | {"number": number} for number, file in enumerate(files[:50])]
    return render_template("messaging/demo/outgoing.html", mails=mails)


def _mail(file: Path) -> dict[str, Any]:
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return {"to": mail["To"], "subject": mail["Subject"], "body": mail.get_content().strip()}


def _sms(file: Path) -> dict[str, Any]:
    to, _end, body = file.read_text("utf-8").partition("\n")
    return {"to": to, "subject": _("Sms"), "body": body.strip()}


_READ = {".eml": _mail, ".txt": _sms}


def _sent_at(file: Path) -> float:
    return file.stat().st_mtime

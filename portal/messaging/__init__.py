"""Messaging: the outbox. A message is queued in the transaction of its cause and sent after it.

A row holds ids only; the text is made at delivery by a composer that `app.py` registers per kind. A send
that may or may not have arrived is flagged `uncertain` for staff and never repeated by itself.
"""

from portal.messaging.actions import mark_seen, purge, queue
from portal.messaging.calendar import appointment_file
from portal.messaging.channels import Folder, Smtp, channel_for
from portal.messaging.delivery import Outgoing, deliver_due, work_forever
from portal.messaging.models import OutboxMessage
from portal.messaging.queries import Flagged, find_subject, flagged

__all__ = [
    "Flagged",
    "Folder",
    "OutboxMessage",
    "Outgoing",
    "Smtp",
    "appointment_file",
    "channel_for",
    "deliver_due",
    "find_subject",
    "flagged",
    "mark_seen",
    "purge",
    "queue",
    "work_forever",
]

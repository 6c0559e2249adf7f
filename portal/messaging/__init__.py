"""Messaging: the outbox. A message is queued in the transaction of its cause and sent after it.

A row holds ids only; the text is made at delivery by a composer that `app.py` registers per kind. A send
that may or may not have arrived is never repeated blindly: a gateway is asked whether it has it, and what nobody
can be asked about is flagged `uncertain` for staff.
"""

from portal.messaging.actions import mark_seen, purge, queue, queue_elsewhere, queue_once_a_day
from portal.messaging.calendar import FeedEvent, appointment_file, feed_file
from portal.messaging.channels import Folder, Notify, Smtp, channel_for, channels, has_sms
from portal.messaging.delivery import Outgoing, OutgoingSms, deliver_due, work_forever
from portal.messaging.models import OutboxMessage
from portal.messaging.queries import Flagged, find_subject, flagged
from portal.messaging.receipts import ask_due

__all__ = [
    "FeedEvent",
    "Flagged",
    "Folder",
    "Notify",
    "OutboxMessage",
    "Outgoing",
    "OutgoingSms",
    "Smtp",
    "appointment_file",
    "ask_due",
    "channel_for",
    "channels",
    "deliver_due",
    "feed_file",
    "find_subject",
    "flagged",
    "has_sms",
    "mark_seen",
    "purge",
    "queue",
    "queue_elsewhere",
    "queue_once_a_day",
    "work_forever",
]

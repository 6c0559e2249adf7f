"""Booking: a person chooses a talk and a time, and can move or cancel it; staff see their day.

A *draft* is a held time with what was typed so far; an *appointment* exists only after confirming. Each person
in an appointment has a *participation* of their own, with their own key, link and calendar file; nothing leads
from one participation to another.
"""

from portal.booking.actions import leave, purge
from portal.booking.attention import check_attention, claimed_times
from portal.booking.forms import DetailsForm, SeveralField, known_answers
from portal.booking.mails import COMPOSERS
from portal.booking.models import Appointment, Draft, Participation
from portal.booking.morning import queue_morning
from portal.booking.offers import expire_offers
from portal.booking.phone_booking import prefill
from portal.booking.rules import new_reference
from portal.booking.together import settle
from portal.booking.touched import change, tell_colleagues
from portal.booking.waiting import purge as purge_waiting

__all__ = [
    "COMPOSERS",
    "Appointment",
    "DetailsForm",
    "Draft",
    "Participation",
    "SeveralField",
    "change",
    "check_attention",
    "claimed_times",
    "expire_offers",
    "known_answers",
    "leave",
    "new_reference",
    "prefill",
    "purge",
    "purge_waiting",
    "queue_morning",
    "settle",
    "tell_colleagues",
]

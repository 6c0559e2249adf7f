"""Call-backs: who asked to be called, until when that was promised, and how it went.

A municipality promises a number of working days (`call_back_days` of its contact settings); the clock runs from the
asking moment, or from the next opening moment. After three attempts on two days a request ends. What somebody
typed is sealed with a key per request and wiped 30 days after the end.
"""

from portal.callbacks.actions import ask, purge
from portal.callbacks.mails import COMPOSERS
from portal.callbacks.models import CallAttempt, CallBack

__all__ = ["COMPOSERS", "CallAttempt", "CallBack", "ask", "purge"]

"""Partners: which organisations help residents here, and whom a resident can expect.

Only what a municipality offers exists; `offers()` and `contact_person()` come from memory until something changes.
"""

from portal.partners.actions import read_listing, remind
from portal.partners.as_start import export_start
from portal.partners.mails import COMPOSERS
from portal.partners.queries import ContactInfo, OfferInfo, contact_person, offers, offers_today, overdue
from portal.partners.start import load_start

__all__ = [
    "COMPOSERS",
    "ContactInfo",
    "OfferInfo",
    "contact_person",
    "export_start",
    "load_start",
    "offers",
    "offers_today",
    "overdue",
    "read_listing",
    "remind",
]

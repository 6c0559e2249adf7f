"""Partners: which organisations help residents here, and whom a resident can expect.

Only what a municipality offers exists; `offers()` and `contact_person()` come from memory until something changes.
"""

from portal.partners.queries import ContactInfo, OfferInfo, contact_person, offers
from portal.partners.start import load_start

__all__ = ["ContactInfo", "OfferInfo", "contact_person", "load_start", "offers"]

"""What help there is in a municipality."""

from sqlalchemy import Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.db import Base, Data, column

OFFER = Data(0, "which help residents find near them", "as long as it is offered")
CONTACT = Data(
    1,
    "whom a resident can expect; somebody who works here and agreed to stand on the site",
    "until the municipality takes it away",
)


class Offer(tenancy.TenantRow, Base):
    """What one organisation does for residents here. `hours` and `walk_in` are JSON, as in the tenant file."""

    __tablename__ = "offer"
    shown_on_pages = True
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = column(OFFER, String(60))
    kind: Mapped[str] = column(OFFER, String(30))
    name: Mapped[str] = column(OFFER, String(120))
    does: Mapped[str] = column(OFFER, Text)
    for_whom: Mapped[str] = column(OFFER, Text)
    cost: Mapped[str] = column(OFFER, Text)
    paid_by: Mapped[str] = column(OFFER, Text)
    independent: Mapped[str] = column(OFFER, Text)
    reach: Mapped[str] = column(OFFER, Text)
    waiting: Mapped[str] = column(OFFER, Text, default="")
    phone: Mapped[str] = column(OFFER, String(25), default="")
    email: Mapped[str] = column(OFFER, String(254), default="")
    website: Mapped[str] = column(OFFER, String(300), default="")
    hours: Mapped[str] = column(OFFER, Text, default="[]")
    walk_in: Mapped[str] = column(OFFER, Text, default="[]")
    maintainer: Mapped[str] = column(OFFER, String(120))
    review_on = column(OFFER, Date)
    reminded_on = column(OFFER, Date, nullable=True)  # when its people were last told that it is overdue
    position: Mapped[int] = column(OFFER, Integer, default=0)


class ContactPerson(tenancy.TenantRow, Base):
    """At most one per municipality."""

    __tablename__ = "contact_person"
    shown_on_pages = True
    __table_args__ = (UniqueConstraint("tenant_id"),)

    name: Mapped[str] = column(CONTACT, String(120))
    role: Mapped[str] = column(CONTACT, String(120))
    about: Mapped[str] = column(CONTACT, String(200))
    phone: Mapped[str] = column(CONTACT, String(25), default="")

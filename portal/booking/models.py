"""Drafts, appointments and participations. What a resident typed is sealed; see `personal_data.py` for how long."""

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import privacy, tenancy
from portal.clock import now
from portal.db import Base, Data, Instant, column

DRAFT = Data(
    2,
    "holding a time while somebody fills in the form",
    "1 hour after the hold ended or was confirmed; at once when leaving",
)
DRAFT_TYPED = Data(
    4, "what somebody typed so far, sealed", "1 hour after the hold ended; at once when confirmed or leaving"
)
BOOKED = Data(2, "that a talk takes place, when, and which ticks it holds", "2 years, as counts")
COUNTED = Data(2, "figures: how people book and how long they wait", "2 years, as counts")
PERSON = Data(1, "how the person is called and reached, sealed", "30 days after the talk")
SAFETY = Data(4, "how the person can be reached safely, sealed", "30 days after the talk")
TOLD = Data(3, "what the person wanted to tell and needs, sealed", "30 days after the talk")
ACCESS = Data(2, "the person's own link and calendar file", "30 days after the talk")
OUTCOME = Data(2, "whether the person came", "2 years, as counts")
INVITED = Data(
    2, "the code and link that one person passes on to the other", "until the fixed moment of the talk"
)
PROPOSED = Data(
    2, "another time that one of two people proposes", "until agreed, withdrawn or the fixed moment"
)
APART = Data(4, "that two people must not meet", "as long as both talks are kept")
WRITTEN = Data(3, "what staff write to a person, sealed, until it is sent", "30 days after the talk")

SEATED = Data(1, "who of the staff sits at this talk", "2 years, as counts")
FOUND = Data(1, "a keyed hash of the telephone number, to find somebody who calls", "30 days after the talk")
WAITS = Data(2, "who waits for a time that suits them", "30 days after the end")

CONFIRMED, CANCELLED = "confirmed", "cancelled"
ARRIVED, NO_SHOW, DONE = "arrived", "no_show", "done"
WALK_IN, OVERBOOKED = "walk_in", "overbooked"
COMES, LEFT = "accepted", "left"  # one person in an appointment


class Draft(tenancy.TenantRow, Base):
    """A held time of one browser, and what was typed so far. After confirming it remembers only its appointment.

    Without a claim it holds no time yet: what is known already waits in it. With `unclaimed_why` it is for a talk
    beside the others, which takes no ticks (unclaimed.py).
    """

    __tablename__ = "draft"
    __table_args__ = (
        tenancy.tenant_key("talk_type", "talk_type_id"),
        Index(None, "tenant_id", "visitor_hash"),
        Index(None, "tenant_id", "keep_until"),
    )

    visitor_hash: Mapped[str] = column(DRAFT, String(64))
    claim_id: Mapped[str] = column(DRAFT, String(24))
    ticks: Mapped[int] = column(DRAFT, Integer)
    sitting_id: Mapped[str] = column(DRAFT, String(24))
    talk_type_id: Mapped[str] = column(DRAFT, String(24))
    joint: Mapped[bool] = column(DRAFT, Boolean, default=False)
    starts_at = column(DRAFT, Instant)
    ends_at = column(DRAFT, Instant)
    expires_at = column(DRAFT, Instant)
    renewals: Mapped[int] = column(DRAFT, Integer, default=0)
    first_free_at = column(COUNTED, Instant, nullable=True)
    sealed: Mapped[bytes | None] = column(DRAFT_TYPED, LargeBinary, nullable=True)
    unclaimed_why: Mapped[str | None] = column(DRAFT, String(12), nullable=True)
    appointment_id: Mapped[str | None] = column(DRAFT, String(24), nullable=True)
    keep_until = column(DRAFT, Instant)

    answers = privacy.Sealed("sealed")

    def sealing_key(self) -> privacy.DataKey:
        return privacy.tenant_data_key()


class Appointment(tenancy.TenantRow, Base):
    """A talk that takes place. `roles` are those of the talk when it was booked, space-separated.

    `seated`: who sits there, resource ids, space-separated. `unclaimed`: a walk-in or an overbooked talk, which
    takes no ticks. `kept`: the fault that staff decided to live with, so that it asks for attention no more.
    `joint`: booked for two people, and nobody left it. Whoever stays in a talk that stopped being joint may see
    that from `apart_from` on, an hour that tells nothing of when somebody left (rules.telling_moment).
    """

    __tablename__ = "appointment"
    __table_args__ = (
        tenancy.tenant_key("talk_type", "talk_type_id"),
        Index(None, "tenant_id", "sitting_id"),
        Index(None, "tenant_id", "starts_at"),
    )

    status: Mapped[str] = column(BOOKED, String(10), default=CONFIRMED)
    attention: Mapped[str | None] = column(BOOKED, String(30), nullable=True)
    joint: Mapped[bool] = column(BOOKED, Boolean, default=False)
    apart_from = column(BOOKED, Instant, nullable=True)
    sitting_id: Mapped[str] = column(BOOKED, String(24))
    talk_type_id: Mapped[str] = column(BOOKED, String(24))
    roles: Mapped[str] = column(BOOKED, String(120))
    seated: Mapped[str] = column(SEATED, String(120), default="")
    kept: Mapped[str | None] = column(BOOKED, String(30), nullable=True)
    unclaimed: Mapped[str | None] = column(BOOKED, String(12), nullable=True)
    unclaimed_why: Mapped[str | None] = column(BOOKED, String(12), nullable=True)
    claim_id: Mapped[str] = column(BOOKED, String(24))
    ticks: Mapped[int] = column(BOOKED, Integer)
    starts_at = column(BOOKED, Instant)
    ends_at = column(BOOKED, Instant)
    booked_at = column(COUNTED, Instant, default=now)
    first_free_at = column(COUNTED, Instant, nullable=True)
    created_via: Mapped[str] = column(COUNTED, String(10), default="site")
    channel: Mapped[str] = column(COUNTED, String(10), default="geen")
    joint_at_start: Mapped[bool] = column(COUNTED, Boolean, default=False)
    cancelled_at = column(COUNTED, Instant, nullable=True)


class Participation(tenancy.TenantRow, Base):
    """One person in an appointment, with a key of their own. `number` is 1 for who booked, 2 for the other.

    The reference is for the phone and the waiting room; not a credential, and not shared by two people.
    """

    __tablename__ = "participation"
    __table_args__ = (
        tenancy.tenant_key("appointment", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id", "number"),
        UniqueConstraint("tenant_id", "token_hash"),
        UniqueConstraint("tenant_id", "reference"),
        Index(None, "tenant_id", "phone_hash"),
    )

    appointment_id: Mapped[str] = column(BOOKED, String(24))
    reference: Mapped[str] = column(BOOKED, String(8))
    number: Mapped[int] = column(BOOKED, Integer, default=1)
    state: Mapped[str] = column(BOOKED, String(12), default=COMES)
    contact_checked_at = column(BOOKED, Instant, nullable=True)
    outcome: Mapped[str | None] = column(OUTCOME, String(10), nullable=True)
    data_key: Mapped[bytes | None] = column(ACCESS, LargeBinary, nullable=True)
    token_hash: Mapped[str | None] = column(ACCESS, String(64), nullable=True)
    token_sealed: Mapped[bytes | None] = column(ACCESS, LargeBinary, nullable=True)
    name_sealed: Mapped[bytes | None] = column(PERSON, LargeBinary, nullable=True)
    contact_sealed: Mapped[bytes | None] = column(SAFETY, LargeBinary, nullable=True)
    told_sealed: Mapped[bytes | None] = column(TOLD, LargeBinary, nullable=True)
    phone_hash: Mapped[str | None] = column(FOUND, String(64), nullable=True)
    untold: Mapped[str | None] = column(BOOKED, String(12), nullable=True)  # news that no message could bring
    calendar_uid: Mapped[str] = column(ACCESS, String(60))
    wiped_at = column(BOOKED, Instant, nullable=True)

    token = privacy.Sealed("token_sealed")
    name = privacy.Sealed("name_sealed")
    contact = privacy.Sealed("contact_sealed")
    told = privacy.Sealed("told_sealed")

    def sealing_key(self) -> privacy.DataKey | None:
        """The key of this one person; None once it was destroyed."""
        if self.data_key is None:
            return None
        kept = self.__dict__.get("_opened_key")
        if kept is None:
            kept = self.__dict__["_opened_key"] = privacy.open_data_key(
                "participation", self.id, self.data_key
            )
        return kept


class Invitation(tenancy.TenantRow, Base):
    """The way in for the other person of a joint appointment, open until `ends_at` (the fixed moment).

    Nothing is kept of being opened, of "nee" or of "liever alleen": who passed the code on could look here too.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        tenancy.tenant_key("appointment", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id"),
        UniqueConstraint("tenant_id", "token_hash"),
        UniqueConstraint("tenant_id", "code_hash"),
    )

    appointment_id: Mapped[str] = column(BOOKED, String(24))
    token_hash: Mapped[str] = column(INVITED, String(64))
    code_hash: Mapped[str] = column(INVITED, String(64))
    sealed: Mapped[bytes | None] = column(INVITED, LargeBinary, nullable=True)
    used: Mapped[bool] = column(INVITED, Boolean, default=False)  # somebody said yes
    ends_at = column(INVITED, Instant)

    secrets = privacy.Sealed("sealed")  # {"token": …, "code": …}, to show them again to who passes them on

    def sealing_key(self) -> privacy.DataKey:
        return privacy.tenant_data_key()


class Proposal(tenancy.TenantRow, Base):
    """Another time for a joint talk, held until a fixed moment, and moved to if the other agrees.

    Each of the two may have one: with one for both, the second to propose would learn of the first at that moment.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        tenancy.tenant_key("appointment", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id", "proposed_by"),
    )

    appointment_id: Mapped[str] = column(PROPOSED, String(24))
    proposed_by: Mapped[int] = column(PROPOSED, Integer)  # the number of a participation
    claim_id: Mapped[str] = column(PROPOSED, String(24))
    ticks: Mapped[int] = column(PROPOSED, Integer)
    sitting_id: Mapped[str] = column(PROPOSED, String(24))
    starts_at = column(PROPOSED, Instant)
    ends_at = column(PROPOSED, Instant)
    shown_from = column(PROPOSED, Instant)
    lapses_at = column(PROPOSED, Instant)


class KeepApart(tenancy.TenantRow, Base):
    """Staff know that these two people must not meet. Never leaves the staff pages, never changes a public one."""

    __tablename__ = "keep_apart"
    __table_args__ = (
        tenancy.tenant_key("participation", "first_id", name="fk_keep_apart_first"),
        tenancy.tenant_key("participation", "second_id", name="fk_keep_apart_second"),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
    )

    first_id: Mapped[str] = column(APART, String(24))  # the smaller id of the two: a pair is one row
    second_id: Mapped[str] = column(APART, String(24))
    made_at = column(APART, Instant, default=now)
    made_by: Mapped[str] = column(APART, String(40))


class StaffMessage(tenancy.TenantRow, Base):
    """A few neutral sentences of staff to one person; sent by the outbox, sealed with that person's key."""

    __tablename__ = "staff_message"
    __table_args__ = (tenancy.tenant_key("participation", "participation_id"),)

    participation_id: Mapped[str] = column(WRITTEN, String(24))
    text_sealed: Mapped[bytes | None] = column(WRITTEN, LargeBinary, nullable=True)
    data_key: Mapped[bytes | None] = column(WRITTEN, LargeBinary, nullable=True)
    made_at = column(WRITTEN, Instant, default=now)
    made_by: Mapped[str] = column(WRITTEN, String(40))

    text = privacy.Sealed("text_sealed")

    def sealing_key(self) -> privacy.DataKey | None:
        if self.data_key is None:
            return None
        return privacy.open_data_key("staff_message", self.id, self.data_key)


class Waiting(tenancy.TenantRow, Base):
    """Somebody for whom no time suited. A freed time is held for the first whom it suits: one offer at a time.

    States: waiting, offered (a time is held until `offered_until`), booked, ended.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        tenancy.tenant_key("talk_type", "talk_type_id"),
        UniqueConstraint("tenant_id", "reference"),
        Index(None, "tenant_id", "state", "asked_at"),
    )

    reference: Mapped[str] = column(WAITS, String(8))
    state: Mapped[str] = column(WAITS, String(10), default="waiting")
    asked_at = column(WAITS, Instant, default=now)
    talk_type_id: Mapped[str] = column(WAITS, String(24))
    joint: Mapped[bool] = column(WAITS, Boolean, default=False)
    weekdays: Mapped[str] = column(WAITS, String(20), default="")  # "ma wo", empty: any
    parts: Mapped[str] = column(WAITS, String(30), default="")  # "ochtend middag", empty: any
    until_on = column(WAITS, Date, nullable=True)  # no use after this local date
    created_via: Mapped[str] = column(WAITS, String(10), default="site")
    data_key: Mapped[bytes | None] = column(ACCESS, LargeBinary, nullable=True)
    name_sealed: Mapped[bytes | None] = column(PERSON, LargeBinary, nullable=True)
    contact_sealed: Mapped[bytes | None] = column(SAFETY, LargeBinary, nullable=True)
    told_sealed: Mapped[bytes | None] = column(TOLD, LargeBinary, nullable=True)
    claim_id: Mapped[str | None] = column(WAITS, String(24), nullable=True)
    ticks: Mapped[int] = column(WAITS, Integer, default=0)
    sitting_id: Mapped[str | None] = column(WAITS, String(24), nullable=True)
    starts_at = column(WAITS, Instant, nullable=True)
    ends_at = column(WAITS, Instant, nullable=True)
    offered_until = column(WAITS, Instant, nullable=True)
    offers: Mapped[int] = column(WAITS, Integer, default=0)
    appointment_id: Mapped[str | None] = column(WAITS, String(24), nullable=True)
    ended_at = column(WAITS, Instant, nullable=True)

    name = privacy.Sealed("name_sealed")
    contact = privacy.Sealed("contact_sealed")
    told = privacy.Sealed("told_sealed")

    def sealing_key(self) -> privacy.DataKey | None:
        if self.data_key is None:
            return None
        return privacy.open_data_key("waiting", self.id, self.data_key)

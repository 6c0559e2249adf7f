"""Who sits where and what is taken. Planning rows are read by all municipalities and written by their owner."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped

from portal import privacy, tenancy
from portal.clock import now
from portal.db import KEY, Base, Data, Instant, column, new_id

PLANNING = Data(0, "when and where people can come, and with whom", "2 years after the last sitting")
TALK = Data(
    0, "which talks a municipality offers, who sits there and who pays them", "as long as it is offered"
)
RESOURCE = Data(1, "who cannot be in two places at once", "as long as the person works here")
BUSY = Data(1, "when somebody who works here cannot come, whatever the reason", "until the night after")
CALENDAR = Data(
    1,
    "somebody's own calendar: a private feed, and an address to read when they are busy",
    "until stopped, or the membership ends",
)
CLAIM = Data(0, "which five minutes of whom are taken; no tenant, no person's data", "until the night after")

OPEN, CLOSED, WITHDRAWN = "open", "closed", "withdrawn"
AWAY = "away"


class Place(tenancy.OwnedRow, Base):
    __tablename__ = tenancy.platform_table(
        "place", "where a spreekuur sits; its professionals see it from other municipalities too"
    )
    __table_args__ = (
        UniqueConstraint("owner", "id"),
        UniqueConstraint("owner", "key"),
    )

    key: Mapped[str] = column(PLANNING, String(60))
    name: Mapped[str] = column(PLANNING, String(120))
    street: Mapped[str] = column(PLANNING, String(120))
    town: Mapped[str] = column(PLANNING, String(80))
    note: Mapped[str] = column(PLANNING, String(300), default="")
    removed: Mapped[bool] = column(PLANNING, Boolean, default=False)  # kept for the days that were there


class Spreekuur(tenancy.OwnedRow, Base):
    """A series. `rule` is JSON, see rules.Recurrence; `starts`/`ends` are wall times "HH:MM"; minutes unless said."""

    __tablename__ = tenancy.platform_table("spreekuur", "planning: all read, the owner writes")
    __table_args__ = (
        UniqueConstraint("owner", "id"),
        tenancy.owner_key("place", "place_id"),
        UniqueConstraint("owner", "key"),
    )

    key: Mapped[str] = column(PLANNING, String(60))
    title: Mapped[str] = column(PLANNING, String(120))
    place_id: Mapped[str | None] = column(PLANNING, String(24), nullable=True)
    channel: Mapped[str] = column(PLANNING, String(10), default="place")  # place | phone | video
    rule: Mapped[str] = column(PLANNING, Text)
    starts: Mapped[str] = column(PLANNING, String(5))
    ends: Mapped[str] = column(PLANNING, String(5))
    grid: Mapped[int] = column(PLANNING, Integer, default=30)
    gap: Mapped[int] = column(PLANNING, Integer, default=0)
    lead_hours: Mapped[int] = column(PLANNING, Integer, default=24)
    horizon_days: Mapped[int] = column(PLANNING, Integer, default=91)
    joint_deadline_days: Mapped[int] = column(PLANNING, Integer, default=2)  # working days before
    joint_deadline_time: Mapped[str] = column(PLANNING, String(5), default="17:00")
    valid_from = column(PLANNING, Date)
    valid_until = column(PLANNING, Date, nullable=True)
    removed: Mapped[bool] = column(PLANNING, Boolean, default=False)  # kept, so that it can be put back


class SpreekuurDesk(tenancy.OwnedRow, Base):
    """One organisation's place at every sitting; `absent_on` is JSON, a list of dates without anybody."""

    __tablename__ = tenancy.platform_table("spreekuur_desk", "planning: all read, the owner writes")
    __table_args__ = (tenancy.owner_key("spreekuur", "spreekuur_id"),)

    spreekuur_id: Mapped[str] = column(PLANNING, String(24), index=True)
    role: Mapped[str] = column(PLANNING, String(20))
    organisation_id: Mapped[str] = column(PLANNING, String(24))
    resource_id: Mapped[str | None] = column(PLANNING, ForeignKey("resource.id"), nullable=True)
    absent_on: Mapped[str] = column(PLANNING, Text, default="[]")


class SpreekuurOffer(tenancy.OwnedRow, Base):
    """This spreekuur is shown at another municipality too; booking happens at the owner's."""

    __tablename__ = tenancy.platform_table(
        "spreekuur_offer", "planning: shown at another municipality, written by the owner"
    )
    __table_args__ = (
        tenancy.owner_key("spreekuur", "spreekuur_id"),
        UniqueConstraint("spreekuur_id", "shown_at"),
    )

    spreekuur_id: Mapped[str] = column(PLANNING, String(24))
    shown_at: Mapped[str] = column(PLANNING, String(41), index=True)


class Closure(tenancy.OwnedRow, Base):
    """Nobody sits from `from_on` up to and including `until_on`; of one spreekuur, or of all of the owner's.

    `opens`: the reverse, on these days people do sit although they are public holidays.
    """

    __tablename__ = tenancy.platform_table("closure", "planning: all read, the owner writes")
    __table_args__ = (tenancy.owner_key("spreekuur", "spreekuur_id"),)

    key: Mapped[str] = column(PLANNING, String(60))
    spreekuur_id: Mapped[str | None] = column(PLANNING, String(24), nullable=True)
    from_on = column(PLANNING, Date)
    until_on = column(PLANNING, Date)
    title: Mapped[str] = column(PLANNING, String(120), default="")
    opens: Mapped[bool] = column(PLANNING, Boolean, default=False)


class Sitting(tenancy.OwnedRow, Base):
    """One date of a spreekuur. `on` is the rule's date and never changes; the times may."""

    __tablename__ = tenancy.platform_table("sitting", "planning: all read, the owner writes")
    __table_args__ = (
        UniqueConstraint("owner", "id"),
        tenancy.owner_key("spreekuur", "spreekuur_id"),
        UniqueConstraint("spreekuur_id", "on"),
        Index(None, "owner", "state", "starts_at"),
    )

    spreekuur_id: Mapped[str] = column(PLANNING, String(24))
    on = column(PLANNING, Date)
    starts_at = column(PLANNING, Instant)
    ends_at = column(PLANNING, Instant)
    state: Mapped[str] = column(PLANNING, String(10), default=OPEN)
    # A person opened or closed this date on purpose: the daily job leaves its state alone.
    by_hand: Mapped[bool] = column(PLANNING, Boolean, default=False)
    hours_by_hand: Mapped[bool] = column(PLANNING, Boolean, default=False)  # the same for its hours


class SittingDesk(tenancy.OwnedRow, Base):
    """Who sits at a desk that day; `resource_id` is empty when nobody does."""

    __tablename__ = tenancy.platform_table("sitting_desk", "planning: all read, the owner writes")
    __table_args__ = (
        tenancy.owner_key("sitting", "sitting_id"),
        Index(None, "resource_id", "sitting_id"),
    )

    sitting_id: Mapped[str] = column(PLANNING, String(24), index=True)
    role: Mapped[str] = column(PLANNING, String(20))
    organisation_id: Mapped[str] = column(PLANNING, String(24))
    resource_id: Mapped[str | None] = column(PLANNING, ForeignKey("resource.id"), nullable=True)
    # Somebody else sits there that day, or nobody: the series leaves this chair alone.
    by_hand: Mapped[bool] = column(PLANNING, Boolean, default=False)


class TalkType(tenancy.TenantRow, Base):
    """A talk people can book. `roles` and `topics` are space-separated words; every text is B1 Dutch."""

    __tablename__ = "talk_type"
    shown_on_pages = True
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = column(TALK, String(60))
    name: Mapped[str] = column(TALK, String(120))
    minutes: Mapped[int] = column(TALK, Integer)
    roles: Mapped[str] = column(TALK, String(120))
    topics: Mapped[str] = column(TALK, String(120), default="")
    joint_allowed: Mapped[bool] = column(TALK, Boolean, default=True)
    who_sits: Mapped[str] = column(TALK, String(300))
    who_pays: Mapped[str] = column(TALK, String(300))
    condition: Mapped[str] = column(TALK, String(400), default="")
    controller: Mapped[str] = column(TALK, String(200))
    position: Mapped[int] = column(TALK, Integer, default=0)
    removed: Mapped[bool] = column(TALK, Boolean, default=False)  # not offered; appointments keep it


class Resource(Base):
    """What can be double-booked: ONE row per human being, however many municipalities they serve."""

    __tablename__ = tenancy.platform_table(
        "resource", "one person is one resource in all municipalities, or they could be booked twice"
    )

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    kind: Mapped[str] = column(RESOURCE, String(12), default="professional")
    person_id: Mapped[str | None] = column(RESOURCE, String(24), unique=True, nullable=True)


class ClaimTick(Base):
    """Five taken minutes of one resource (tick = epoch / 300). The primary key is the guarantee."""

    __tablename__ = tenancy.platform_table(
        "claim_tick", "guards a person over municipalities; holds no tenant and nobody's data"
    )
    __table_args__ = (PrimaryKeyConstraint("resource_id", "tick"), Index(None, "claim_id"))

    resource_id: Mapped[str] = column(CLAIM, String(24), ForeignKey("resource.id"))
    tick: Mapped[int] = column(CLAIM, BigInteger)
    claim_id: Mapped[str] = column(CLAIM, String(24))
    expires_at = column(CLAIM, Instant, nullable=True)  # empty: firm


class BusyTime(Base):
    """From when until when somebody is not there: away (typed by a person), or read from their own calendar.

    It takes no ticks (docs/keuzes.md): free times and claims leave it out, and whoever booked before keeps their
    talk. `only_at`: what a colleague noted counts only at that municipality; empty: everywhere.
    """

    __tablename__ = tenancy.platform_table(
        "busy_time", "somebody who is ill is ill in every municipality; hours only, no reason and no title"
    )
    __table_args__ = (Index(None, "resource_id", "ends_at"), Index(None, "source"))

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    resource_id: Mapped[str] = column(BUSY, String(24), ForeignKey("resource.id"))
    starts_at = column(BUSY, Instant)
    ends_at = column(BUSY, Instant)
    source: Mapped[str] = column(BUSY, String(24))  # AWAY, or the id of a calendar import
    only_at: Mapped[str | None] = column(BUSY, String(41), nullable=True)


class CalendarFeed(tenancy.TenantRow, Base):
    """A private address at which somebody's own calendar program reads when they have talks."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"), Index(None, "tenant_id", "person_id"))

    person_id: Mapped[str] = column(CALENDAR, String(24))
    token_hash: Mapped[str] = column(CALENDAR, String(64))
    made_at = column(CALENDAR, Instant, default=now)
    revoked_at = column(CALENDAR, Instant, nullable=True)


class CalendarImport(tenancy.TenantRow, Base):
    """The address of somebody's own calendar, read by the worker; only when they are busy is kept."""

    __tablename__ = "calendar_import"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id"),)

    person_id: Mapped[str] = column(CALENDAR, String(24))
    address_sealed: Mapped[bytes] = column(CALENDAR, LargeBinary)
    made_at = column(CALENDAR, Instant, default=now)
    read_at = column(CALENDAR, Instant, nullable=True)
    next_at = column(CALENDAR, Instant, default=now)
    fault: Mapped[str | None] = column(CALENDAR, String(20), nullable=True)  # our word for what went wrong

    address = privacy.Sealed("address_sealed")

    def sealing_key(self) -> privacy.DataKey:
        return privacy.tenant_data_key()

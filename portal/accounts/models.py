"""People, where they work, and their sessions. Platform tables: only this room touches them."""

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import KEY, Base, Data, Instant, column, new_id

STAFF = Data(
    1,
    "who works for a municipality, to sign in and to be reached",
    "until 1 year after the last membership ended",
)
SIGN_IN = Data(1, "signing in and slowing down guesses", "sessions 30 days after they ended; failures 1 day")
LINK = Data(1, "to sign in with an account of the municipality", "until the last membership there ended")
ROSTER = Data(0, "which organisations help", "as long as the organisation takes part")


class Organisation(Base):
    """A wijkteam, Het Juridisch Loket, … ; one row however many municipalities it serves."""

    __tablename__ = tenancy.platform_table(
        "organisation", "Het Juridisch Loket is one organisation in many municipalities"
    )

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    key: Mapped[str] = column(ROSTER, String(90), unique=True)
    name: Mapped[str] = column(ROSTER, String(120))
    kind: Mapped[str] = column(ROSTER, String(20))


class Person(Base):
    """One human being who works here. The e-mail address is lower case."""

    __tablename__ = tenancy.platform_table(
        "person", "one row per human being, however many municipalities they serve"
    )

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    email: Mapped[str] = column(STAFF, String(254), unique=True)
    name: Mapped[str] = column(STAFF, String(120))
    password_hash: Mapped[str | None] = column(SIGN_IN, String(200), nullable=True)
    disabled_at = column(STAFF, Instant, nullable=True)
    created_at = column(STAFF, Instant, default=now)


class Membership(Base):
    """A person's role in one municipality, for one organisation."""

    __tablename__ = tenancy.platform_table(
        "membership",
        "says in which municipalities a person works; read before a tenant is known to be allowed",
    )
    __table_args__ = (UniqueConstraint("tenant", "person_id", "role", "organisation_id"),)

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    person_id: Mapped[str] = column(STAFF, ForeignKey("person.id"), index=True)
    tenant: Mapped[str] = column(STAFF, String(41))
    role: Mapped[str] = column(STAFF, String(20))
    organisation_id: Mapped[str] = column(STAFF, ForeignKey("organisation.id"))
    ended_at = column(STAFF, Instant, nullable=True)
    # Somebody looked whether this is still right: who gave the role, and every quarter since.
    reviewed_at = column(STAFF, Instant, nullable=True, default=now)
    reviewed_by: Mapped[str | None] = column(STAFF, String(40), nullable=True)  # "person:<id>"


class StaffSession(Base):
    """A signed-in browser, bound to one municipality's host. Only a hash of its id is kept."""

    __tablename__ = tenancy.platform_table(
        "staff_session", "bound to a host; looked up by hash before anything else"
    )

    id_hash: Mapped[str] = column(SIGN_IN, String(64), primary_key=True)
    person_id: Mapped[str] = column(SIGN_IN, ForeignKey("person.id"), index=True)
    tenant: Mapped[str] = column(SIGN_IN, String(41))
    created_at = column(SIGN_IN, Instant, default=now)
    last_used_at = column(SIGN_IN, Instant, default=now)
    ended_at = column(SIGN_IN, Instant, nullable=True)
    # None: signed in. "code" or "enrol": the password was right, and this is what is asked now.
    step: Mapped[str | None] = column(SIGN_IN, String(8), nullable=True)


class SignInFailure(Base):
    """Failed guesses per (address typed, network address), as a keyed hash: it slows down, never locks out."""

    __tablename__ = tenancy.platform_table(
        "sign_in_failure", "counts guesses before it is known whose they are; keyed hashes only"
    )

    id_hash: Mapped[str] = column(SIGN_IN, String(64), primary_key=True)
    failures: Mapped[int] = column(SIGN_IN, Integer, default=0)
    last_at = column(SIGN_IN, Instant, default=now)


class OidcLink(Base):
    """Which account at a municipality's own provider is whose. A subject means something only with its issuer."""

    __tablename__ = tenancy.platform_table(
        "oidc_link", "read before it is known who comes in; always by municipality, issuer and subject"
    )

    __table_args__ = (UniqueConstraint("tenant", "issuer", "subject"),)

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    tenant: Mapped[str] = column(LINK, String(41))
    issuer: Mapped[str] = column(LINK, String(300))
    subject: Mapped[str] = column(LINK, String(255))
    person_id: Mapped[str] = column(LINK, ForeignKey("person.id"), index=True)
    linked_at = column(LINK, Instant, default=now)

"""Who was invited to work here, and the second thing somebody signs in with. Rows of one municipality."""

from sqlalchemy import Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import privacy, tenancy
from portal.clock import now
from portal.db import Base, Data, Instant, column

INVITED = Data(
    1, "whom a municipality asked to work for it, and as what", "30 days after the invitation ended"
)
FACTOR = Data(
    1, "to sign in with a code besides the password", "until nobody of this name works here any more"
)


class StaffInvitation(tenancy.TenantRow, Base):
    """One invitation. Its token is made when the mail is written, and only a hash of it is kept."""

    __tablename__ = "staff_invitation"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"),)

    email: Mapped[str] = column(INVITED, String(254))
    name: Mapped[str] = column(INVITED, String(120))
    roles: Mapped[str] = column(INVITED, String(120))  # space-separated
    organisation_id: Mapped[str] = column(INVITED, String(24))
    token_hash: Mapped[str | None] = column(INVITED, String(64), nullable=True)
    invited_by: Mapped[str] = column(INVITED, String(40))  # "person:<id>", or "system" for a command
    made_at = column(INVITED, Instant, default=now)
    expires_at = column(INVITED, Instant)
    accepted_at = column(INVITED, Instant, nullable=True)
    withdrawn_at = column(INVITED, Instant, nullable=True)


class SecondFactor(tenancy.TenantRow, Base):
    """The secret of somebody's app for codes, for this municipality only (TOTP: 6 digits, 30 seconds)."""

    __tablename__ = "second_factor"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id"),)

    person_id: Mapped[str] = column(FACTOR, String(24))
    secret_sealed: Mapped[bytes | None] = column(FACTOR, LargeBinary, nullable=True)
    last_step: Mapped[int] = column(FACTOR, Integer)  # of the latest code that was used: each works once
    confirmed_at = column(FACTOR, Instant, default=now)

    secret = privacy.Sealed("secret_sealed")  # base32

    def sealing_key(self) -> privacy.DataKey:
        return privacy.tenant_data_key()


class RecoveryCode(tenancy.TenantRow, Base):
    """One of eight codes on paper, for who lost the app. A keyed hash; the code itself is shown once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id", "code_hash"),)

    person_id: Mapped[str] = column(FACTOR, String(24))
    code_hash: Mapped[str] = column(FACTOR, String(64))
    used_at = column(FACTOR, Instant, nullable=True)

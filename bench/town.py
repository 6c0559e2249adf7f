"""Databases to measure on: municipalities made from the test village, drafts ready to confirm, a long past."""

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import create_engine, select, text

from bench.statements import claim_id, draft_id, visitor
from portal import accounts, agenda, tenancy
from portal.booking import Draft
from portal.clock import TICK, epoch, from_epoch, now
from portal.config import Settings
from portal.db import db
from tests.support import world

DORP = Path(world.TENANTS / "dorp" / "tenant.toml")
RESOURCES = 40
CSRF = "bench"
assert generate_csrf  # the token below is made the way this function makes it


def tenants_folder(municipalities: int) -> Path:
    """A folder of so many municipalities: copies of the test village under other names; the first is `dorp`."""
    folder = Path(tempfile.mkdtemp(prefix="bench-tenants-"))
    source = (
        DORP.read_text()
        .replace('offers = ["stad"]\n', "")
        .replace("rule = { every_weeks = 2", "rule = { every_weeks = 1")
    )
    for number in range(municipalities):
        slug = "dorp" if number == 0 else f"dorp{number}"
        content = source if number == 0 else re.sub(r"\bdorp\b", slug, source)
        content = content.replace("GM9001", f"GM{9001 + number:04d}" if number < 900 else f"GM{number:04d}")
        content = content.replace("wijkteam-dorp.example", f"wijkteam-{slug}.example")
        (folder / slug).mkdir()
        (folder / slug / "tenant.toml").write_text(content)
    return folder


@dataclass
class Town:
    """One prepared database."""

    settings: Settings
    app: Any
    fixed: dict[str, str]

    def environment(self) -> dict[str, str]:
        """What a server of the portal needs to serve it."""
        s = self.settings
        return {
            "PORTAL_ENV": "test",
            "DATABASE_URL": s.database_url,
            "SECRET_KEY": s.secret_key.get_secret_value(),
            "SEALING_KEYS": s.sealing_keys.get_secret_value(),
            "TENANTS_DIR": str(s.tenants_dir),
            "MAIL_URL": s.mail_url,
            "PUBLIC_SCHEME": "http",
            "SECURE_COOKIES": "false",
            "SECOND_FACTOR": "false",
            "RATE_LIMITS": "false",
        }


def build(database_url: str, migration_url: str, municipalities: int, drafts: range, past: int) -> Town:
    settings = world.settings_for(database_url, migration_url, tenants_dir=tenants_folder(municipalities))
    world.prepare(settings)
    from portal.app import create_app

    app = create_app(settings)
    with app.app_context(), tenancy.acting_for("dorp"):
        fixed = _fixed()
        _drafts(drafts, fixed)
        db.session.commit()
    _past(settings, past, fixed)
    with app.app_context():
        db.engine.dispose()
    return Town(settings, app, fixed)


def _fixed() -> dict[str, str]:
    talk = agenda.find_talk("wijkteam")
    sitting = db.session.execute(
        text("select id from sitting where owner = 'dorp' order by starts_at limit 1")
    ).scalar_one()
    organisation = accounts.get_organisation(accounts.organisation_key("wijkteam", False))
    assert talk is not None
    return {"tenant": "dorp", "sitting": sitting, "talk": talk.id, "organisation": organisation.id}


def _drafts(numbers: range, fixed: dict[str, str]) -> None:
    """Held times with everything filled in, each on ticks of its own, far ahead."""
    resources = [agenda.resource_of(f"bench{n}") for n in range(RESOURCES)]
    first_tick = epoch(now()) // TICK + 400_000
    until = from_epoch(epoch(now()) + 7 * 86400)
    ticks = []
    for n in numbers:
        draft = Draft(id=draft_id(n), tenant_id="dorp", visitor_hash=_hash(n), claim_id=claim_id(n), ticks=6)
        draft.sitting_id, draft.talk_type_id = fixed["sitting"], fixed["talk"]
        start = first_tick + (n // RESOURCES) * 6
        draft.starts_at, draft.ends_at = from_epoch(start * TICK), from_epoch((start + 6) * TICK)
        draft.expires_at, draft.keep_until = until, until
        draft.answers = {
            "naam": "Anne",
            "kanaal": "geen",
            "veilig_tijden": [],
            "nodig": [],
            "toelichting": None,
        }
        db.session.add(draft)
        ticks += [
            {"r": resources[n % RESOURCES], "t": start + i, "c": claim_id(n), "e": epoch(until)}
            for i in range(6)
        ]
    db.session.flush()
    insert = "INSERT INTO claim_tick (resource_id, tick, claim_id, expires_at) VALUES (:r, :t, :c, :e)"
    if ticks:
        db.session.connection().execute(text(insert), ticks)


def _hash(number: int) -> str:
    import hashlib

    return hashlib.sha256(visitor(number).encode()).hexdigest()


def _past(settings: Settings, count: int, fixed: dict[str, str]) -> None:
    """Appointments and sittings of the past, as rows only."""
    url = settings.database_url if settings.database_url.startswith("sqlite") else settings.migration_url
    engine = create_engine(url, execution_options={"schema_work": True})
    rows = [{"id": f"p{n:023x}", "at": 1_500_000_000 + n * 60, **fixed} for n in range(count)]
    sittings = [
        {
            "id": f"s{n:023x}",
            "on": f"{1600 + n // 360:04d}-{n // 30 % 12 + 1:02d}-{n % 28 + 1:02d}",
            "at": 1_000_000_000 + n,
            **fixed,
        }
        for n in range(count // 10)
    ]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('app.tenant', 'dorp', true)"))
        series = connection.execute(
            text("SELECT spreekuur_id FROM sitting WHERE owner = 'dorp' LIMIT 1")
        ).scalar_one()
        connection.execute(
            text(
                "INSERT INTO appointment (tenant_id, id, status, joint, sitting_id, talk_type_id, roles, claim_id, "
                "ticks, starts_at, ends_at, booked_at, created_via, channel, joint_at_start) VALUES (:tenant, :id, "
                "'confirmed', false, :sitting, :talk, 'wijkteam', :id, 6, :at, :at, :at, 'site', 'geen', false)"
            ),
            rows,
        )
        if sittings:
            connection.execute(
                text(
                    'INSERT INTO sitting (owner, id, spreekuur_id, "on", starts_at, ends_at, state, by_hand) VALUES '
                    "(:tenant, :id, :series, :on, :at, :at, 'open', false) ON CONFLICT DO NOTHING"
                ),
                [{**s, "series": series} for s in sittings],
            )
    engine.dispose()


def requests_file(town: Town, numbers: range) -> Path:
    """One line per draft: the cookie and the body with which its visitor confirms."""
    signer = town.app.session_interface.get_signing_serializer(town.app)
    token = URLSafeTimedSerializer(town.app.secret_key, salt="wtf-csrf-token").dumps(CSRF)
    path = Path(tempfile.mkdtemp(prefix="bench-")) / "requests"
    with path.open("w") as lines:
        for n in numbers:
            cookie = signer.dumps({"visitor": visitor(n), "csrf_token": CSRF})
            lines.write(f"sessie={cookie}\tclaim={claim_id(n)}&csrf_token={token}\n")
    return path


def confirmed(town: Town) -> int:
    """How many drafts the portal itself turned into appointments (their people are sealed with real keys)."""
    with town.app.app_context(), tenancy.acting_for("dorp"):
        return len(db.session.execute(select(Draft.id).where(Draft.appointment_id.is_not(None))).all())


def forget(town: Town) -> None:
    shutil.rmtree(town.settings.tenants_dir, ignore_errors=True)

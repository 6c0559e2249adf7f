"""flask jobs daily: what must happen once a day, by whichever worker comes first.

`job_run` remembers the day; a job that fails is tried again at the next round. Every job is idempotent.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

import click
import structlog
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Date, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from portal import accounts, agenda, booking, content, partners, privacy, tenancy
from portal.agenda import cli as agenda_cli
from portal.agenda.rounds import read_calendars
from portal.clock import now, today
from portal.db import Base, Data, Instant, column, db

JOB = Data(0, "which daily job ran on which day", "1 year")
log = structlog.get_logger("jobs")


class JobRun(Base):
    __tablename__ = tenancy.platform_table("job_run", "a daily job runs once for all municipalities")

    job: Mapped[str] = column(JOB, String(40), primary_key=True)
    on = column(JOB, Date, primary_key=True)
    done_at = column(JOB, Instant, nullable=True)


def _everywhere(verb: Callable[[datetime], int], slugs: Collection[str] | None = None) -> int:
    """Run a verb of a room for every municipality, or for these, one transaction each."""
    changed = 0
    for slug in sorted(tenancy.registry().by_slug if slugs is None else slugs):
        with tenancy.acting_for(slug):
            changed += verb(now())
            db.session.commit()
    return changed


def _attention_everywhere() -> int:
    return _everywhere(booking.check_attention)


def _morning_everywhere() -> int:
    return _everywhere(booking.queue_morning)


def _remind_of_offers() -> int:
    return _everywhere(partners.remind)


def _tidy_calendars() -> int:
    return _everywhere(agenda.tidy_calendars)


def _remind_of_texts() -> int:
    return _everywhere(content.remind)


def _audit() -> int:
    findings = agenda_cli.audit_all()
    if str(findings) != "0, 0, 0":
        log.error("agenda.audit", kind=str(findings))
    return findings.missing + findings.orphans + findings.overlaps


JOBS: dict[str, Callable[[], object]] = {
    "agenda.fill": agenda_cli.fill_all,
    "agenda.tidy": agenda_cli.tidy_all,
    "agenda.calendars": _tidy_calendars,
    "booking.attention": _attention_everywhere,
    "booking.morning": _morning_everywhere,
    "partners.remind": _remind_of_offers,
    "agenda.audit": _audit,
    "content.remind": _remind_of_texts,
}


def run_due_jobs() -> list[str]:
    """What a worker does beside sending: the daily jobs, once an hour wiping and settling talks of two, and once a
    minute reading the calendars that are due and passing on the times that were held long enough."""
    ran = run_daily_jobs()
    # When this process last wiped what was due; a clock that was put back does not stop it either.
    last: datetime | None = current_app.extensions.get("purged_at")
    if last is None or abs(now() - last) >= timedelta(hours=1):
        privacy.purge_all(current_app.extensions["purges"], now())
        _everywhere(booking.settle)
        current_app.extensions["purged_at"] = now()
        ran += ["privacy.purge", "booking.settle"]
    last = current_app.extensions.get("calendars_read_at")
    if last is None or abs(now() - last) >= timedelta(minutes=1):
        current_app.extensions["calendars_read_at"] = now()
        ran += ["calendars.read"] if read_due_calendars() else []
        ran += ["booking.offers"] if _everywhere(booking.expire_offers) else []
        ran += ["content.texts"] if _publish_due_texts() else []
    return ran


def _publish_due_texts() -> int:
    """What was scheduled and is due: central texts, and those of every municipality."""
    central = content.publish_due_central(now())
    db.session.commit()
    return central + _everywhere(content.publish_due_texts)


def read_due_calendars() -> int:
    """Read everybody's own calendar when it is due; talks of who is busy now get attention. Gives for how many.

    A person who is busy is so in every municipality where they work, and nowhere is a talk cancelled for it.
    """
    people = read_calendars()
    where = {slug for person in people for slug in accounts.municipalities_of(person, "agenda")}
    db.session.rollback()  # only read: let go of SQLite's write lock
    if where:
        _everywhere(booking.check_attention, where)
    return len(people)


def run_daily_jobs() -> list[str]:
    """Run what did not run today yet; gives the names of the jobs that ran."""
    on = today()
    done = set(db.session.scalars(select(JobRun.job).where(JobRun.on == on)))
    db.session.rollback()
    ran = []
    for name, job in JOBS.items():
        if name not in done and _take(name, on):
            try:
                job()
            except Exception as error:
                _give_back(name, on)
                log.error("job.failed", job=name, kind=type(error).__name__)
                continue
            ran.append(name)
    return ran


def _take(name: str, on: date) -> bool:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(JobRun).values(job=name, on=on, done_at=now()).on_conflict_do_nothing()
    # RETURNING, not a row count: SQLAlchemy gives none (-1) for an INSERT on PostgreSQL.
    taken = db.session.scalar(insert.returning(JobRun.job)) is not None
    db.session.commit()
    return taken


def _give_back(name: str, on: date) -> None:
    db.session.rollback()
    row = db.session.get(JobRun, (name, on))
    if row is not None:
        db.session.delete(row)
    db.session.commit()


group = AppGroup("jobs", help="Dagelijkse taken.")
commands = [group]


@group.command("daily")
def daily() -> None:
    """Doe wat vandaag nog niet gedaan is, en wis wat gewist moet worden."""
    click.echo(", ".join(run_due_jobs()) or "Alles is vandaag al gedaan.")

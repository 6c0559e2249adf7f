"""One municipality with everybody and everything in it, and a word in every personal column.

Each row stands in a *situation* ("W lost": a talk of the wijkteam's desk that lost its place). What is on a page can
then be told by column and situation. Dorp's desk days are shared by its wijkteam (W) and a jurist's organisation (J).
"""

import base64
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import time_machine
from flask_babel import force_locale
from sqlalchemy import LargeBinary, select, update

from portal import accounts, agenda, privacy, tenancy, web
from portal.accounts.actions import hash_of
from portal.accounts.models import Organisation, SignInFailure, StaffSession
from portal.agenda.models import BusyTime, CalendarFeed, CalendarImport, Resource, Sitting, SittingDesk
from portal.booking import queries
from portal.booking.models import (
    Appointment,
    Draft,
    Invitation,
    KeepApart,
    Participation,
    Proposal,
    StaffMessage,
    Waiting,
)
from portal.booking.people import new_participation
from portal.booking.rules import new_reference
from portal.callbacks.models import CallAttempt, CallBack
from portal.clock import instant, now, wall
from portal.db import Base, Instant, db, new_id
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.rights.matrix import KINDS, ROLES
from tests.support.visitor import Visitor
from tests.support.world import World

THE_DAY = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)  # 08.30 on the wall, before the first talk
ORGANISATIONS = {"startpunt": "dorp:wijkteam", "ander": "juridisch-loket", "zonder": "dorp:buurthuis"}
SITS = {"W": "wijkteam", "J": "juridisch"}
WIL, JUUL, SAM = "wil@wijkteam-dorp.example", "juul@juridisch-loket.example", "sam@wijkteam-stad.example"


@dataclass(frozen=True)
class Word:
    """What tells that the value of a column stands on a page."""

    column: str
    situation: str
    signs: tuple[re.Pattern[str], ...]
    plain: tuple[str, ...]

    def stands_in(self, page: "Read") -> bool:
        return any(sign in page.low or sign in page.squeezed for sign in self.plain) or any(
            sign.search(page.text) for sign in self.signs
        )


class Read:
    """A page, in the forms in which words are looked for."""

    def __init__(self, text: str) -> None:
        self.text, self.low = text, text.casefold()
        self.squeezed = re.sub(r"[\s\u00a0-]", "", self.low)


@dataclass
class Actor:
    """Somebody of the staff with one role at one kind of organisation, signed in."""

    role: str
    kind: str
    person_id: str
    visitor: Visitor
    session_hash: str

    @property
    def name(self) -> str:
        return f"{self.role}@{self.kind}"


@dataclass
class Scene:
    world: World
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)  # "appointment" → {situation: id}
    codes: list[str] = field(default_factory=list)  # what can be typed on the page for the telephone
    rows: dict[tuple[str, str], str] = field(default_factory=dict)  # (table, key) → situation
    moments: Iterator[int] = field(default_factory=count)

    @property
    def app(self) -> Any:
        return self.world.app

    def put(self, row: Any, situation: str) -> Any:
        """Keep a new row and remember in which situation it stands."""
        row.id = row.id or new_id()
        self.rows[row.__tablename__, row.id] = situation
        self.ids.setdefault(row.__tablename__, {})[situation] = row.id
        db.session.add(row)
        db.session.flush()
        return row


    def past(self) -> datetime:
        """A moment on a day and at a minute that are no other's."""
        return self._moment(date(2026, 5, 1))

    def coming(self) -> datetime:
        return self._moment(date(2027, 5, 10))

    def _moment(self, first: date) -> datetime:
        number = next(self.moments)
        minute = 11 * 60 + number // 4 * 5 + number % 4 + 1  # never on five minutes, as planned times are
        return instant(first + timedelta(days=number % 180), time(*divmod(minute, 60)))


def make_scene(world: World, clock: time_machine.Traveller) -> Scene:
    world.reset()
    clock.move_to(THE_DAY)
    scene = Scene(world)
    with world.app.app_context():
        with tenancy.acting_for("dorp"):
            _people(scene)
            _talks(scene)
            _waiting(scene)
            _call_back(scene, "hier")
            _one_each(scene)
            db.session.commit()
        with tenancy.acting_for("stad"):
            _elsewhere(scene)
            db.session.commit()
    return scene


# --- who works here ----------------------------------------------------------------------------------------


def _people(scene: Scene) -> None:
    db.session.add(Organisation(key=ORGANISATIONS["zonder"], name="Buurthuis Dorp", kind="other"))
    db.session.flush()
    for kind in KINDS:
        scene.rows["person", _add(f"iemand.{kind}@elders.example", "medewerker", kind)] = f"iemand@{kind}"
        for role in ROLES:
            person = _add(f"{role}.{kind}@elders.example", role, kind)
            secret = secrets.token_urlsafe(32)
            session = StaffSession(id_hash=hash_of(secret), person_id=person, tenant="dorp")
            session.created_at = now()
            db.session.add(session)
            visitor = Visitor(scene.app)
            with visitor.client.session_transaction(base_url="http://dorp.localhost") as cookie:
                cookie["_user_id"] = secret
            actor = Actor(role, kind, person, visitor, session.id_hash)
            scene.actors[actor.name] = actor
            scene.rows["person", person] = actor.name
            scene.rows["staff_session", session.id_hash] = actor.name
    db.session.flush()


def _add(email: str, role: str, kind: str) -> str:
    name = f"Collega {email.partition('@')[0]} {_letters()}"
    person, _password = accounts.add_person(email, name, role, ORGANISATIONS[kind])
    return person.id


# --- talks -------------------------------------------------------------------------------------------------


def _talks(scene: Scene) -> None:
    (sitting,) = db.session.scalars(
        select(Sitting).where(Sitting.owner == "dorp", Sitting.on == THE_DAY.date())
    )
    scene.ids["sitting"] = {"hier": sitting.id}
    minutes = iter((1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17))
    for desk, talk in SITS.items():
        for situation in (f"{desk}", f"{desk} lost", f"{desk} untold", f"{desk} apart"):
            row = _talk(scene, situation, sitting, talk, next(minutes))
            row.attention = "nobody_free" if situation.endswith("lost") else None
    _talk(scene, "no chair", sitting, "raadslieden", next(minutes))
    booked = _talk(scene, "booked by me", sitting, "juridisch", next(minutes))
    booked.joint = True
    _invite(scene, booked, "booked by me")
    _apart(scene)
    for situation, person in scene.ids["participation"].items():
        row = queries.find_participation(person)
        assert row is not None
        row.untold = "moved" if situation.endswith("untold") else None
        _around(scene, row, situation)
    for actor in scene.actors.values():
        _draft(scene, f"just confirmed by {actor.name}", booked, actor.session_hash).appointment_id = booked.id


def _talk(scene: Scene, situation: str, sitting: Sitting, role: str, minute: int) -> Appointment:
    talk = agenda.find_talk(role) or agenda.talks()[0]
    starts_at = instant(sitting.on, time(9, minute))
    row = Appointment(
        sitting_id=sitting.id,
        talk_type_id=talk.id,
        roles=role,
        claim_id=new_id(),
        ticks=6,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        booked_at=scene.past(),
        first_free_at=scene.past(),
    )
    scene.put(row, situation)
    person = new_participation(row.id, answers(), 1)
    person.contact_checked_at = scene.past()
    scene.put(person, situation)
    scene.codes += [person.reference, str((person.contact or {})["telefoon"])]
    return row


def answers() -> dict[str, Any]:
    return {
        "naam": f"Naam{_letters()}",
        "kanaal": "telefoon",
        "telefoon": f"061{secrets.randbelow(10**7):07}",
        "veilig_inspreken": "ja",
        "veilig_nummer": "ja",
        "veilig_tijden": ["ochtend", "middag", "avond"],
        "toelichting": f"Vertelt{_letters()}",
    }


def _letters() -> str:
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))


def _invite(scene: Scene, row: Appointment, situation: str) -> None:
    invitation = Invitation(
        id=new_id(),
        tenant_id=tenancy.current_id(),
        appointment_id=row.id,
        token_hash=secrets.token_hex(32),
        code_hash=secrets.token_hex(32),
        ends_at=now() + timedelta(hours=3),
    )
    invitation.secrets = {"token": secrets.token_urlsafe(24), "code": new_reference()}
    scene.put(invitation, situation)


def _apart(scene: Scene) -> None:
    first, second = sorted(scene.ids["participation"][f"{desk} apart"] for desk in SITS)
    row = KeepApart(first_id=first, second_id=second, made_at=scene.past(), made_by=_actor())
    scene.put(row, "W apart")


def _around(scene: Scene, person: Participation, situation: str) -> None:
    """What else is kept of one person: a message of staff, a message that went wrong, a proposal, a line in the log."""
    message = StaffMessage(id=new_id(), tenant_id="dorp", participation_id=person.id, made_at=scene.past(), made_by=_actor())
    message.data_key = privacy.new_data_key("staff_message", message.id)[1]
    message.text = f"Bericht{_letters()}"
    scene.put(message, situation)
    sent = OutboxMessage(
        tenant="dorp", kind="booked", subject=person.id, state="uncertain", gateway_id=secrets.token_hex(12)
    )
    sent.done_at, sent.reason = scene.past(), f"reden{_letters()}"
    sent.due_at, sent.created_at = scene.past(), scene.past()
    scene.put(sent, situation)
    log = AuditEvent(at=scene.past(), actor=_actor(), action=f"deed.{_letters()}", subject=person.id)
    scene.put(log, situation)
    row = queries.get_appointment(person.appointment_id)
    proposed = Proposal(
        appointment_id=row.id,
        proposed_by=1,
        claim_id=new_id(),
        ticks=6,
        sitting_id=row.sitting_id,
        **{name: scene.past() for name in ("starts_at", "ends_at", "shown_from", "lapses_at")},
    )
    scene.put(proposed, situation)


def _actor() -> str:
    return f"person:{new_id()}"


def _draft(scene: Scene, situation: str, like: Appointment, visitor_hash: str) -> Draft:
    row = Draft(
        visitor_hash=visitor_hash,
        claim_id=new_id(),
        ticks=6,
        sitting_id=like.sitting_id,
        talk_type_id=like.talk_type_id,
        starts_at=like.starts_at,
        ends_at=like.ends_at,
        expires_at=now() + timedelta(minutes=20),
        keep_until=now() + timedelta(hours=1),
        first_free_at=scene.past(),
    )
    return scene.put(row, situation)


# --- who waits, who must be called -------------------------------------------------------------------------


def _waiting(scene: Scene) -> None:
    for number, (desk, key) in enumerate(SITS.items()):
        talk = agenda.find_talk(key)
        assert talk is not None
        for situation in (f"{desk} waits", f"{desk} offered"):
            row = _wait(scene, talk.id)
            row.until_on = date(2027, 3, 3 + number * 2 + situation.endswith("offered"))
            if situation.endswith("offered"):
                row.state, row.offers, row.claim_id = "offered", 1, new_id()
                row.sitting_id = scene.ids["sitting"]["hier"]
                row.starts_at = row.ends_at = scene.coming()
                row.offered_until = scene.coming()
            scene.put(row, situation)
            scene.codes.append(row.reference)


def _wait(scene: Scene, talk_id: str) -> Waiting:
    row = Waiting(id=new_id(), tenant_id=tenancy.current_id(), reference=new_reference(), talk_type_id=talk_id)
    row.data_key = privacy.new_data_key("waiting", row.id)[1]
    typed = answers()
    row.name, row.contact, row.told = typed["naam"], typed, {"toelichting": typed["toelichting"]}
    row.asked_at = scene.past()
    return row


def _call_back(scene: Scene, situation: str) -> None:
    row = CallBack(id=new_id(), tenant_id=tenancy.current_id(), reference=new_reference())
    row.data_key = privacy.new_data_key("call_back", row.id)[1]
    typed = answers()
    row.phone_hash = secrets.token_hex(32)
    row.name, row.contact, row.told = typed["naam"], typed, {"onderwerp": ["huis"]}
    row.asked_at, row.due_at, row.attempts = scene.past(), scene.coming(), 1
    scene.put(row, situation)
    scene.codes += [row.reference, typed["telefoon"]]
    attempt = CallAttempt(call_back_id=row.id, at=scene.past(), made_by="person:iemand", result="no_answer")
    scene.put(attempt, situation)


# --- what there is of each colleague -----------------------------------------------------------------------


def _one_each(scene: Scene) -> None:
    free = _free_times()
    for actor in scene.actors.values():
        _of_colleague(scene, actor.person_id, actor.name)
        sitting, starts_at = next(free)
        talk = agenda.find_talk("wijkteam")
        assert talk is not None
        claimed = agenda.claim(
            agenda.Wanted(sitting, talk.rule, starts_at, expires_at=now() + timedelta(minutes=20))
        )
        held = Draft(visitor_hash=actor.session_hash, talk_type_id=talk.id, claim_id=claimed.claim_id)
        held.ticks, held.sitting_id = claimed.ticks, claimed.sitting.id
        held.starts_at, held.ends_at = claimed.starts_at, claimed.ends_at
        held.expires_at, held.keep_until = now() + timedelta(minutes=20), now() + timedelta(hours=1)
        held.tenant_id = "dorp"
        held.id = new_id()
        held.answers = answers() | {"begeleider": ""}
        scene.put(held, f"held by {actor.name}")
    for email in (WIL, JUUL, SAM):
        person = accounts.person_ids_by_mail({email})[email]
        scene.rows["person", person] = email.partition("@")[0]
        if email != SAM:
            _of_colleague(scene, person, email.partition("@")[0])
    failure = SignInFailure(id_hash=secrets.token_hex(32), failures=1, last_at=scene.past())
    db.session.add(failure)
    scene.rows["sign_in_failure", failure.id_hash] = "anybody"


def _free_times() -> Iterator[tuple[str, datetime]]:
    talk = agenda.find_talk("wijkteam")
    assert talk is not None
    page = agenda.times_page(talk.rule, now())
    while True:
        for day in page.days:
            for starts_at in day.times:
                yield day.sitting.id, starts_at
        if page.more_from is None:
            return
        page = agenda.times_page(talk.rule, now(), page.more_from)


def _of_colleague(scene: Scene, person_id: str, situation: str) -> None:
    resource = agenda.resource_of(person_id)
    away = BusyTime(resource_id=resource, source="away")
    away.starts_at, away.ends_at = scene.coming(), scene.coming() + timedelta(days=200)
    scene.put(away, situation)
    feed = CalendarFeed(person_id=person_id, token_hash=secrets.token_hex(32), made_at=scene.past())
    scene.put(feed, situation)
    followed = CalendarImport(id=new_id(), tenant_id="dorp", person_id=person_id)
    followed.next_at, followed.read_at = now(), scene.past()
    followed.address = f"https://{_letters()}.example/agenda.ics"
    scene.put(followed, situation)
    read = BusyTime(resource_id=resource, source=followed.id)
    read.starts_at, read.ends_at = scene.coming(), scene.coming() + timedelta(days=200)
    scene.put(read, f"calendar of {situation}")


def _elsewhere(scene: Scene) -> None:
    (sitting,) = db.session.scalars(
        select(Sitting).where(Sitting.owner == "stad", Sitting.on == THE_DAY.date())
    )
    scene.ids["sitting"]["stad"] = sitting.id
    for situation, role, minute in (("stad", "wijkteam", 18), ("stad lost", "juridisch", 19)):
        row = _talk(scene, situation, sitting, role, minute)
        row.attention = "nobody_free" if situation == "stad lost" else None
        if situation == "stad lost":
            (person,) = queries.participations_of(row.id)
            person.untold = "moved"
    scene.put(_wait(scene, agenda.talks()[0].id), "stad")
    _call_back(scene, "stad")


# --- words -------------------------------------------------------------------------------------------------

ANSWERS = {"telefoon", "ochtend", "middag", "avond", "ja", "nee", "huis", "sms", "email"}  # no word of anybody
OPENED = {"draft.sealed": "answers", "invitation.sealed": "secrets"}  # the others: without "_sealed"
BY_DAY = {"calendar_feed.made_at", "waiting.asked_at"}  # shown without the hour


def personal_columns() -> list[str]:
    """Every column of every table that says something of a human being."""
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info["data"].personal or column.name.endswith("_sealed")
    ]


def read_words(scene: Scene, wanted: set[str]) -> list[Word]:
    """A word for each of these columns of each row that the scene made, where it holds anything."""
    found = []
    with scene.app.app_context():
        for slug in ("dorp", "stad"):
            with tenancy.acting_for(slug):
                for mapper in Base.registry.mappers:
                    found += _words_of(scene, mapper.class_, wanted)
                db.session.rollback()
    return found


def _words_of(scene: Scene, model: Any, wanted: set[str]) -> Iterator[Word]:
    table = model.__table__
    names = [c.name for c in table.columns if f"{table.name}.{c.name}" in wanted]
    if not names:
        return
    (key,) = [c.name for c in table.primary_key.columns if c.name != "tenant_id"]
    for row in db.session.scalars(select(model)):
        situation = scene.rows.get((table.name, getattr(row, key)))
        for name in names if situation else ():
            if word := _word(f"{table.name}.{name}", row, name, situation):
                yield word


def _word(column: str, row: Any, name: str, situation: str) -> Word | None:
    value = getattr(row, name)
    if value is None:
        return None
    if name.endswith("sealed"):
        opened = getattr(row, OPENED.get(column, name.removesuffix("_sealed")))
        return Word(column, situation, (), tuple(sorted(_typed(opened))))
    if isinstance(value, bytes):
        return Word(column, situation, (), (value.hex(), base64.b64encode(value).decode().casefold()))
    if isinstance(value, datetime):
        return Word(column, situation, tuple(_of_moment(value, column in BY_DAY)), ())
    if isinstance(value, date):
        return Word(column, situation, (), (value.isoformat(), _day(value)))
    return Word(column, situation, (), (value.casefold(),))


def _typed(value: Any) -> set[str]:
    """What somebody typed, out of all that was sealed with it."""
    if isinstance(value, str):
        host = re.fullmatch(r"https://([^/]+)/.*", value)
        return {(host[1] if host else value).casefold()} - ANSWERS - {""}
    if isinstance(value, dict):
        return set().union(*(_typed(v) for v in value.values()))
    return set().union(*(_typed(v) for v in value)) if isinstance(value, list) else set()


def _of_moment(moment: datetime, by_day: bool) -> Iterator[re.Pattern[str]]:
    local = wall(moment)
    yield re.compile(rf"(?<![\d.:]){local:%H}[.:]{local:%M}(?![\d.:]\d)")
    if by_day:
        yield re.compile(re.escape(_day(local.date())))


def _day(on: date) -> str:
    with force_locale("nl"):
        return web.day_label(on)

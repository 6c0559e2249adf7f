"""One municipality with everybody and everything in it, and a word in every personal column.

Each row stands in a *situation* ("W lost": a talk of the wijkteam's desk that lost its place). What is on a page can
then be told by column and situation. Dorp's desk days are shared by its wijkteam (W) and a jurist's organisation (J).
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import time_machine
from sqlalchemy import select

from portal import accounts, agenda, partners, privacy, tenancy
from portal.accounts.actions import hash_of
from portal.accounts.invitation_models import RecoveryCode, SecondFactor, StaffInvitation
from portal.accounts.models import OidcLink, Organisation, SignInFailure, StaffSession
from portal.agenda.models import BusyTime, CalendarFeed, CalendarImport, Sitting
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
from portal.content import actions as texts
from portal.content.actions import Text
from portal.content.desk import facts_of_page
from portal.content.library import library
from portal.content.models import CentralText, TextVersion
from portal.db import db, new_id
from portal.messaging import OutboxMessage
from portal.partners.models import ContactPerson
from portal.privacy import AuditEvent, Change
from tests.rights.matrix import KINDS, ROLES
from tests.support.visitor import Visitor
from tests.support.world import World

THE_DAY = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)  # 08.30 on the wall, before the first talk
ORGANISATIONS = {"startpunt": "dorp:wijkteam", "ander": "juridisch-loket", "zonder": "dorp:buurthuis"}
SITS = {"W": "wijkteam", "J": "juridisch"}
WIL, JUUL, SAM = "wil@wijkteam-dorp.example", "juul@juridisch-loket.example", "sam@wijkteam-stad.example"


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
    days: Iterator[int] = field(default_factory=count)

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

    def past(self, first: date = date(2026, 8, 1)) -> datetime:
        """A moment at a minute of the day that is no other's; never on five minutes, as planned times are."""
        number = next(self.moments)
        minute = 11 * 60 + number // 4 * 5 + number % 4 + 1
        return instant(first + timedelta(days=number % 90), time(*divmod(minute, 60)))

    def coming(self, years: int = 0) -> datetime:
        return self.past(date(2027 + years, 5, 10))

    def past_day(self) -> datetime:
        """The same, on a day that is no other's either."""
        at = self.past(date(2026, 1, 1))
        day = date(2026, 2, 1) + timedelta(days=next(self.days))
        return instant(day, wall(at).time())


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
            _own_desk(scene)
            _one_each(scene)
            _local_help(scene)
            db.session.commit()
        with tenancy.acting_for("stad"):
            _elsewhere(scene)
            db.session.commit()
    return scene


def _people(scene: Scene) -> None:
    db.session.add(Organisation(key=ORGANISATIONS["zonder"], name="Buurthuis Dorp", kind="other"))
    db.session.flush()
    for kind in KINDS:
        scene.rows["person", _add(f"iemand.{kind}@elders.example", "medewerker", kind)] = f"iemand@{kind}"
        for role in ROLES:
            person = _add(f"{role}.{kind}@elders.example", role, kind)
            secret = secrets.token_urlsafe(32)
            session = StaffSession(id_hash=hash_of(secret), person_id=person, tenant="dorp")
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
    """Without the slow hashing of a real password."""
    organisation = accounts.get_organisation(ORGANISATIONS[kind])
    person = accounts.Person(email=email, name=f"Collega {email.partition('@')[0]} {_letters()}")
    person.password_hash = _letters()
    db.session.add(person)
    db.session.flush()
    membership = accounts.Membership(person_id=person.id, tenant="dorp", role=role)
    membership.organisation_id = organisation.id
    db.session.add(membership)
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
    _talk(scene, "no chair", sitting, "raadslieden", next(minutes)).attention = "desk_empty"
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
        _confirmed(booked, actor.session_hash)


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
        ends_at=scene.coming(),
    )
    invitation.secrets = {"token": secrets.token_urlsafe(24), "code": new_reference()}
    scene.put(invitation, situation)


def _apart(scene: Scene) -> None:
    first, second = sorted(scene.ids["participation"][f"{desk} apart"] for desk in SITS)
    row = KeepApart(first_id=first, second_id=second, made_at=scene.past(), made_by=_actor())
    scene.put(row, "W apart")


def _around(scene: Scene, person: Participation, situation: str) -> None:
    """What else is kept of one person: a message of staff, a message that went wrong, a proposal, a line in the log."""
    message = StaffMessage(
        id=new_id(), tenant_id="dorp", participation_id=person.id, made_at=scene.past(), made_by=_actor()
    )
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


def _confirmed(like: Appointment, visitor_hash: str) -> None:
    """As if this session booked it just now."""
    until = now() + timedelta(hours=1)
    draft = Draft(visitor_hash=visitor_hash, claim_id=new_id(), ticks=6, appointment_id=like.id)
    draft.sitting_id, draft.talk_type_id = like.sitting_id, like.talk_type_id
    draft.starts_at, draft.ends_at = like.starts_at, like.ends_at
    draft.expires_at = draft.keep_until = until
    db.session.add(draft)


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
    row = Waiting(
        id=new_id(), tenant_id=tenancy.current_id(), reference=new_reference(), talk_type_id=talk_id
    )
    row.data_key = privacy.new_data_key("waiting", row.id)[1]
    typed = answers()
    row.name, row.contact, row.told = typed["naam"], typed, {"toelichting": typed["toelichting"]}
    row.asked_at = scene.past_day()
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
        held.first_free_at = scene.past()
        held.answers = answers() | {"begeleider": ""}
        scene.put(held, f"held by {actor.name}")
    for email in (WIL, JUUL, SAM):
        person = accounts.person_ids_by_mail({email})[email]
        scene.rows["person", person] = email.partition("@")[0]
        if email != SAM:
            _of_colleague(scene, person, email.partition("@")[0])
    for table, key in scene.rows:
        if table == "person":
            db.session.get_one(accounts.Person, key).created_at = scene.past()
        if table == "staff_session":
            db.session.get_one(StaffSession, key).created_at = now()
    tie = OidcLink(tenant="dorp", issuer="https://inloggen.example", subject=secrets.token_hex(16))
    tie.person_id, tie.linked_at = accounts.person_ids_by_mail({WIL})[WIL], scene.past()
    db.session.add(tie)
    db.session.flush()
    scene.rows["oidc_link", tie.id] = "wil"
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
    away.starts_at, away.ends_at = scene.coming(), scene.coming(years=1)
    scene.put(away, situation)
    feed = CalendarFeed(person_id=person_id, token_hash=secrets.token_hex(32), made_at=scene.past_day())
    scene.put(feed, situation)
    followed = CalendarImport(id=new_id(), tenant_id="dorp", person_id=person_id)
    followed.next_at, followed.read_at, followed.made_at = now(), scene.past(), scene.past()
    followed.address = f"https://{_letters()}.example/agenda.ics"
    scene.put(followed, situation)
    read = BusyTime(resource_id=resource, source=followed.id)
    read.starts_at, read.ends_at = scene.coming(), scene.coming(years=1)
    scene.put(read, f"calendar of {situation}")


def _own_desk(scene: Scene) -> None:
    """Somebody who is invited, and one line of who changed what."""
    organisation = accounts.get_organisation(ORGANISATIONS["startpunt"]).id
    invited = StaffInvitation(
        id=new_id(), tenant_id="dorp", email=f"{_letters()}@wijkteam-dorp.example", name=_letters(),
        roles="medewerker", organisation_id=organisation, token_hash=secrets.token_hex(32),
        invited_by="system", made_at=scene.past(), expires_at=scene.coming(),
    )  # fmt: skip
    scene.put(invited, "hier")
    line = Change(kind="place", actor="system", name=_letters(), at=scene.past())
    line.before, line.after = (f'{{"street": "{_letters()}"}}' for _ in range(2))
    scene.put(line, "hier")
    for model in (TextVersion, CentralText):
        _text(scene, model)
    wil = people_id(WIL)
    factor = SecondFactor(
        id=new_id(), tenant_id="dorp", person_id=wil, last_step=0, confirmed_at=scene.past()
    )
    factor.secret = _letters()
    scene.put(factor, "hier")
    m = accounts.Membership
    job = db.session.scalars(select(m).where(m.person_id == wil, m.tenant == "dorp").order_by(m.role)).all()[
        0
    ]
    job.reviewed_at = scene.past_day()  # so long ago that it is time to look again
    scene.rows["membership", job.id] = "hier"
    scene.put(RecoveryCode(person_id=wil, code_hash=secrets.token_hex(32), used_at=scene.past()), "hier")
    scene.ids["named"] = {"csv": "plekken", "statement": "privacy"}
    # Who is on the site is known to everybody: here it is nobody of the others.
    db.session.scalars(select(ContactPerson)).one().name = "Iemand van de site"


def people_id(email: str) -> str:
    return str(db.session.scalars(select(accounts.Person.id).where(accounts.Person.email == email)).one())


_LOOKED_AT = {"gecontroleerd_op": "2026-11-24", "controleren_voor": "2027-06-01"}


def _text(scene: Scene, model: Any) -> None:
    """One version that is shown and one that waits for a second reader, by colleagues."""
    page, wil = library()["wonen/huurhuis"], people_id(WIL)
    text = Text(page.path, "block", "", "", "Bel ons.", _LOOKED_AT)
    if model is CentralText:
        text = Text(page.path, "own", page.front.title, page.front.summary, page.text, facts_of_page(page))
    first = texts.save(model, text, wil, "")
    texts.hand_over(model, page.path, first.mark, "")
    texts.publish(model, page.path, first.mark, people_id(JUUL))
    second = texts.save(model, text, wil, first.mark)
    texts.hand_over(model, page.path, second.mark, "")
    for row in (first, second):
        scene.put(row, "hier")


def _local_help(scene: Scene) -> None:
    """What stands on the municipality's own desk; it tells nothing of anybody."""
    scene.ids["offer"] = {"hier": partners.offers()[0].id}
    scene.ids["place"] = {"hier": agenda.all_places()[0].id}
    scene.ids["talk_type"] = {"hier": agenda.talks()[0].id}
    scene.ids |= {"theme": {"hier": "wonen"}, "page": {"hier": "huurhuis"}, "version": {"hier": "1"}}
    scene.ids["person"] = {"hier": people_id(WIL)}
    scene.ids["organisation"] = {"hier": accounts.get_organisation(ORGANISATIONS["startpunt"]).id}


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

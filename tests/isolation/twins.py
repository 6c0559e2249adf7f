"""The twin world: the same couple in two municipalities, and a canary in every confidential field.

A canary is a word that stands nowhere else. Whoever sees `CANARY-dorp-anne-naam-…` sees Anne's name of Dorp.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import select

from portal import accounts, agenda, messaging, partners, tenancy, web
from portal.accounts import people_queries
from portal.accounts.actions import hash_of
from portal.accounts.invitation_models import RecoveryCode, SecondFactor, StaffInvitation
from portal.accounts.models import Organisation, StaffSession
from portal.accounts.people import token_hash
from portal.administration.municipality import reached
from portal.agenda.models import Place, SpreekuurDesk
from portal.booking import Appointment, Draft, Participation, keep_apart, offers, queries, writing
from portal.booking.models import Waiting
from portal.booking.waiting_rules import Freed
from portal.content import actions as text_actions
from portal.content.actions import Text
from portal.content.models import CentralText, TextVersion
from portal.db import db, new_id
from portal.messaging import OutboxMessage
from tests.booking.by_staff import book_for, take, times_for
from tests.booking.steps import JUUL, SAM, WIL, confirm, fill_in, hold, rows
from tests.callbacks.steps import ask, call_backs
from tests.isolation.snapshot import Snapshot
from tests.support.visitor import Visitor
from tests.support.world import World
from tests.together.couple import accept, book_together

THE_DAY = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)  # both municipalities have their spreekuur today
PARTNER = "kees@ketenpartner-dorp.example"
# Who talks with whom. In both municipalities the same names; who is written to differs per field only.
COUPLES = {
    "dorp": {"anne": "wijkteam", "bo": "juridisch", "chris": "wijkteam-juridisch"},
    "stad": {"anne": "wijkteam", "bo": "juridisch"},
}
BY_MAIL = {"anne"}
STAFF = (("dorp", WIL), ("dorp", JUUL), ("dorp", PARTNER), ("stad", SAM), ("stad", JUUL))


@dataclass
class Someone:
    """One person's talk in one municipality, with every canary by the name of its field."""

    canaries: dict[str, str]
    browser: Visitor
    appointment: Any = None
    participation: Any = None
    message: Any = None
    invited: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.canaries["token"]


@dataclass
class Side:
    """One municipality: its people, the browser with a live draft, its staff, and a free time."""

    slug: str
    people: dict[str, Someone] = field(default_factory=dict)
    drafter: Any = None
    draft: Any = None
    caller: Any = None
    call_back: Any = None
    waiter: Any = None
    waiting_id: str = ""  # of who waits for a time, and has an offer
    planned: dict[str, str] = field(default_factory=dict)  # ids: a series, a closure, somebody away
    staff: dict[str, Visitor] = field(default_factory=dict)
    free: tuple[str, str] = ("", "")
    feed: str = ""  # the private key of Wil's feed
    booked_for: str = ""  # the appointment that a colleague made for somebody just now
    held_for: str = ""  # the claim that this colleague holds for the next one

    @property
    def host(self) -> str:
        return f"{self.slug}.localhost"

    def canaries(self) -> dict[str, str]:
        """The word of each field by "person.field", such as "anne.naam"."""
        everyone = {**self.people, "dani": self.drafter, "fien": self.caller, "jet": self.waiter}
        return {f"{who}.{what}": word for who, s in everyone.items() for what, word in s.canaries.items()}


@dataclass
class Twins:
    """Both municipalities on one engine, and the way back to how they began."""

    world: World
    dorp: Side
    stad: Side
    snapshot: Snapshot

    @property
    def app(self) -> Any:
        return self.world.app


def make_twins(world: World, clock: time_machine.Traveller) -> Twins:
    """Booked on 24 November; everybody signed in, and two drafts live, on the morning of 2 December."""
    world.reset()
    sides = {slug: Side(slug) for slug in COUPLES}
    for side in sides.values():
        for who, talk in COUPLES[side.slug].items():
            side.people[who] = _booked(world.app, side, who, talk)
        _couples(world.app, side)
        _by_staff(world.app, side)
    _deliver(world.app)
    clock.move_to(THE_DAY)
    for side in sides.values():
        _booked_just_now(world.app, side)
    _add_partner(world.app)
    sides["dorp"].feed = _feed(world.app)
    for side in sides.values():
        side.drafter = _drafting(world.app, side)
        side.caller = _wants_to_be_called(world.app, side)
        side.waiter = _waits_for_a_time(world.app, side)
        side.draft = next(d for d in rows(world.app, Draft, side.slug) if d.appointment_id is None)
        _flag(world.app, side)
        _plan(world.app, side)
        _local_help(world.app, side)
        _appearance(world.app, side)
        _staff(world.app, side)
        _texts(world.app, side)
    for slug, email in STAFF:
        sides[slug].staff[email] = _at_work(world.app, sides[slug], email)
    for slug, email in (("dorp", WIL), ("stad", SAM)):
        _for_somebody(world.app, sides[slug], sides[slug].staff[email])
    for side in sides.values():
        times = Visitor(world.app, side.host).visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").times()
        side.free = times[-1]
    return Twins(world, sides["dorp"], sides["stad"], Snapshot(world))


def _canaries(slug: str, who: str) -> dict[str, str]:
    def word(what: str) -> str:
        return f"CANARY-{slug}-{who}-{what}-{secrets.token_hex(4)}"

    made = {"naam": word("naam"), "toelichting": word("toelichting")}
    if who in BY_MAIL:
        return made | {"email": f"{word('email')}@voorbeeld.example".lower()}
    return made | {"telefoon": f"06{secrets.randbelow(10**7) + 10**7}"}


def _answers(canaries: dict[str, str]) -> dict[str, Any]:
    channel = "email" if "email" in canaries else "telefoon"
    return {"kanaal": channel, "veilig_bericht": "nee", "veilig_inspreken": "ja", **canaries}


def _booked(app: Any, side: Side, who: str, talk: str) -> Someone:
    canaries, browser = _canaries(side.slug, who), Visitor(app, side.host)
    hold(browser, talk=talk)
    before = {a.id for a in rows(app, Appointment, side.slug)}
    fill_in(browser, **_answers(canaries))
    confirm(browser)
    (appointment,) = [a for a in rows(app, Appointment, side.slug) if a.id not in before]
    (mine,) = [p for p in rows(app, Participation, side.slug) if p.appointment_id == appointment.id]
    assert appointment.starts_at.date() == THE_DAY.date(), "not on the day of the tests"
    canaries |= {"token": mine.token, "kenmerk": mine.reference}
    return Someone(canaries, browser, appointment, mine)


def _couples(app: Any, side: Side) -> None:
    """Two talks of two people, a fortnight later: Ella's is open, Gina's other one (Henk) said yes."""
    for who in ("ella", "gina"):
        canaries, browser = _canaries(side.slug, who), Visitor(app, side.host)
        couple = book_together(browser, nth=-1, **_answers(canaries))
        someone = side.people[who] = _with_link(app, side, canaries, browser, couple.link)
        someone.invited |= {"code": couple.code, "invitation": couple.invitation.removeprefix("/u/")}
        canaries["kenmerk"] = someone.participation.reference
        if who == "gina":
            other = Visitor(app, side.host)
            accept(other, couple)
            page = browser.visit(f"{couple.link}/verzetten")
            sitting, time = page.times()[-1]
            browser.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
            side.people["henk"] = _with_link(app, side, {}, other, couple.other_link)


def _by_staff(app: Any, side: Side) -> None:
    """Staff wrote to Anne. She must not meet Ella; their talks are a fortnight apart, so that nothing clashes."""
    with app.app_context(), tenancy.acting_for(side.slug):
        anne = queries.find_by_reference(side.people["anne"].canaries["kenmerk"])
        assert anne is not None
        keep_apart.keep_apart(anne, side.people["ella"].canaries["kenmerk"], "person:twins")
        writing.write(anne, "Tot dan.", "person:twins")
        db.session.commit()


def _with_link(app: Any, side: Side, canaries: dict[str, str], browser: Visitor, link: str) -> Someone:
    canaries["token"] = link.removeprefix("/a/")
    (mine,) = [p for p in rows(app, Participation, side.slug) if p.token == canaries["token"]]
    (talk,) = [a for a in rows(app, Appointment, side.slug) if a.id == mine.appointment_id]
    return Someone(canaries, browser, talk, mine)


def _booked_just_now(app: Any, side: Side) -> None:
    """As if the bookers confirmed a moment ago: their browsers still remember it (a draft is kept for an hour)."""
    with app.app_context(), tenancy.acting_for(side.slug):
        for draft in db.session.scalars(select(Draft)):
            draft.keep_until = THE_DAY + timedelta(hours=1)
        db.session.commit()


def _deliver(app: Any) -> None:
    with app.app_context():
        while messaging.deliver_due():
            pass


def _drafting(app: Any, side: Side) -> Someone:
    canaries, browser = _canaries(side.slug, "dani"), Visitor(app, side.host)
    hold(browser)
    fill_in(browser, **_answers(canaries))
    return Someone(canaries, browser)


def _wants_to_be_called(app: Any, side: Side) -> Someone:
    canaries, browser = _canaries(side.slug, "fien"), Visitor(app, side.host)
    ask(browser, **{what: canaries[what] for what in ("naam", "telefoon")})
    (side.call_back,) = call_backs(app, side.slug)
    return Someone(canaries | {"kenmerk": side.call_back.reference}, browser)


def _waits_for_a_time(app: Any, side: Side) -> Someone:
    """On the waiting list, with a time that is held on the last day that the times page shows."""
    canaries, browser = _canaries(side.slug, "jet"), Visitor(app, side.host)
    sitting_id = browser.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").times()[-1][0]
    browser.visit("/afspraak/wachtlijst?gesprek=wijkteam&samen=nee")
    browser.submit(_answers(canaries), press="Zet mij op de wachtlijst")
    with app.app_context(), tenancy.acting_for(side.slug):
        day = agenda.get_sitting(sitting_id)
        assert offers.offer(Freed(day.id, day.starts_at, day.ends_at, frozenset({"wijkteam"}))) == 1
        db.session.commit()
    (row,) = rows(app, Waiting, side.slug)
    side.waiting_id = row.id
    return Someone(canaries | {"kenmerk": row.reference}, browser)


def _for_somebody(app: Any, side: Side, colleague: Visitor) -> None:
    """Booked a moment ago for somebody at the desk; and a time is held for the next one."""
    book_for(colleague, nth=-1)
    side.booked_for = colleague.page.path.rpartition("/")[2] if colleague.page else ""
    take(colleague, times_for(colleague)[-1])
    (held,) = [d for d in rows(app, Draft, side.slug) if not d.appointment_id and d.id != side.draft.id]
    side.held_for = held.claim_id


def _flag(app: Any, side: Side) -> None:
    """Of Anne's mail we do not know whether it arrived."""
    with app.app_context():
        anne = side.people["anne"]
        which = select(OutboxMessage).where(
            OutboxMessage.subject == anne.participation.id, OutboxMessage.kind == "booked"
        )
        anne.message = db.session.scalars(which).one()
        anne.message.state = "uncertain"
        db.session.commit()
        db.session.expunge_all()


def _plan(app: Any, side: Side) -> None:
    """Anne's talk asks for attention; next year a week is closed, and somebody is away."""
    with app.app_context(), tenancy.acting_for(side.slug):
        agenda.close_period(date(2027, 11, 1), date(2027, 11, 7), "Verbouwing")
        away = db.session.scalars(
            select(SpreekuurDesk.resource_id).where(SpreekuurDesk.owner == side.slug)
        ).first()
        agenda.go_away(
            str(away), THE_DAY + timedelta(days=300), THE_DAY + timedelta(days=301), only_here=True
        )
        anne = select(Appointment).where(Appointment.id == side.people["anne"].appointment.id)
        db.session.scalars(anne).one().attention = "nobody_free"
        person = select(Participation).where(Participation.id == side.people["anne"].participation.id)
        db.session.scalars(person).one().untold = "moved"
        db.session.commit()
        side.planned = {
            "series": agenda.all_series()[0].id,
            "closure": agenda.closures()[0].id,
            "away": agenda.away([str(away)])[0].id,
            "place": agenda.places()[0][0],
            "wil": next(c.person_id for c in accounts.colleagues() if c.organisation.startswith("Wijkteam")),
            "organisation": next(
                c.organisation_id for c in accounts.colleagues() if c.organisation.startswith("Wijkteam")
            ),
        }


def _appearance(app: Any, side: Side) -> None:
    """A logo, and the fingerprint of the page with the house style."""
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{side.slug}</text></svg>'
    with app.app_context(), tenancy.acting_for(side.slug):
        tenancy.save_settings({"logo": picture})
        db.session.commit()
        side.planned |= {
            "logo": web.logo_address(side.slug, picture).split(".")[1],
            "style seen": web.fingerprint(tenancy.read_setting("style", {})),
        }


def _staff(app: Any, side: Side) -> None:
    """Somebody who was invited, an app for codes, and who else works there."""
    with app.app_context(), tenancy.acting_for(side.slug):
        invited = StaffInvitation(
            email=f"gast@{side.slug}.example",
            name="Gast",
            roles="medewerker",
            organisation_id=side.planned["organisation"],
            invited_by="system",
            token_hash=token_hash(f"uitgenodigd-{side.slug}"),
            expires_at=THE_DAY + timedelta(days=300),
        )
        factor = SecondFactor(tenant_id=side.slug, id=new_id(), person_id=side.planned["wil"], last_step=0)
        factor.secret = "JBSWY3DPEHPK3PXP"
        code = RecoveryCode(person_id=factor.person_id, code_hash="x" * 64)
        db.session.add_all([invited, factor, code])
        jobs = {job.name: job for job in people_queries.jobs()}
        kees = jobs.get("Kees Keten", jobs["Juul Jurist"])
        db.session.commit()
        side.planned |= {
            "staff invitation": invited.id,
            "staff token": f"uitgenodigd-{side.slug}",
            "juul": jobs["Juul Jurist"].person_id,
            "loket": jobs["Juul Jurist"].organisation_id,
            "kees": kees.person_id,
            "job": kees.id,
        }


def _local_help(app: Any, side: Side) -> None:
    """What a beheerder can change, and the fingerprint of a page that was opened on it."""
    with app.app_context(), tenancy.acting_for(side.slug):
        offer = next(iter(partners.offers()), None)
        place = Place(id=new_id(), key="leeg", name="Leeg huis", street="Pad 1", town=side.slug)
        shared = [
            Organisation(key=f"gedeeld-{side.slug}-{n}", name=f"Gedeeld {n}", kind="other") for n in "ab"
        ]
        db.session.add_all([place, *shared])
        db.session.flush()
        accounts.take_on(shared[0].id, "system")
        db.session.commit()
        talk, person = agenda.talks()[0], partners.contact_person()
        organisation = accounts.find_own_organisation(side.planned["organisation"])
        known = agenda.find_place(place.id)
        assert organisation and known
        side.planned |= {
            "offer": offer.id if offer else "0" * 24,
            "offer seen": web.fingerprint(offer.values if offer else {}),
            "unused place": place.id,
            "place seen": web.fingerprint(known.values),
            "talk": talk.id,
            "talk seen": web.fingerprint(agenda.talk_values(talk)),
            "organisation seen": web.fingerprint(organisation.values),
            "taken on": shared[0].id,
            "shared": shared[1].id,
            "listing seen": web.fingerprint({"listing": ""}),
            "contact seen": web.fingerprint(person.values if person else {}),
            "contact setting seen": web.fingerprint(reached()),
        }


def _texts(app: Any, side: Side) -> None:
    """An own page in three states, the same for all municipalities (at Dorp), and a link to see the draft with."""
    models = (TextVersion, CentralText) if side.slug == "dorp" else (TextVersion,)
    with app.app_context(), tenancy.acting_for(side.slug):
        for model in models:
            for state in ("draft", "ready", "published"):
                facts = {"gecontroleerd_op": "2026-11-24", "controleren_voor": "2027-06-01", "id": "Y1"}
                facts |= {key: [] for key in ("audiences", "phases", "relations", "sources")}
                facts |= {"audiences": ["ouders"], "phases": ["scheiden"], "relations": ["getrouwd"]}
                if model is TextVersion:
                    facts.pop("id")
                else:
                    facts["sources"] = [{"title": "Een bron", "url": "https://bron.example/"}]
                path = f"wonen/{model.__tablename__.replace('_', '-')}-{state}-{side.slug}"
                title, summary = f"Een tekst {state}", "Een samenvatting van deze tekst."
                row = text_actions.save(
                    model, Text(path, "own", title, summary, "Tekst.", facts), "0" * 24, ""
                )
                if state != "draft":
                    text_actions.hand_over(model, path, row.mark, "")
                if state == "published":
                    text_actions.publish(model, path, row.mark, "1" * 24)
        draft = f"wonen/text-version-draft-{side.slug}"
        side.planned["text"] = text_actions.share(TextVersion, draft, "1.1")
        db.session.commit()
    if side.slug == "dorp":
        with app.app_context(), tenancy.acting_for("dorp"):
            accounts.add_person(WIL, "Wil", "regioredacteur", "dorp:wijkteam")
            db.session.commit()


def _add_partner(app: Any) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.add(Organisation(key="dorp:ketenpartner", name="Ketenpartner", kind="other"))
        db.session.flush()
        accounts.add_person(PARTNER, "Kees Keten", "ketenpartner", "dorp:ketenpartner")
        db.session.commit()
    with app.app_context(), tenancy.acting_for("stad"):
        accounts.add_person(SAM, "Sam Stadsmens", "beheerder", "stad:wijkteam")  # as Wil is at Dorp
        db.session.commit()


def _feed(app: Any) -> str:
    with app.app_context(), tenancy.acting_for("dorp"):
        token = agenda.make_feed(accounts.person_ids_by_mail({WIL})[WIL])
        db.session.commit()
        return token


def _at_work(app: Any, side: Side, email: str) -> Visitor:
    """Signed in at this municipality's host, without the slow hashing of a real sign-in."""
    visitor, secret = Visitor(app, side.host), secrets.token_urlsafe(32)
    with app.app_context():
        person = db.session.scalars(select(accounts.Person).where(accounts.Person.email == email)).one()
        db.session.add(StaffSession(id_hash=hash_of(secret), person_id=person.id, tenant=side.slug))
        db.session.commit()
    with visitor.client.session_transaction(base_url=f"http://{side.host}") as cookie:
        cookie["_user_id"] = secret
    return visitor

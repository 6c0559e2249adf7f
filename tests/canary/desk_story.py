"""What staff do and are, and everything that there is to try: ids, links, cookies, a message that may be lost."""

import re
import secrets
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import accounts, agenda, content, messaging, partners, tenancy, web
from portal.accounts.actions import hash_of
from portal.accounts.invitation_models import StaffInvitation
from portal.accounts.models import Organisation, StaffSession
from portal.accounts.people import token_hash
from portal.booking import Appointment, Participation, offers
from portal.booking.models import Waiting
from portal.booking.waiting_rules import Freed
from portal.clock import now
from portal.content import actions as text_actions
from portal.content import reminders
from portal.content.actions import Text
from portal.content.desk import LOCAL
from portal.content.models import CentralText, TextVersion
from portal.db import db
from portal.messaging import OutboxMessage
from portal.partners.models import Offer
from tests.booking.steps import rows
from tests.callbacks.steps import call_backs
from tests.canary.browser import SESSION, Browser, open_session
from tests.canary.confided import staff_email
from tests.canary.scene import TEXT, Scene, Side
from tests.canary.words import letters
from tests.support.world import PASSWORD

WRITTEN = "canarybericht"  # staff's text may hold no word of anybody's name, so no dashes
PARTNER = "canary-{slug}-keten-email@ketenpartner.example"


def staff_act(scene: Scene, side: Side) -> None:
    """The two who come alone are kept apart; each gets a message of their own about the talk together."""
    sign_in(scene, side)
    word = scene.words.by_key
    wijkteam, slug = side.people["wijkteam"], side.slug
    wijkteam.visit(f"/medewerker/afspraak/{word[f'{slug}.a.alleen.afspraak']}")
    wijkteam.post(
        f"/medewerker/deelname/{word[f'{slug}.a.alleen.persoon']}/apart",
        {"code": word[f"{slug}.b.alleen.kenmerk"]},
    )
    for who in ("a", "b"):
        text = scene.words.add(f"{slug}.{who}.samen.bericht", f"{WRITTEN}{letters()}")
        path = f"/medewerker/deelname/{word[f'{slug}.{who}.samen.persoon']}/bericht"
        wijkteam.visit(path)
        wijkteam.post(path, {"bericht": f"Neem {text} mee. Tot dan."})


def note_staff(scene: Scene, side: Side) -> None:
    first = "wil" if side.slug == "dorp" else "sam"
    known = {f"{side.slug}.wijkteam": f"{side.slug}-{first}", "allen.jurist": "allen-juul"}
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        key = f"{side.slug}:ketenpartner"
        db.session.add(Organisation(key=key, name="Ketenpartner", kind="other"))
        db.session.flush()
        name = scene.words.add(f"{side.slug}.partner.zelf.medewerker", f"CANARY-{side.slug}-keten-naam")
        email = scene.words.add(f"{side.slug}.partner.zelf.post", PARTNER.format(slug=side.slug))
        accounts.add_person(email, name, "ketenpartner", key)
        _office(scene, side)
        for who, part in known.items():
            scene.words.add(f"{who}.zelf.medewerker", f"CANARY-{part}-naam")
            found = select(accounts.Person.email).where(accounts.Person.email.startswith(f"canary-{part}-"))
            scene.words.add(f"{who}.zelf.post", db.session.scalars(found).one())
        db.session.commit()


def _office(scene: Scene, side: Side) -> None:
    """The municipality's own desk: who may do everything there, and somebody who was asked to come and work."""
    slug, key = side.slug, f"{side.slug}:bureau"
    bureau = Organisation(key=key, name="Bureau", kind="other")
    db.session.add(bureau)
    db.session.flush()
    name = scene.words.add(f"{slug}.beheer.zelf.medewerker", f"CANARY-{slug}-beheer-naam")
    email = scene.words.add(f"{slug}.beheer.zelf.post", f"canary-{slug}-beheer-email@bureau.example")
    for role in ("beheerder", "regioredacteur"):
        accounts.add_person(email, name, role, key)
    accounts.reset_password(email, PASSWORD)
    token = scene.words.add(f"{slug}.gevraagd.zelf.token", secrets.token_urlsafe(24))
    invited = StaffInvitation(
        email=scene.words.add(f"{slug}.gevraagd.zelf.post", f"canary-{slug}-gevraagd-email@bureau.example"),
        name=scene.words.add(f"{slug}.gevraagd.zelf.medewerker", f"CANARY-{slug}-gevraagd-naam"),
        roles="medewerker",
        organisation_id=bureau.id,
        invited_by="system",
        token_hash=token_hash(token),
        expires_at=now() + timedelta(days=300),
    )
    db.session.add(invited)
    side.asked_to_work = [token]
    _texts(scene, side)
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{slug}</text></svg>'
    tenancy.save_settings({"logo": picture})
    side.logo = web.logo_address(slug, picture).split(".")[1]


def _texts(scene: Scene, side: Side) -> None:
    """A text that was published and is being changed, here and (once) for everybody, and a link to see it with."""
    for model in (TextVersion, CentralText) if side.slug == "dorp" else (TextVersion,):
        facts: dict[str, Any] = {"gecontroleerd_op": "2026-11-24", "controleren_voor": "2027-06-01"}
        facts |= {"audiences": ["ouders"], "phases": ["scheiden"], "relations": ["getrouwd"], "sources": []}
        if model is CentralText:
            facts |= {"id": "Y1", "sources": [{"title": "Een bron", "url": "https://bron.example/"}]}
        text = Text(f"geld/{TEXT}", "own", "Een tekst", "Een samenvatting van deze tekst.", "Tekst.", facts)
        row = text_actions.save(model, text, "0" * 24, "")
        text_actions.hand_over(model, text.path, row.mark, "")
        text_actions.publish(model, text.path, row.mark, "1" * 24)
        text_actions.save(model, replace(text, body="Nog een tekst."), "0" * 24, row.mark)
    key = f"{side.slug}.gevraagd.voorbeeld.token"
    side.previews = [scene.words.add(key, text_actions.share(TextVersion, f"geld/{TEXT}", "2.1"))]


def sign_in(scene: Scene, side: Side) -> None:
    """Each desk and the partner, in a browser of their own, without the slow hashing of a real sign-in."""
    for who in ("wijkteam", "jurist", "partner", "beheer"):
        browser, secret = scene.browser(side, who), secrets.token_urlsafe(32)
        with scene.app.app_context():
            email = staff_email(scene, side, who)
            person = db.session.scalars(select(accounts.Person).where(accounts.Person.email == email)).one()
            db.session.add(StaffSession(id_hash=hash_of(secret), person_id=person.id, tenant=side.slug))
            db.session.commit()
        with browser.client.session_transaction(base_url=f"https://{side.host}") as cookie:
            cookie["_user_id"] = secret
        scene.words.add(f"{side.slug}.{who}.{scene.phase}.sessie", secret)
        side.people[who] = browser


# --- what there is to try -----------------------------------------------------------------------------------


def flag(scene: Scene, side: Side) -> None:
    """Staff have something to look at: a message that may be lost, and two talks that lost their table."""
    key = f"{side.slug}.a.samen.melding"
    with scene.app.app_context():
        which = select(OutboxMessage).where(
            OutboxMessage.subject == scene.words[f"{side.slug}.a.samen.persoon"],
            OutboxMessage.kind == "booked",
        )
        message = db.session.scalars(which).one()
        message.state = "uncertain"
        scene.words.add(key, message.id)
        db.session.commit()
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        agenda.close_period(date(2027, 11, 1), date(2027, 11, 7), "Verbouwing")
        someone = next(chair[2] for one in agenda.all_series() for chair in one.chairs if chair[2])
        agenda.go_away(someone, now() + timedelta(days=300), now() + timedelta(days=301), only_here=True)
        _offer(side)
        db.session.commit()
    with scene.app.app_context(), tenancy.acting_for(side.slug):  # whom no message could tell
        unheard = select(Participation).where(Participation.id == scene.words[f"{side.slug}.b.samen.persoon"])
        db.session.scalars(unheard).one().untold = "moved"
        db.session.commit()
    for talk in ("samen", "open"):  # one of each desk
        lost = scene.words[f"{side.slug}.t.{talk}.afspraak"]
        with scene.app.app_context(), tenancy.acting_for(side.slug):
            found = select(Appointment).where(Appointment.id == lost)
            db.session.scalars(found).one().attention = "desk_empty"
            db.session.commit()


def remind_the_office(scene: Scene, side: Side) -> None:
    """Help and a text that nobody looked at for long, a text that waits for a reader, and another way to sign in."""
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        for offer in db.session.scalars(select(Offer)):
            offer.review_on = date(2026, 1, 1)
        facts = {"gecontroleerd_op": "2026-01-01", "controleren_voor": "2026-01-02"}
        old = Text("geld/uitkering", "block", "", "", "Een blok.", facts | {"phases": ["scheiden"]})
        row = text_actions.save(TextVersion, old, "0" * 24, "")
        text_actions.hand_over(TextVersion, old.path, row.mark, "")
        text_actions.publish(TextVersion, old.path, row.mark, "1" * 24)
        waits = replace(old, path="geld/toeslagen")
        row = text_actions.save(TextVersion, waits, "0" * 24, "")
        text_actions.hand_over(TextVersion, waits.path, row.mark, "")
        db.session.commit()
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        reminders.ask_readers(LOCAL, "0" * 24)
        partners.remind(now())
        content.remind(now())
        person = accounts.person_ids_by_mail({scene.words[f"{side.slug}.beheer.zelf.post"]})
        messaging.queue("sign_in_changed", next(iter(person.values())))
        for message in db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "offers_overdue")
        ):
            message.due_at = now()
        db.session.commit()


def _offer(side: Side) -> None:
    """Somebody's time was freed on the last day that the times page shows: it is held for who waits."""
    talk = agenda.find_talk("wijkteam")
    assert talk is not None
    day = agenda.times_page(talk.rule, now()).days[-1].sitting
    assert offers.offer(Freed(day.id, day.starts_at, day.ends_at, frozenset(talk.roles)))


def gather_ids(scene: Scene, side: Side) -> None:
    talks = rows(scene.app, Appointment, side.slug)
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        series, closures = agenda.all_series(), agenda.closures()
        desk = next(c for c in accounts.colleagues() if c.organisation.startswith("Wijkteam"))
        side.chair = f"{desk.organisation_id}:{desk.person_id}"
        away = agenda.away(chair[2] for one in series for chair in one.chairs if chair[2])
        local_help = {
            "offer_id": [offer.id for offer in partners.offers()],
            "place_id": [place.id for place in agenda.all_places()],
            "talk_id": [talk.id for talk in agenda.talks()],
            "organisation_id": [desk.organisation_id],
            "person_id": [desk.person_id],
            "invitation_id": [row.id for row in db.session.scalars(select(StaffInvitation))],
        }
    side.ids = {
        "series_id": [one.id for one in series],
        "closure_id": [one.id for one in closures],
        "busy_id": [one.id for one in away],
        "participation_id": [p.id for p in rows(scene.app, Participation, side.slug)],
        "appointment_id": [talk.id for talk in talks],
        "sitting_id": sorted({talk.sitting_id for talk in talks}),
        "callback_id": [row.id for row in call_backs(scene.app, side.slug)],
        "waiting_id": [row.id for row in rows(scene.app, Waiting, side.slug)],
        "message_id": [scene.words[f"{side.slug}.a.samen.melding"]],
        **local_help,
    }
    page = scene.browser(side, "nobody").visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")
    side.free = page.times()


def make_feed(scene: Scene, side: Side) -> None:
    """The wijkteam's own calendar program reads along from the first look round on."""
    if side.feeds:
        return
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        email = staff_email(scene, side, "wijkteam")
        side.feeds["wijkteam"] = [agenda.make_feed(accounts.person_ids_by_mail({email})[email])]
        db.session.commit()


def note_cookies(scene: Scene, side: Side) -> None:
    """What only one browser may hold: the id under which its drafts are found."""
    for who in ("a", "b"):
        browser: Browser = side.people[who]
        cookie = browser.client.get_cookie(SESSION, domain=side.host)
        assert cookie is not None
        found = re.search(r"'visitor': '([\w-]+)'", open_session(scene.app, cookie.value))
        assert found, f"{who} has no visitor id"
        scene.words.add(f"{side.slug}.{who}.browser.bezoeker", found[1])

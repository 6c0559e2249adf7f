"""A tab in which pages are brought into a state, by pressing what is on the screen or with the portal's own verbs."""

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from playwright.sync_api import Page, Response
from sqlalchemy import delete, select

from portal import agenda, tenancy
from portal.agenda.models import ClaimTick, Sitting
from portal.booking import actions, queries, together
from portal.booking.models import Appointment, Participation
from portal.booking.people import new_participation
from portal.clock import instant, wall
from portal.db import db, new_id
from portal.messaging.models import OutboxMessage
from tests.conftest import NOW
from tests.support.browser import Window
from tests.support.server import Server

TODAY = date(2026, 11, 24)
FULL_DAY = date(2027, 1, 12)
QUIET_DAY = date(2026, 12, 22)
WIES, JIP = "wies@wijkteam-marktstad.example", "jip@juridisch-loket.example"
LOT = "lot@wijkteam-leegdorp.example"
LONG_NAME = "Maximiliaan-Alexander van der Wijngaarden-Schimmelpenninck"


@dataclass(frozen=True)
class Booked:
    """An appointment of Marktstad, made without the screen."""

    token: str
    appointment: str
    participation: str
    sitting: str
    invitation: str = ""  # of a talk of two: the token of /u/…, which the first one passes on


@dataclass
class Scene:
    """One tab, used for every state; `fresh` makes it the browser of somebody who was never here."""

    window: Window
    site: Server
    answer: Response | None = None
    signed_in: dict[str, list[Any]] = field(default_factory=dict)
    tab: Page = field(init=False)

    def __post_init__(self) -> None:
        self.tab = self.window.tab()
        self.tab.on("response", self._keep_answer)

    def _keep_answer(self, response: Response) -> None:
        """The document that is on the screen now."""
        request = response.request
        if request.is_navigation_request() and response.status not in (302, 303):
            self.answer = response

    def fresh(self) -> None:
        self.tab.unroute_all()
        self.tab.context.clear_cookies()

    # --- on the screen ---

    def goes(self, path: str, slug: str = "marktstad") -> None:
        self.tab.goto(self.site.address(slug, path))

    def goes_to_message_host(self, path: str) -> None:
        self.tab.goto(self.site.message_address("marktstad", path))

    def opens_link(self, booked: Booked, then: str = "") -> None:
        self.goes_to_message_host(f"/a/{booked.token}{then}")

    def is_invited(self, booked: Booked) -> None:
        self.goes_to_message_host(f"/u/{booked.invitation}")

    def presses(self, button: str) -> None:
        self.tab.get_by_role("button", name=button).first.click()
        self.tab.wait_for_load_state()

    def chooses(self, *labels: str) -> None:
        for label in labels:
            self.tab.get_by_label(label, exact=True).first.check()

    def types(self, label: str, text: str) -> None:
        self.tab.get_by_label(label).fill(text)

    def unfolds(self) -> None:
        self.tab.get_by_text("Wilt u nog iets laten weten?").click()

    def sees_times(
        self, talk: str = "wijkteam", more: str = "", slug: str = "marktstad", joint: bool = False
    ) -> None:
        self.goes(f"/afspraak/tijden?gesprek={talk}&samen={'ja' if joint else 'nee'}{more}", slug)

    def takes_a_time(self) -> None:
        self.tab.locator("button[name=tijd]").first.click()

    def holds(self, talk: str = "wijkteam", slug: str = "marktstad", joint: bool = False) -> None:
        """On the page for their details, with a time that is theirs."""
        self.sees_times(talk, slug=slug, joint=joint)
        self.takes_a_time()

    def fills_in(self, name: str = "Anne") -> None:
        self.types("Hoe mogen wij u noemen?", name)

    def may_be_called(self) -> None:
        self.chooses("Bel mij")
        self.types("Uw telefoonnummer", "06 12345678")
        self.chooses("Ochtend (9 tot 12 uur)")

    def may_be_mailed(self) -> None:
        self.chooses("Mail mij")
        self.types("Uw e-mailadres", "anne@voorbeeld.example")
        self.chooses("Dat weet ik niet")

    def tells_more(self) -> None:
        self.unfolds()
        self.chooses("Een tolk", "Ruimte voor een rolstoel")
        self.types("Wilt u iets vertellen?", "Ik kom met mijn zus. Zij vertaalt voor mij.")

    def books(self) -> None:
        self.presses("Verder")
        self.presses("Maak de afspraak")

    def signs_in(self, email: str = WIES, slug: str = "marktstad") -> None:
        """With the cookie of the first time; a second time costs a slow password check."""
        if email not in self.signed_in:
            self.goes("/inloggen", slug)
            self.types("E-mailadres", email)
            self.types("Wachtwoord", self.site.gives_password(email))
            self.presses("Inloggen")
            self.signed_in[email] = self.tab.context.cookies()
        self.tab.context.add_cookies(self.signed_in[email])

    # --- behind the screen ---

    def book(
        self, talk: str, on: date, at: str, days_ago: int = 3, joint: bool = False, **answers: Any
    ) -> Booked:
        """Booked a few days ago, so that today's list has people too.

        What an earlier state left at this hour makes room: which hours those hold depends on how long they took.
        """
        try:
            return self._books(talk, on, at, days_ago, joint, answers)
        except agenda.TimeTaken:
            self._makes_room(talk, on, at)
            return self._books(talk, on, at, days_ago, joint, answers)

    def _makes_room(self, talk: str, on: date, at: str) -> None:
        with self.site.inside("marktstad"):
            minutes, starts = _talk(talk).minutes, instant(on, time.fromisoformat(at))
            first = int(starts.timestamp()) // 300
            seated = [desk.resource for desk in agenda.get_sitting(_sitting("marktstad", on)).desks]
            db.session.execute(
                delete(ClaimTick).where(
                    ClaimTick.resource_id.in_([r for r in seated if r]),
                    ClaimTick.tick.between(first, first + minutes // 5 - 1),
                )
            )
            db.session.commit()

    def _books(
        self, talk: str, on: date, at: str, days_ago: int, joint: bool, answers: dict[str, Any]
    ) -> Booked:
        with self.site.inside("marktstad", NOW - timedelta(days=days_ago)):
            draft = actions.hold(
                secrets.token_hex(16),
                _talk(talk),
                _sitting("marktstad", on),
                instant(on, time.fromisoformat(at)),
                joint,
            )
            actions.fill_in(draft, _all(answers))
            appointment = actions.confirm(draft)
            db.session.commit()
            invitation = queries.find_invitation_of(appointment.id)
            token = (invitation.secrets or {}).get("token", "") if invitation else ""
            return _booked(queries.participations_of(appointment.id)[0], appointment, token)

    def crowds(self, on: date, talks: int) -> None:
        """So many talks of the wijkteam on top of whatever is there, twelve at each time; by no verb of a resident."""
        with self.site.inside("marktstad"):
            sitting, talk = _sitting("marktstad", on), _talk("wijkteam")
            for number in range(talks):
                starts = instant(on, time(9)) + timedelta(minutes=20 * (number // 12))
                row = Appointment(
                    id=new_id(), sitting_id=sitting, talk_type_id=talk.id, roles="wijkteam", claim_id=new_id(),
                    ticks=0, starts_at=starts, ends_at=starts + timedelta(minutes=20), unclaimed="overbooked",
                )  # fmt: skip
                tenancy.insert(row, new_participation(row.id, _all({"naam": f"Naam {number}"})))
            db.session.commit()

    def book_together(self) -> Booked:
        """By the first of two; nobody has said yes. At the first free time."""
        with self.site.inside("marktstad"):
            at = wall(_free_together()[0].times[0])
        return self.book("geld", at.date(), f"{at:%H:%M}", joint=True)

    def says_yes(self, booked: Booked, days_ago: int = 2) -> Booked:
        """The other person comes too; what they get is their own."""
        with self.site.inside("marktstad", NOW - timedelta(days=days_ago)):
            own = together.accept(booked.invitation, secrets.token_hex(16))
            db.session.commit()
            return _booked(own.participation, own.appointment)

    def is_asked_for_another_time(self, booked: Booked) -> Booked:
        """The second one, who said yes; since a day the first one proposes another time."""
        other = self.says_yes(booked)
        with self.site.inside("marktstad", NOW - timedelta(days=1)):
            own = queries.find_by_token(booked.token, NOW)
            assert own is not None
            day = _free_together()[-1]
            together.propose(own, day.sitting.id, day.times[-1])
            db.session.commit()
        return other

    def the_question_ends(self, booked: Booked) -> None:
        with self.site.inside("marktstad"):
            own = queries.find_by_token(booked.token, NOW)
            assert own is not None
            together.withdraw(own.appointment.id)
            db.session.commit()

    def somebody_takes(self, sitting: str, value: str, talk: str = "wijkteam") -> None:
        """Another browser holds this time ("2026-12-01T09:00") now."""
        moment = datetime.fromisoformat(value)
        with self.site.inside("marktstad"):
            actions.hold(secrets.token_hex(16), _talk(talk), sitting, instant(moment.date(), moment.time()))
            db.session.commit()

    def changes(self, booked: Booked, **columns: Any) -> None:
        """Columns of the appointment (`attention`, `roles`) or of its person (`outcome`, `data_key`, …)."""
        with self.site.inside("marktstad"):
            appointment = queries.get_appointment(booked.appointment)
            person = queries.participations_of(booked.appointment)[0]
            for name, value in columns.items():
                setattr(appointment if hasattr(Appointment, name) else person, name, value)
                assert hasattr(Appointment, name) or hasattr(Participation, name)
            db.session.commit()

    def mail_went_wrong(self, booked: Booked, state: str) -> None:
        with self.site.inside("marktstad"):
            for message in db.session.scalars(
                select(OutboxMessage).where(OutboxMessage.subject == booked.participation).limit(1)
            ):
                message.state, message.done_at = state, NOW
            db.session.commit()

    def in_the_database(self, statement: str) -> None:
        """What no verb can do: a state that only an administrator or bad luck brings about."""
        with closing(sqlite3.connect(self.site.folder / "portal.sqlite", timeout=20)) as connection:
            connection.execute(statement)
            connection.commit()

    def reference(self, booked: Booked) -> str:
        with self.site.inside("marktstad"):
            person = queries.find_participation(booked.participation)
            assert person is not None
            return person.reference

    def sitting(self, on: date) -> str:
        with self.site.inside("marktstad"):
            return _sitting("marktstad", on)


def _talk(key: str) -> agenda.TalkInfo:
    found = agenda.find_talk(key)
    assert found is not None, key
    return found


def _free_together() -> tuple[agenda.FreeDay, ...]:
    """Three days with room for a talk of two, of which no list of staff is looked at."""
    return agenda.times_page(_talk("geld").rule_for(True), NOW, FULL_DAY + timedelta(days=1)).days


def _booked(person: Participation, appointment: Appointment, invitation: str = "") -> Booked:
    return Booked(str(person.token), appointment.id, person.id, appointment.sitting_id, invitation)


def _sitting(slug: str, on: date) -> str:
    which = select(Sitting.id).where(Sitting.owner == slug, Sitting.on == on)
    return str(db.session.execute(which).scalar_one())


def _all(given: dict[str, Any]) -> dict[str, Any]:
    """Every question has an answer; what was not given is nothing."""
    asked = (
        "telefoon",
        "email",
        "veilig_inspreken",
        "veilig_nummer",
        "veilig_bericht",
        "toelichting",
        "begeleider",
    )
    return dict.fromkeys(asked) | {"naam": "Anne", "kanaal": "geen", "veilig_tijden": [], "nodig": []} | given

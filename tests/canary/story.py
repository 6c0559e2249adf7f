"""What the couple and the staff do, minute by minute, in both municipalities alike.

A and B each act at minutes of their own, at which nothing else happens: words.Moments looks for them.
"""

from datetime import datetime

from portal import jobs, tenancy
from portal.booking import Draft, Participation
from portal.booking.models import Invitation, Waiting
from tests.booking.steps import choose, confirm, fill_in, own_path, rows
from tests.callbacks.steps import ask, call_backs
from tests.canary.confided import answers
from tests.canary.crawl import crawl_everything, someone_next
from tests.canary.desk_story import (
    flag,
    gather_ids,
    make_feed,
    note_cookies,
    note_staff,
    remind_the_office,
    sign_in,
    staff_act,
)
from tests.canary.portals import note_kinds
from tests.canary.scene import ALL_SENT, SOON, TALKS, THE_DAY, Rows, Scene, Side, at
from tests.support.visitor import Page

READS_ALONG = {
    "a.weg": "",
    "b.alleen": "ja",
}  # "Kan iemand anders uw berichten lezen?"; of B's, see b_leaves_contact
FIRST_HOUR = {"dorp": 8, "stad": 13}


def tell(scene: Scene) -> None:
    """The whole story, with a look round at everything on the day itself and on the morning of the talks."""
    scene.world.reset()
    note_kinds(scene.app, scene.composed)
    for side in scene.sides.values():
        for who in ("a", "b"):
            side.people[who] = scene.browser(side, who)
        note_staff(scene, side)
    for who, hour, minute, act in ACTS:
        scene.clock.move_to(at(hour, minute))
        if who in ("a", "b"):
            scene.moments.note(who, at(hour, minute), "yes" if act is b_says_yes else "")
        for side in scene.sides.values():
            act(scene, side)
        scene.deliver()
    for side in scene.sides.values():
        remind_the_office(scene, side)
    _wait(scene, at(13, 0), SOON)
    _look_round(scene, "soon")
    _wait(scene, at(17, 0, 30), at(9, 0, 1, 12))
    for who, minute in (("a", 41), ("b", 44)):
        scene.clock.move_to(at(7, minute, 2, 12))
        scene.moments.note(who, at(7, minute, 2, 12))
        for side in scene.sides.values():
            _fills_in(scene, side, who)
    scene.clock.move_to(THE_DAY)
    _look_round(scene, "day")
    for side in scene.sides.values():
        note_cookies(scene, side)
    scene.mails_told = len(scene.inbox.envelopes)
    scene.deliver(ALL_SENT)  # whatever else was waiting: what a form causes is then all that is due
    scene.snapshot = Rows(scene.world)
    scene.restore()


def _wait(scene: Scene, *moments: datetime) -> None:
    """A worker that is awake at these moments: messages, daily jobs, wiping and settling."""
    for moment in moments:
        scene.clock.move_to(moment)
        scene.deliver()
        # Another test may have run them at a later hour of its own.
        scene.app.extensions.pop("purged_at", None)
        with scene.console.listening(), scene.app.app_context():
            jobs.run_due_jobs()
        scene.deliver()


def _look_round(scene: Scene, phase: str) -> None:
    scene.phase = phase
    for side in scene.sides.values():
        for browser in side.people.values():
            browser.phase = phase
        flag(scene, side)
        sign_in(scene, side)
        gather_ids(scene, side)
        make_feed(scene, side)
    for side in scene.sides.values():
        crawl_everything(scene, side)


# --- A and B ----------------------------------------------------------------------------------------------


def _free(side: Side, page: Page, day: int, after: float) -> tuple[str, str]:
    """The time so many hours after the first one of a day in December."""
    wanted = f"2026-12-{day:02}T{FIRST_HOUR[side.slug] + int(after):02}:{'30' if after % 1 else '00'}"
    return next(time for time in page.times() if time[1] == wanted)


def _books(
    scene: Scene, side: Side, talk: str, day: int, after: float, channel: str, samen: str = "ja"
) -> None:
    who = talk[0]
    person, key = side.people[who].at(side.host), TALKS.get(talk) or TALKS[talk[2:]]
    sitting, time = _free(side, person.visit(f"/afspraak/tijden?gesprek={key}&samen={samen}"), day, after)
    before = {p.id for p in rows(scene.app, Participation, side.slug)}
    choose(person, sitting, time, key, samen=samen)
    fill_in(person, **answers(scene, side, talk, channel, READS_ALONG.get(talk, "nee")))
    confirm(person)
    (mine,) = [p for p in rows(scene.app, Participation, side.slug) if p.id not in before]
    _note_person(scene, side, talk, mine)


def _note_person(scene: Scene, side: Side, talk: str, mine: Participation) -> None:
    """What the portal made up for somebody: their link, code, calendar name and ids."""
    key = f"{side.slug}.{talk}"
    scene.words.add(f"{key}.token", mine.token)
    scene.words.add(f"{key}.kenmerk", mine.reference)
    scene.words.add(f"{key}.uid", mine.calendar_uid.partition("@")[0])
    scene.words.add(f"{key}.persoon", mine.id)
    scene.words.add(f"{side.slug}.{_talk_key(talk)}.afspraak", mine.appointment_id)
    side.tokens.setdefault(talk[0], []).append(mine.token)


def _talk_key(talk: str) -> str:
    """A talk of two is one appointment: `t.samen`."""
    return talk if talk in TALKS else f"t.{talk[2:]}"


def _note_invitation(scene: Scene, side: Side, talk: str) -> None:
    known = scene.words[f"{side.slug}.{_talk_key(talk)}.afspraak"]
    (found,) = [i for i in rows(scene.app, Invitation, side.slug) if i.appointment_id == known]
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        told = found.secrets
    scene.words.add(f"{side.slug}.{talk}.code", told["code"])
    scene.words.add(f"{side.slug}.{talk}.uitnodiging", told["token"])
    side.invitations.append(told["token"])


def a_books(scene: Scene, side: Side, talk: str, day: int, after: float, channel: str) -> None:
    _books(scene, side, talk, day, after, channel)
    _note_invitation(scene, side, talk)


def a_books_samen(scene: Scene, side: Side) -> None:
    a_books(scene, side, "a.samen", 16, 0, "email")


def a_reads_what_b_will_read(scene: Scene, side: Side) -> None:
    """Whoever passes a code on can open it too, and keep that page until B has answered."""
    page = (
        side.people["a"].at(side.message_host).visit(f"/u/{scene.words[f'{side.slug}.a.samen.uitnodiging']}")
    )
    (side.attempt,) = {i.get("value", "") for i in page.all("input", name="poging")}


def b_looks(scene: Scene, side: Side) -> None:
    """Types the code, reads, and chooses later."""
    b = side.people["b"].at(side.message_host)
    b.visit("/u/")
    page = b.post("/u/", {"code": scene.words[f"{side.slug}.a.samen.code"]})
    b.visit(f"{page.path}/later")


def _answers(side: Side, invitation: str, what: str) -> Page:
    b = side.people["b"].at(side.message_host)
    page = b.visit(f"/u/{invitation}")
    attempts = {i.get("value") for i in page.all("input", name="poging")}
    assert attempts, f"B cannot answer the invitation: {page.words}"
    (attempt,) = attempts
    return b.post(f"/u/{invitation}/antwoord", {"antwoord": what, "poging": attempt})


def _says_yes(scene: Scene, side: Side, talk: str) -> None:
    before = {p.id for p in rows(scene.app, Participation, side.slug)}
    page = _answers(side, scene.words[f"{side.slug}.a.{talk}.uitnodiging"], "ja")
    (mine,) = [p for p in rows(scene.app, Participation, side.slug) if p.id not in before]
    _note_person(scene, side, f"b.{talk}", mine)
    assert own_path(page) == f"/a/{mine.token}"


def b_says_yes(scene: Scene, side: Side) -> None:
    _says_yes(scene, side, "samen")
    _says_yes(scene, side, "weg")


def b_leaves_contact(scene: Scene, side: Side) -> None:
    """Of one of the two B does not know whether somebody reads along: there go no date and no link."""
    b = side.people["b"].at(side.message_host)
    for talk in ("b.samen", "b.weg"):
        path = f"/a/{scene.words[f'{side.slug}.{talk}.token']}/contact"
        b.visit(path)
        b.post(
            path, answers(scene, side, talk, "email", reads_along="onbekend" if talk == "b.weg" else "nee")
        )


def a_books_open(scene: Scene, side: Side) -> None:
    a_books(scene, side, "a.open", 16, 0, "telefoon")


def b_says_no(scene: Scene, side: Side) -> None:
    """Nothing is kept of it; then rather alone, which leads to times of B's own."""
    invitation = scene.words[f"{side.slug}.a.open.uitnodiging"]
    for what in ("nee", "alleen"):
        page = _answers(side, invitation, what)
    side.people["b"].visit(next(url for url in page.links().values() if "/afspraak/begin" in url))


def a_books_weg(scene: Scene, side: Side) -> None:
    a_books(scene, side, "a.weg", 2, 1, "email")


def b_leaves(scene: Scene, side: Side) -> None:
    b, link = side.people["b"].at(side.message_host), f"/a/{scene.words[f'{side.slug}.b.weg.token']}"
    b.visit(f"{link}/annuleren")
    b.post(f"{link}/annuleren")


def a_books_alone(scene: Scene, side: Side) -> None:
    _books(scene, side, "a.alleen", 2, 2.5, "telefoon", samen="nee")


def b_books_alone(scene: Scene, side: Side) -> None:
    """At the same hour and place, with the jurist: staff will want to keep them apart."""
    _books(scene, side, "b.alleen", 2, 2.5, "email", samen="nee")


def a_wants_to_be_called(scene: Scene, side: Side) -> None:
    a, key = side.people["a"].at(side.host), f"{side.slug}.a.bel"
    ask(a, naam=scene.words.make(f"{key}.naam"), telefoon=scene.words.make_number(f"{key}.telefoon"))
    (mine,) = call_backs(scene.app, side.slug)
    scene.words.add(f"{key}.verzoek", mine.id)
    scene.words.add(f"{key}.kenmerk", mine.reference)


def a_waits_for_a_time(scene: Scene, side: Side) -> None:
    a, key = side.people["a"].at(side.host), f"{side.slug}.a.wacht"
    a.visit("/afspraak/wachtlijst?gesprek=wijkteam&samen=nee")
    a.submit(answers(scene, side, "a.wacht", "email"), press="Zet mij op de wachtlijst")
    (mine,) = rows(scene.app, Waiting, side.slug)
    scene.words.add(f"{key}.wacht", mine.id)
    scene.words.add(f"{key}.kenmerk", mine.reference)


def next_at_as_device(scene: Scene, side: Side) -> None:
    """A booked a minute ago and left the telephone on the table."""
    for begun in (someone_next(scene, side), someone_next(scene, side, by_form=True)):
        for path in (
            "/afspraak/klaar",
            "/afspraak/gegevens",
            "/afspraak/controleren",
            "/bel-mij/klaar",
            "/afspraak/wachtlijst/klaar",
            "/",
        ):
            begun.ask("GET", path)


def a_proposes(scene: Scene, side: Side) -> None:
    a, link = side.people["a"].at(side.message_host), f"/a/{scene.words[f'{side.slug}.a.samen.token']}"
    sitting, time = _free(side, a.visit(f"{link}/verzetten"), 16, 3.5)
    page = a.post(f"{link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    assert page.path == f"{link}/meer", "no proposal was made"


def _fills_in(scene: Scene, side: Side, who: str) -> None:
    """A form half filled in, that stays open: what is held, and the draft."""
    person = side.people[who].at(side.host)
    sitting, time = _free(
        side, person.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee"), 16, 1 if who == "a" else 2
    )
    if who == "a":
        side.held = (sitting, time)
    choose(person, sitting, time)
    fill_in(person, **answers(scene, side, f"{who}.concept", "email" if who == "a" else "telefoon"))
    (draft,) = [
        d
        for d in rows(scene.app, Draft, side.slug)
        if not d.appointment_id and d.claim_id not in side.claims.values()
    ]
    side.claims[who] = scene.words.add(f"{side.slug}.{who}.concept.claim", draft.claim_id)


ACTS = [
    ("a", 10, 2, a_books_samen),
    ("a", 10, 3, a_reads_what_b_will_read),
    ("b", 10, 5, b_looks),
    ("a", 10, 6, a_books_weg),
    ("b", 10, 7, b_says_yes),
    ("b", 10, 11, b_leaves_contact),
    ("a", 10, 14, a_books_open),
    ("b", 10, 16, b_says_no),
    ("b", 10, 23, b_leaves),
    ("a", 10, 24, a_waits_for_a_time),
    ("a", 10, 25, a_wants_to_be_called),
    ("a", 10, 26, a_books_alone),
    ("next", 10, 27, next_at_as_device),
    ("b", 10, 28, b_books_alone),
    ("a", 10, 34, a_proposes),
    ("staff", 11, 50, staff_act),
]

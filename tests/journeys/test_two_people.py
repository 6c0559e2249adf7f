"""Two people, two telephones: one books together and passes a code on, the other chooses. The whole life of it.

Everything is done by the names on the screen, and the mail is read as it lies in the folder. The clock of these
portals jumps ahead (`Server.moves_to`), so they are portals of their own and no other test's clock moves.

Wilhelmina books, Bartholomeus gets the code. What either of them typed has a shape that nothing else has: that the
other sees nothing of it is a matter of looking for it on every page that was opened and in every mail that came.
Which transitions there are, and what others do with them: docs/samen-en-alleen.md.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from portal.booking import Appointment, actions, queries
from portal.booking.models import CONFIRMED
from portal.clock import ZONE
from portal.config import ROOT
from portal.db import db
from tests.conftest import NOW
from tests.support import browser
from tests.support.actors import Chosen, PassedOn, Resident, StaffMember
from tests.support.browser import window
from tests.support.server import Server, running

pytestmark = pytest.mark.browser

FOLDERS = (ROOT / "tenants", ROOT / "tests" / "journeys" / "tenants")
KROON, STROOM = "hollands-kroon", "driestroom"
AT_THE_TABLE = {  # of a talk about the children
    KROON: "noor.wilgenroos@wijkteam-hollands-kroon.example",
    STROOM: "dirkje@wijkteam-driestroom.example",
}
FIRST, OTHER = "Wilhelmina", "Bartholomeus"
NOTE, HELPER = "Hij leest mijn telefoon", "Jacomina van de buurt"

# The first sitting, and two working days before it, at five (at four in Greenwich).
WEDNESDAY, FIXED = "woensdag 2 december", datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
UNTIL = "maandag 30 november om 17.00 uur"

YES, NOT_YET, ALONE = "De ander komt ook.", "nog geen ja", "U komt alleen."
OFF = "Het gesprek samen gaat niet door"
NEVER_WHY = "Wij zeggen nooit waarom."
NOT_KEPT = "De ander hoort hier niets van. Wij bewaren niet dat u hier was."
NO_SUCH_CODE, NO_SUCH_PAGE = "Deze code werkt niet.", "Deze pagina is er niet"

scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
by_each = pytest.mark.parametrize("who", ["the first", "the other"])


# --- portals, telephones and people ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def going_on() -> Iterator[Server]:
    """Started once: its clock goes on from one story to the next."""
    browser.chromium()  # first, so that without Chromium nothing is started
    with running(FOLDERS, clock=NOW) as started:
        yield started


@pytest.fixture
def portal(going_on: Server) -> Iterator[Server]:
    """For stories that wait for a telling hour at most. Every time is free when one begins."""
    yield going_on
    for slug in (KROON, STROOM):
        with going_on.inside(slug):
            for row in db.session.scalars(select(Appointment).where(Appointment.status == CONFIRMED)).all():
                actions.cancel(queries.Own(queries.coming(row.id)[0], row), "system")
            db.session.commit()


@pytest.fixture
def late_portal() -> Iterator[Server]:
    """For one story that lasts until the fixed moment; it begins on Tuesday 24 November, at ten."""
    browser.chromium()
    with running(FOLDERS, clock=NOW) as started:
        yield started


@pytest.fixture
def somebody() -> Iterator[Callable[..., Resident]]:
    """somebody(portal) has a telephone of their own. At the end of the story each telephone is looked at:
    nothing complained in its console, and it asked nothing of anybody else."""
    with ExitStack() as windows:

        def make(server: Server, slug: str = KROON, scripts: bool = True) -> Resident:
            size = {"width": 390, "height": 844}
            phone = windows.enter_context(window(server.hosts, java_script_enabled=scripts, viewport=size))
            return Resident(phone.tab(), server, server.address(slug))

        yield make


@pytest.fixture(scope="module")
def staff() -> Iterator[Callable[..., StaffMember]]:
    """staff(portal) is who sits at the table of a talk about the children, signed in."""
    known: dict[str, StaffMember] = {}
    with ExitStack() as windows:

        def find(server: Server, slug: str = KROON) -> StaffMember:
            home = server.address(slug)
            if home not in known:
                opened = windows.enter_context(window(server.hosts))
                known[home] = StaffMember(opened.tab(), server, home, AT_THE_TABLE[slug])
            known[home].is_at_work()
            return known[home]

        yield find


_number = count(1)


def mailbox_of(name: str) -> str:
    """A new address, so that in every story it is clear which mail is whose."""
    return f"{name.lower()}-{next(_number)}@voorbeeld.example"


@dataclass
class Two:
    """Both, with what the first booked and passed on."""

    first: Resident
    other: Resident
    booked: Chosen
    passed_on: PassedOn

    def by(self, who: str) -> tuple[Resident, Resident]:
        """Who does it, and the one beside them."""
        return (self.first, self.other) if who == "the first" else (self.other, self.first)

    def nothing_crossed(self) -> None:
        """Neither ever saw what the other typed, or anything that opens the appointment of the other."""
        for one, another in ((self.first, self.other), (self.other, self.first)):
            typed = {another.name, another.address, another.link, another.code}
            typed |= {NOTE, HELPER} if another is self.first else set()
            typed -= {"", one.address}
            one.never_saw(*typed)
            if one.address and one.address != another.address:
                mails = "\n".join(one.mails())
                assert not [text for text in typed if text in mails], mails


def books_together(first: Resident, read_along: str = "Nee", mailbox: str = "") -> Chosen:
    """From the first page to the last; everything that can be told is told."""
    first.goes_to_the_site()
    first.wants_an_appointment()
    first.wants_to_come_together("De kinderen")
    booked = first.takes_a_time()
    first.is_called(FIRST)
    first.may_be_mailed(mailbox or mailbox_of(FIRST), read_along)
    first.tells(NOTE, HELPER)
    first.goes_on()
    first.says_it_is_right()
    return booked


@pytest.fixture
def invited(somebody: Callable[..., Resident]) -> Callable[..., Two]:
    """invited(portal): the first booked together; the other has a telephone and the code."""

    def make(server: Server, slug: str = KROON, scripts: bool = True, **more: str) -> Two:
        first = somebody(server, slug, scripts)
        booked = books_together(first, **more)
        return Two(first, somebody(server, slug, scripts), booked, first.passes_on())

    return make


@pytest.fixture
def couple(invited: Callable[..., Two]) -> Callable[..., Two]:
    """couple(portal): the other said yes and may be mailed too. All of that was told."""

    def make(server: Server, scripts: bool = True, read_along: str = "Nee", mailbox: str = "") -> Two:
        two = invited(server, scripts=scripts, read_along=read_along, mailbox=mailbox)
        two.other.opens_the_link(two.passed_on)
        two.other.comes_too()
        two.other.says_how_to_be_reached(OTHER, mailbox or mailbox_of(OTHER), read_along)
        server.deliver()
        return two

    return make


def telling_hour(server: Server) -> datetime:
    """The next of nine, one and five o'clock on the wall."""
    wall = server.now.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    hours = [wall.replace(hour=hour) + timedelta(days=day) for day in (0, 1) for hour in (9, 13, 17)]
    return next(hour for hour in hours if hour > server.now)


@dataclass(frozen=True)
class Knows:
    """What somebody's own pages and mailbox say at a moment."""

    own: str
    further: str
    mails: list[str]


def knows(person: Resident) -> Knows:
    person.comes_back()
    own = person.looks[-1].words
    person.looks_further()
    return Knows(own, person.looks[-1].words, person.mails())


def when(chosen: Chosen) -> str:
    return f"{chosen.day} om {chosen.starts} uur"


def hears_that_together_is_off(person: Resident, booked: Chosen, mails: int) -> None:
    """To the letter the same, whatever the cause was: silence, alone after all, or not at all."""
    mail = " ".join(person.gets_a_mail(mails).split())
    assert mail.startswith(
        f"Het gesprek samen op {booked.day} gaat niet door. Wij zeggen nooit waarom. Dat doen wij bij iedereen zo. "
        f"Uw eigen gesprek op {when(booked)} gaat wel door. Bekijken, verzetten of afzeggen: {person.link} "
    ), mail
    person.looks_further()
    person.reads(OFF)
    person.reads(NEVER_WHY)
    person.reads(f"Uw eigen gesprek gaat wel door: {booked.day}, {booked.starts} tot")
    person.does_not_read("De ander")


# --- yes, no, and nothing ----------------------------------------------------------------------------------


@scripts
@pytest.mark.parametrize(("slug", "way"), [(KROON, "code"), (STROOM, "link")])
def test_the_other_says_yes(portal, somebody, invited, staff, slug: str, way: str, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    two = invited(portal, slug, scripts)
    first, other = two.first, two.other
    assert urlsplit(two.passed_on.address).hostname == f"{slug}.bericht.localhost"
    first.gets_a_mail(1)
    first.looks_further()
    first.reads(NOT_YET)

    if way == "code":
        other.types_the_code(two.passed_on)
    else:
        other.opens_the_link(two.passed_on)
    other.is_invited(two.booked)
    other.reads("Iemand van het wijkteam")
    other.comes_too()
    other.reads("De ander ziet nu dat u komt. Meer niet.")
    assert f"De ander komt ook naar het gesprek op {when(two.booked)}." in first.gets_a_mail(2)

    other.says_how_to_be_reached(OTHER, mailbox_of(OTHER))
    other.follows_the_link_in(other.gets_a_mail(1))
    other.sees("Uw afspraak")
    for person in (first, other):
        person.looks_further()
        person.reads(YES)
        person.reads(two.booked.day)

    staff(portal, slug).sees_together(two.booked, first, other)
    stranger = somebody(portal, slug, scripts)
    stranger.types_the_code(two.passed_on)
    stranger.sees("Deze code is al gebruikt")
    two.nothing_crossed()


@scripts
def test_not_now_and_no_are_heard_by_nobody(portal, invited, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    two = invited(portal, scripts=scripts)
    before = knows(two.first)
    two.other.types_the_code(two.passed_on)
    two.other.chooses_later()
    two.other.sees("U kunt later kiezen")
    two.other.reads(NOT_KEPT)
    assert knows(two.first) == before
    two.other.types_the_code(two.passed_on)
    two.other.answers("Nee")
    two.other.sees("Goed. U komt niet")
    two.other.reads(NOT_KEPT)
    assert knows(two.first) == before

    # Nothing was kept of it, so the same code still works.
    two.other.types_the_code(two.passed_on)
    two.other.is_invited(two.booked)
    two.other.comes_too()
    two.first.looks_further()
    two.first.reads(YES)
    two.nothing_crossed()


def test_silence_until_the_fixed_moment_is_a_talk_alone(late_portal, invited, staff) -> None:  # type: ignore[no-untyped-def]
    two = invited(late_portal)
    assert (two.booked.day, two.passed_on.until) == (WEDNESDAY, UNTIL)
    two.other.types_the_code(two.passed_on)
    two.other.is_invited(two.booked)
    before = knows(two.first)
    late_portal.moves_to(FIXED - timedelta(minutes=1))
    assert knows(two.first) == before

    late_portal.moves_to(FIXED)
    hears_that_together_is_off(two.first, two.booked, mails=2)
    after = knows(two.first)
    late_portal.settles()  # only writes down what could be seen already
    assert knows(two.first) == after
    staff(late_portal).sees_alone(two.booked, two.first)
    two.other.types_the_code(two.passed_on)
    two.other.reads(NO_SUCH_CODE)
    two.nothing_crossed()


@scripts
def test_the_other_would_rather_talk_alone(portal, invited, staff, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    two = invited(portal, scripts=scripts)
    other = two.other
    before = knows(two.first)
    other.opens_the_link(two.passed_on)
    other.answers("Ik praat liever alleen")
    other.reads(NOT_KEPT)
    own = books_a_time_of_their_own(other)
    assert own != two.booked
    other.looks_further()
    other.reads(ALONE)

    assert knows(two.first) == before
    noor = staff(portal)
    noor.sees_with(two.booked, two.first.code)
    noor.sees_alone(own, other)
    two.nothing_crossed()


def books_a_time_of_their_own(other: Resident) -> Chosen:
    """On the municipality's own site, like anybody else."""
    other.wants_a_time_of_their_own()
    assert urlsplit(other.page.url).hostname == f"{KROON}.localhost"
    own = other.takes_a_time()
    other.is_called(OTHER)
    other.may_be_mailed(mailbox_of(OTHER))
    other.goes_on()
    other.says_it_is_right()
    return own


def test_an_unknown_and_an_ended_code_look_the_same(late_portal, somebody, invited) -> None:  # type: ignore[no-untyped-def]
    two = invited(late_portal)
    late_portal.moves_to(FIXED)
    for settled in (False, True):
        if settled:
            late_portal.settles()
        seen = []
        for passed_on in (two.passed_on, made_up(two.passed_on)):
            stranger = somebody(late_portal)
            stranger.types_the_code(passed_on)
            stranger.reads(NO_SUCH_CODE)
            typed = stranger.looks[-1]
            stranger.opens_the_link(passed_on)
            stranger.sees(NO_SUCH_PAGE)
            seen.append([without_chance(look.source, passed_on) for look in (typed, stranger.looks[-1])])
        assert seen[0] == seen[1]


def made_up(passed_on: PassedOn) -> PassedOn:
    """Of the same length and signs as a real one."""
    turned = passed_on.code.translate(str.maketrans("ABCDEFGHJ", "BCDEFGHJA"))
    other = "ABCDE FGHJK" if turned == passed_on.code else turned
    begin, token = passed_on.link.rsplit("/", 1)
    return PassedOn(passed_on.address, other, f"{begin}/{token[::-1]}", passed_on.until)


def without_chance(source: str, passed_on: PassedOn) -> str:
    """The page without what was typed and the token of its form."""
    source = re.sub(r'name="csrf_token" value="[^"]+"', "", source)
    return source.replace(passed_on.code, "CODE").replace(passed_on.link.rsplit("/", 1)[1], "LINK")


# --- back to alone, and not at all -------------------------------------------------------------------------


@pytest.mark.parametrize("keeps", [True, False], ids=["same time", "other time"])
def test_who_waits_for_an_answer_comes_alone_after_all(portal, invited, staff, keeps: bool) -> None:  # type: ignore[no-untyped-def]
    two = invited(portal)
    two.first.looks_further()
    if keeps:
        two.first.keeps_the_time_alone()
        at = two.booked
    else:
        at = two.first.would_rather_come_alone()
        assert at != two.booked
    two.first.reads("U komt nu alleen.")
    two.first.looks_further()
    two.first.reads(ALONE)
    two.first.does_not_read(two.passed_on.code)
    staff(portal).sees_alone(at, two.first)
    two.other.types_the_code(two.passed_on)
    two.other.reads(NO_SUCH_CODE)
    two.nothing_crossed()


@scripts
@by_each
def test_one_of_two_goes_back_to_alone(portal, couple, staff, who: str, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    two = couple(portal, scripts=scripts)
    goes, stays = two.by(who)
    heard, before = len(goes.mails()), knows(stays)
    goes.looks_further()
    own = goes.would_rather_come_alone()
    assert own != two.booked
    goes.reads("U komt nu alleen.")
    goes.reads(own.day)
    assert f"De nieuwe tijd: {when(own)}" in goes.gets_a_mail(heard + 1)
    goes.looks_further()
    goes.reads(ALONE)
    noor = staff(portal)
    noor.sees_alone(own, goes)
    noor.sees_alone(two.booked, stays)

    who_stays_hears_it_at_a_telling_hour(portal, stays, before, two.booked)
    two.other.opens_the_link(two.passed_on)
    two.other.sees(NO_SUCH_PAGE)
    two.nothing_crossed()


def who_stays_hears_it_at_a_telling_hour(
    portal: Server, stays: Resident, before: Knows, booked: Chosen
) -> None:
    """Until then everything is as it was, or who stays could tell when it was done, and so by whom."""
    hour = telling_hour(portal)
    portal.moves_to(hour - timedelta(minutes=1))
    assert knows(stays) == before
    portal.moves_to(hour)
    hears_that_together_is_off(stays, booked, mails=len(before.mails) + 1)


@by_each
def test_one_of_two_cancels(portal, couple, staff, who: str) -> None:  # type: ignore[no-untyped-def]
    two = couple(portal)
    goes, stays = two.by(who)
    heard, before = len(goes.mails()), knows(stays)
    goes.comes_back()
    goes.cancels_it()
    goes.reads("Deze afspraak gaat niet door")
    assert f"Uw afspraak op {when(two.booked)} gaat niet door." in goes.gets_a_mail(heard + 1)
    noor = staff(portal)
    noor.sees_alone(two.booked, stays)
    noor.no_longer_sees(two.booked, goes.code)

    who_stays_hears_it_at_a_telling_hour(portal, stays, before, two.booked)
    goes.gets_a_mail(heard + 1)  # and nothing more
    two.nothing_crossed()


# --- another time ------------------------------------------------------------------------------------------


@by_each
def test_two_people_agree_on_another_time(portal, couple, staff, who: str) -> None:  # type: ignore[no-untyped-def]
    two = couple(portal)
    asks, answers = two.by(who)
    asked, before = len(asks.mails()), knows(answers)
    asks.comes_back()
    wanted = asks.moves_it()
    assert wanted != two.booked
    asks.reads("Uw voorstel")
    asks.reads(when(wanted))
    asks.comes_back()
    asks.reads(two.booked.day)
    asks.reads(f"{two.booked.starts} tot")

    hour = telling_hour(portal)
    portal.moves_to(hour - timedelta(minutes=1))
    assert knows(answers) == before
    portal.moves_to(hour)
    question = answers.gets_a_mail(len(before.mails) + 1)
    assert f"Er is een vraag over uw afspraak op {when(two.booked)}." in question
    answers.follows_the_link_in(question)
    answers.does_not_read("De ander")  # the own page does not tell that there is another
    answers.reads_the_question()
    answers.reads(f"De ander vraagt of het gesprek kan op {when(wanted)}.")
    answers.answers("Ja, die tijd is goed")
    answers.reads("De nieuwe tijd staat vast.")

    for person, mails in ((asks, asked + 1), (answers, len(before.mails) + 2)):
        assert f"De nieuwe tijd: {when(wanted)}" in person.gets_a_mail(mails)
        person.comes_back()
        person.reads(wanted.day)
        person.reads(f"{wanted.starts} tot")
    noor = staff(portal)
    noor.sees_together(wanted, two.first, two.other)
    noor.opens(two.booked.day)
    assert not [line for line in noor.lines(two.booked.starts) if two.first.code in line]
    two.nothing_crossed()


def test_a_proposal_that_nobody_answers_lapses_at_the_fixed_moment(
    late_portal, couple, somebody, staff
) -> None:  # type: ignore[no-untyped-def]
    two = couple(late_portal)
    assert (two.booked.day, two.passed_on.until) == (WEDNESDAY, UNTIL)
    two.first.comes_back()
    wanted = two.first.moves_it()
    late_portal.moves_to(telling_hour(late_portal))
    two.other.comes_back()
    two.other.reads_the_question()
    two.other.reads(UNTIL)
    heard = [len(two.first.mails()), len(two.other.mails())]
    stranger = somebody(late_portal)
    assert wanted not in sees_free(stranger)

    late_portal.moves_to(FIXED)
    for settled in (False, True):
        if settled:
            late_portal.settles()
        for person in (two.first, two.other):
            person.comes_back()
            person.reads(two.booked.day)
            person.reads(f"{two.booked.starts} tot")
            person.does_not_read("Er is een vraag voor u")
            person.looks_further()
            person.reads(YES)
            person.does_not_read("Uw voorstel")
            person.does_not_read("De ander vraagt")
    assert [len(two.first.mails()), len(two.other.mails())] == heard
    assert wanted in sees_free(stranger)
    staff(late_portal).sees_together(two.booked, two.first, two.other)
    two.nothing_crossed()


def sees_free(stranger: Resident) -> list[Chosen]:
    """The times that somebody finds who comes alone."""
    stranger.goes_to_the_site()
    stranger.wants_an_appointment()
    stranger.wants_to_talk_about("De kinderen")
    return stranger.free_times()


# --- one mailbox, one device -------------------------------------------------------------------------------

A_MOMENT = re.compile(
    r"\d[.:]\d\d|(maan|dins|woens|donder|vrij|zater|zon)dag|januari|februari|november|december"
)
ABOUT_TWO = re.compile(r"\b(ander|samen|gesprek|twee|allebei)\b", re.IGNORECASE)


@pytest.mark.parametrize("read_along", ["Nee", "Ja"], ids=["read by one", "read by both"])
def test_both_gave_the_same_mailbox(portal, couple, read_along: str) -> None:  # type: ignore[no-untyped-def]
    """All that can be told by mail is told, to both, in one mailbox."""
    two = couple(portal, read_along=read_along, mailbox=mailbox_of("samen"))
    first, other = two.first, two.other
    other.comes_back()
    other.moves_it()
    portal.moves_to(telling_hour(portal))
    portal.deliver()
    first.comes_back()
    first.reads_the_question()
    first.answers("Ja, die tijd is goed")
    other.looks_further()
    other.would_rather_come_alone()
    portal.moves_to(telling_hour(portal))
    portal.deliver()
    other.comes_back()
    other.cancels_it()

    mails = first.mails()
    # To the first: booked, accepted, asked, moved, off. To the other: booked, moved, moved, cancelled.
    assert len(mails) == 9, mails
    for mail in mails:
        for secret in (FIRST, OTHER, NOTE, HELPER, first.code, other.code, two.passed_on.code, "/u/"):
            assert secret not in mail
    if read_along == "Nee":
        # Each is about one of them, with that one's own link; that there is another only the first hears.
        links = [re.findall(r"http://\S+", mail) for mail in mails]
        assert sorted(map(len, links)) == [0] + [1] * 8
        assert {link for found in links for link in found} == {first.link, other.link}
        about_two = [mail for mail in mails if ABOUT_TWO.search(mail)]
        assert len(about_two) == 2 and all(first.link in mail for mail in about_two), about_two
    else:
        # Whoever reads along sees that there was mail, and nothing else: two kinds, word for word the same.
        assert not [
            mail for mail in mails if "http" in mail or A_MOMENT.search(mail) or ABOUT_TWO.search(mail)
        ]
        assert len(set(mails)) == 2, set(mails)


@pytest.mark.parametrize("answer", ["Ja, ik kom", "Ik praat liever alleen"])
def test_the_same_device_is_used_by_one_after_the_other(portal, somebody, answer: str) -> None:  # type: ignore[no-untyped-def]
    first = somebody(portal)
    booked = books_together(first)
    passed_on = first.passes_on()
    assert any(NOTE in look.source for look in first.looks), "it was on the screen of this device"

    other = Resident(first.page, portal, first.home)  # takes the device as it lies there
    other.opens_the_link(passed_on)
    other.is_invited(booked)
    if answer == "Ja, ik kom":
        other.comes_too()
        other.says_how_to_be_reached(OTHER, mailbox_of(OTHER))
    else:
        other.answers(answer)
        books_a_time_of_their_own(other)
    other.looks_further()
    other.reads(YES if answer == "Ja, ik kom" else ALONE)
    two = Two(first, other, booked, passed_on)
    two.nothing_crossed()

    other.opens_the_history(first)
    other.never_saw(FIRST, first.address, NOTE, HELPER, first.link, first.code)

    first.comes_back()  # by the own link, on this device or on any other
    first.reads(booked.day)
    first.reads(f"{booked.starts} tot")
    first.never_saw(OTHER, other.address, other.link, other.code)


# --- the telephone -----------------------------------------------------------------------------------------


def test_the_ex_on_the_telephone_learns_nothing(portal, couple, staff) -> None:  # type: ignore[no-untyped-def]
    """Whoever was married to her knows her name, her birthday and her postcode. The code to come is not hers."""
    two = couple(portal)
    noor = staff(portal)
    noor.answers_the_telephone()
    noor.reads_first("Zeg nooit of iemand een afspraak heeft.")
    known_to_an_ex = [
        FIRST,
        f"{FIRST} de Boer",
        "12-03-1984",
        "1771 AB",
        two.first.address,
        two.passed_on.code,
    ]
    answers = [noor.types_what_the_caller_says(said) for said in [*known_to_an_ex, "XQ4R7TUW"]]
    assert "kennen wij niet." in answers[-1]
    assert set(answers) == {answers[-1]}, "to a made-up code the answer is the same"
    for told in (two.booked.day, two.first.code, two.other.code):
        assert told not in answers[-1]

    noor.types_what_the_caller_says(f"{two.first.code[:4].lower()} {two.first.code[4:]}")
    noor.has_opened(two.first, two.booked)

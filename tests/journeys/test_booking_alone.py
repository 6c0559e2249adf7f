"""Somebody comes alone: books a talk, moves it and cancels it, with and without JavaScript.

Hollands Kroon is the municipality of the repository; Driestroom is invented (three desks, every twenty minutes,
no Juridisch Loket). Everything is done by the names on the screen, and the mail is read as it lies in the folder.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.support.actors import Resident, StaffMember
from tests.support.browser import window
from tests.support.server import Server

pytestmark = pytest.mark.browser

NOOR = "noor.wilgenroos@wijkteam-hollands-kroon.example"
ROBIN = "robin.zeeaster@juridisch-loket.example"
DIRKJE, RANA, MEES = (
    "dirkje@wijkteam-driestroom.example",
    "rana@raadslieden-driestroom.example",
    "mees@mediators-water.example",
)


@dataclass(frozen=True)
class Story:
    """What somebody wants to talk about, the talk that comes of it, who sits there and who only sees "Bezet"."""

    municipality: str
    topics: tuple[str, ...]
    talk: str
    at_the_table: tuple[str, ...]
    others: tuple[str, ...]


STORIES = [
    Story("hollands-kroon", ("De kinderen", "Geld"), "Gesprek met het wijkteam", (NOOR,), (ROBIN,)),
    Story("hollands-kroon", ("Regels en papieren",), "Gesprek met een jurist", (ROBIN,), (NOOR,)),
    Story("hollands-kroon", ("Ik weet het nog niet",), "Gesprek met allebei", (NOOR, ROBIN), ()),
    Story("driestroom", ("De kinderen",), "Gesprek met het wijkteam", (DIRKJE,), (RANA, MEES)),
    Story("driestroom", ("Geld",), "Gesprek over geld", (RANA,), (DIRKJE, MEES)),
    Story(
        "driestroom", ("Het huis", "Regels en papieren"), "Gesprek met een mediator", (MEES,), (DIRKJE, RANA)
    ),
    Story(
        "driestroom", ("De kinderen", "Geld", "Het huis"), "Gesprek met alle drie", (DIRKJE, RANA, MEES), ()
    ),
]


@pytest.fixture
def resident(site: Server) -> Iterator[Callable[[str, bool], Resident]]:
    """resident("driestroom", scripts=False) is somebody with a phone; the phone is checked when the story ends."""
    with ExitStack() as windows:

        def make(municipality: str, scripts: bool) -> Resident:
            phone = {"java_script_enabled": scripts, "viewport": {"width": 390, "height": 844}}
            opened = windows.enter_context(window(site.hosts, **phone))
            return Resident(opened.tab(), site, site.address(municipality))

        yield make


@pytest.fixture(scope="module")
def staff(site: Server) -> Iterator[Callable[[str, str], StaffMember]]:
    """staff("driestroom", RANA) is a member of staff who signed in, at the first call."""
    known: dict[str, StaffMember] = {}
    with ExitStack() as windows:

        def find(municipality: str, email: str) -> StaffMember:
            if email not in known:
                opened = windows.enter_context(window(site.hosts))
                known[email] = StaffMember(opened.tab(), site, site.address(municipality), email)
                known[email].signs_in()
            return known[email]

        yield find


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.municipality}: {story.talk}")
def test_a_talk_is_booked_moved_and_cancelled(resident, staff, story: Story, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    name = "Anne" if scripts else "Bram"
    anne = resident(story.municipality, scripts)
    anne.goes_to_the_site()
    anne.wants_an_appointment()
    anne.wants_to_talk_about(*story.topics)
    anne.is_offered(story.talk)
    booked = anne.takes_a_time()
    anne.is_called(name)
    anne.may_be_mailed(f"{name.lower()}-{STORIES.index(story)}@voorbeeld.example")
    anne.goes_on()
    anne.says_it_is_right()
    anne.sees("Uw afspraak is gemaakt")
    anne.reads(booked.day)

    at_the_table = [staff(story.municipality, email) for email in story.at_the_table]
    others = [staff(story.municipality, email) for email in story.others]
    for member in at_the_table:
        member.sees_with(booked, name)
    for member in others:
        member.sees_only_taken(booked, name)

    anne.follows_the_link_in(anne.gets_a_mail(1))
    assert urlsplit(anne.page.url).hostname == f"{story.municipality}.bericht.localhost"
    anne.sees("Uw afspraak")
    anne.reads(booked.starts)
    for secret in (name, story.talk, "Scheidingsplein", "Juridisch", "jurist", "mediator"):
        anne.does_not_read(secret)

    moved = anne.moves_it()
    assert moved != booked
    anne.reads("Uw afspraak is verzet")
    anne.reads(moved.starts)
    anne.gets_a_mail(2)
    for member in at_the_table:
        member.sees_with(moved, name)
    for member in others:
        member.sees_only_taken(moved, name)

    anne.cancels_it()
    anne.reads("Deze afspraak gaat niet door")
    anne.gets_a_mail(3)
    for member in at_the_table:
        member.no_longer_sees(moved, name)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_the_shortest_way_is_six_pages_and_one_typed_field(resident, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    anne = resident("hollands-kroon", scripts)
    anne.goes_to_the_site()
    anne.wants_an_appointment()
    anne.wants_to_talk_about("De kinderen")
    anne.takes_a_time(3)
    anne.is_called("Anne")
    anne.goes_on()
    anne.says_it_is_right()
    anne.sees("Uw afspraak is gemaakt")
    assert len(anne.seen) <= 6, anne.seen
    assert anne.typed == ["Hoe mogen wij u noemen?"]


def test_another_talk_is_one_tap_away(resident) -> None:  # type: ignore[no-untyped-def]
    anne = resident("hollands-kroon", scripts=False)
    anne.goes_to_the_site()
    anne.wants_an_appointment()
    anne.wants_to_talk_about("De kinderen")
    anne.prefers("Gesprek met een jurist")
    anne.is_offered("Gesprek met een jurist")

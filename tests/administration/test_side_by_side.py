"""Administrator and resident side by side: each change is seen at once, and in another process within five seconds."""

from typing import Any

import pytest

from portal.tenancy import POLL_SECONDS
from tests.administration.test_style import BLUE, save
from tests.administration.test_style import PAGE as STYLE
from tests.booking.steps import signed_in
from tests.content.texts import BLOCK, PATH, ROOS, at_desk, hands_over, people, presses, write
from tests.partners.typed import later, typed
from tests.support.visitor import Visitor
from tests.support.world import create_app

pytestmark = pytest.mark.both


def ages(app: Any) -> None:
    """Five seconds on, in this process: the next look asks for the version."""
    later(app)
    for kept in app.extensions["shelf"].kept.values():
        kept.polled_at -= POLL_SECONDS


@pytest.fixture
def elsewhere(world, clock) -> Any:
    """The same portal in another process: it hears of nothing but through the database."""
    return create_app(world.settings)


def test_hour_offer_text_and_house_style_are_seen_by_a_resident(app, visit, elsewhere) -> None:
    people(app)
    office, here, there = visit(), visit(), Visitor(elsewhere)
    signed_in(office, path="/beheer/gemeente")
    pages = ("/", "/hulp/", f"/themas/{PATH}")
    before = {path: there.visit(path).text for path in pages}

    def sees(path: str, what: str) -> None:
        assert what not in before[path], "or this proves nothing"
        later(app)
        assert what in here.visit(path).text
        assert there.visit(path).text == before[path], "this process has not asked yet: as the cache promises"
        ages(elsewhere)
        assert what in there.visit(path).text
        before.update({other: there.visit(other).text for other in pages})

    page = office.visit("/beheer/gemeente")
    office.post(page.path, typed(page) | {"open-0-van": "07:45"})
    sees("/", "7.45")

    page = office.visit(office.visit("/beheer/hulp").links()["Wijkteam Dorp"])
    office.post(page.path, typed(page) | {"kosten": "Dit kost u niets."})
    sees("/hulp/", "Dit kost u niets.")

    writer, reader = at_desk(visit, ROOS), at_desk(visit)
    write(writer, tekst=BLOCK["tekst"].replace("Dorpse", "Nieuwe"))
    hands_over(writer)
    presses(reader, "plaatsen")
    sees(f"/themas/{PATH}", "Nieuwe woningcorporatie")

    office.visit(STYLE)
    save(office, **BLUE)
    later(app)
    address = next(e.get("href", "") for e in here.visit("/").all("link") if "/thema/" in e.get("href", ""))
    sees("/", address)
    assert "#154273" in there.visit(address).text

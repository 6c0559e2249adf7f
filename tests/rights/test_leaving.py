"""Somebody who leaves loses everything at their next request, however many pages were open.

Each way of leaving has a colleague of its own, with a page just seen, half a change of the planning, a time held for
somebody, a private feed and a calendar that is read.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portal import accounts, agenda, tenancy
from portal.accounts.models import Membership
from portal.agenda import calendars
from portal.agenda.models import BusyTime, CalendarImport, SittingDesk
from portal.clock import now
from portal.db import db
from tests.rights.crawl import addresses, csrf, seen_by
from tests.rights.forms import answers_everywhere, contents, everything
from tests.rights.matrix import ROWS
from tests.rights.scene import Actor, Scene
from tests.rights.words import read_words

HOST, MESSAGES = {"base_url": "http://dorp.localhost"}, {"base_url": "http://dorp.bericht.localhost"}


def ends(actor: Actor) -> None:
    organisation = accounts.get_organisation("dorp:wijkteam").id
    assert accounts.end_membership(actor.person_id, organisation) == 1


def is_disabled(actor: Actor) -> None:
    accounts.disable(f"{actor.role}.{actor.kind}@elders.example")


def becomes_partner(actor: Actor) -> None:
    mine = Membership.person_id == actor.person_id
    db.session.execute(update(Membership).where(mine).values(role="ketenpartner"))


def goes_to_another_town(actor: Actor) -> None:
    """The same person goes on working, in the other municipality."""
    mine = Membership.person_id == actor.person_id
    db.session.execute(update(Membership).where(mine).values(tenant="stad"))


WAYS = {
    "planner@startpunt": (ends, "sign in"),
    "beheerder@startpunt": (is_disabled, "sign in"),
    "medewerker@startpunt": (becomes_partner, "404"),
    "planner@ander": (goes_to_another_town, "sign in"),
}


@pytest.mark.parametrize("who", WAYS)
def test_the_next_request_is_refused_everywhere_and_writes_nothing(scene: Scene, who: str) -> None:
    actor, (leave, said) = scene.actors[who], WAYS[who]
    form = everything(scene, actor)
    feed = _open_pages(scene, actor)
    token = csrf(actor.visitor)
    with scene.app.app_context(), tenancy.acting_for("dorp"):
        leave(actor)
        db.session.commit()
    before = contents(scene.world)
    found = answers_everywhere(scene, actor, token, form)
    assert len(found) > 100
    # Who works here still, without any permission, keeps what is of oneself: the own password.
    own = {"GET /account/", "POST /account/"} if said == "404" else set()
    let_in = {where: answer for where, answer in found.items() if answer != said and where not in own}
    assert not let_in
    assert _feed(scene, feed) == 404
    assert contents(scene.world) == before
    _calendar_stops(scene, actor)


def _open_pages(scene: Scene, actor: Actor) -> str:
    """What they had open a moment ago; gives the token of their feed, which works."""
    client = actor.visitor.client
    assert client.get("/medewerker/", **HOST).status_code == 200
    assert client.get("/medewerker/boeken/gegevens", **HOST).status_code == 200
    closing = {"van": "2027-02-01", "tot": "2027-02-02", "wat": "alles", "csrf_token": csrf(actor.visitor)}
    assert client.post("/medewerker/planning/sluiten", data=closing, **HOST).status_code == 200
    with scene.app.app_context(), tenancy.acting_for("dorp"):
        feed = agenda.make_feed(actor.person_id)
        db.session.commit()
    assert _feed(scene, feed) == 200
    return feed


def _feed(scene: Scene, token: str) -> int:
    return int(scene.app.test_client().get(f"/f/{token}.ics", **MESSAGES).status_code)


def _calendar_stops(scene: Scene, actor: Actor) -> None:
    """Read once more, it is thrown away, and nobody is busy by it."""
    with scene.app.app_context(), tenancy.acting_for("dorp"):
        which = select(CalendarImport).where(CalendarImport.person_id == actor.person_id)
        row = db.session.scalars(which).one()
        hours = ((now(), now() + timedelta(hours=1)),)
        calendars.note(calendars.Due(row.id, actor.person_id, row.address), calendars.Outcome(hours))
        db.session.commit()
        assert db.session.scalar(which) is None
        assert not db.session.scalars(select(BusyTime).where(BusyTime.source == row.id)).all()


def test_what_the_desk_saw_is_gone_when_the_chair_goes_to_another_organisation(scene: Scene) -> None:
    """Who works there goes on working, and sees no more than somebody without a desk."""
    actor = scene.actors["medewerker@ander"]
    words = read_words(scene, {column for row in ROWS for column in row.columns})
    with scene.app.app_context(), tenancy.acting_for("dorp"):
        desk, other = (accounts.get_organisation(key).id for key in ("juridisch-loket", "dorp:buurthuis"))
        mine = (SittingDesk.owner == "dorp", SittingDesk.organisation_id == desk)
        assert _changed(update(SittingDesk).where(*mine).values(organisation_id=other))
        db.session.commit()
    seen = seen_by(scene, actor.visitor, words)
    about = {(column, s) for column, s in seen if s != "booked by me" and actor.name not in s}
    assert not about
    before = contents(scene.world)
    token, form = csrf(actor.visitor), everything(scene, actor)
    for path in _addresses_of_talks(scene):
        answer = actor.visitor.client.post(path, data={**form, "csrf_token": token}, **HOST)
        assert answer.status_code == 404, path
    assert contents(scene.world) == before


def _changed(statement: Any) -> int:
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _addresses_of_talks(scene: Scene) -> list[str]:
    kinds = ("appointment", "participation", "sitting", "waiting")
    ids = {key for kind in kinds for key in scene.ids[kind].values()}
    return [path for path in addresses(scene, "POST") if ids & set(path.split("/"))]

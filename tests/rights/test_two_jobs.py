"""Who works for two organisations may do what each job gives, for that organisation, and no more."""

from typing import Any

import pytest

from portal import accounts, tenancy
from portal.accounts.queries import Staff
from portal.booking import Appointment
from portal.db import db
from tests.booking.steps import JUUL, WIL, book, rows, signed_in
from tests.conftest import NOW

MAIL = "twee.banen@elders.example"
KEYS = {"wijkteam": "dorp:wijkteam", "juridisch": "juridisch-loket"}


def works(app: Any, *jobs: str, tenant: str = "dorp") -> str:
    """Somebody with these jobs, "<role>@<organisation>"; gives their id."""
    with app.app_context(), tenancy.acting_for(tenant):
        for job in jobs:
            role, _at, organisation = job.partition("@")
            person, _password = accounts.add_person(MAIL, "Twee Banen", role, KEYS[organisation])
        db.session.commit()
        return person.id


def staff(*jobs: tuple[str, str]) -> Staff:
    return Staff("p", "Naam", "s", NOW, frozenset(r for r, _ in jobs), frozenset(), frozenset(jobs))


@pytest.mark.parametrize(
    ("jobs", "may"),
    [
        ((("medewerker", "juridisch_loket"), ("planner", "wijkteam")), {"agenda", "plan", "callbacks"}),
        ((("planner", "juridisch_loket"), ("medewerker", "wijkteam")), {"agenda", "plan", "callbacks"}),
        ((("medewerker", "juridisch_loket"), ("ketenpartner", "wijkteam")), {"agenda"}),
        ((("planner", "juridisch_loket"), ("redacteur", "wijkteam")), {"agenda", "plan"}),
        ((("redacteur", "juridisch_loket"), ("ketenpartner", "wijkteam")), set()),
        ((("beheer", "wijkteam"),), set()),
    ],
)
def test_each_job_gives_what_it_gives_alone(jobs: Any, may: set[str]) -> None:
    person = staff(*jobs)
    assert {p for p in ("agenda", "plan", "callbacks") if person.may(p)} == may


def test_roles_and_kinds_of_different_jobs_do_not_add_up() -> None:
    """Asked for all roles at all kinds at once it would be more: so nothing asks it like that."""
    roles, kinds = {"medewerker", "ketenpartner"}, {"juridisch_loket", "wijkteam"}
    assert "callbacks" in accounts.permissions_of(roles, kinds)
    assert not staff(("medewerker", "juridisch_loket"), ("ketenpartner", "wijkteam")).may("callbacks")


def test_a_jurist_who_plans_for_the_wijkteam_sees_both_desks(visit, app) -> None:
    works(app, "medewerker@juridisch", "planner@wijkteam")
    visitor, talks = visit(), _one_of_each(visit, app)
    signed_in(visitor, MAIL)
    assert visitor.visit("/medewerker/planning/") and visitor.visit("/medewerker/terugbellen")
    for talk in talks.values():
        visitor.visit(f"/medewerker/afspraak/{talk.id}")


@pytest.mark.parametrize("role", ["ketenpartner", "redacteur"])
def test_a_job_without_a_desk_shows_no_desk(visit, app, role: str) -> None:
    """Of the organisation for which they may not see the agenda they see what strangers see: bezet."""
    works(app, "medewerker@juridisch", f"{role}@wijkteam")
    visitor, talks = visit(), _one_of_each(visit, app)
    signed_in(visitor, MAIL)
    visitor.visit(f"/medewerker/afspraak/{talks['juridisch'].id}")
    visitor.visit(f"/medewerker/afspraak/{talks['wijkteam'].id}", 404)
    page = visitor.visit(f"/medewerker/dag/{talks['wijkteam'].sitting_id}")
    assert "Bezet" in page.words
    visitor.visit("/medewerker/terugbellen", 404)
    visitor.visit("/medewerker/planning/", 404)


@pytest.mark.parametrize("left", ["wijkteam", "juridisch"])
def test_who_stops_one_job_keeps_the_other(visit, app, left: str) -> None:
    person = works(app, "medewerker@juridisch", "planner@wijkteam")
    visitor, talks = visit(), _one_of_each(visit, app)
    signed_in(visitor, MAIL)
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.end_membership(person, accounts.get_organisation(KEYS[left]).id)
        db.session.commit()
    for organisation, talk in talks.items():
        visitor.visit(f"/medewerker/afspraak/{talk.id}", 404 if organisation == left else 200)
    visitor.visit("/medewerker/terugbellen", 404 if left == "wijkteam" else 200)


def test_who_stops_here_goes_on_in_the_other_municipality(visit, app) -> None:
    here, there = visit(), visit("stad.localhost")
    for visitor in (here, there):
        signed_in(visitor, JUUL)
    with app.app_context(), tenancy.acting_for("dorp"):
        person = accounts.person_ids_by_mail({JUUL})[JUUL]
        assert accounts.end_membership(person) == 1
        assert accounts.end_membership(person) == 0
        db.session.commit()
    assert here.visit("/medewerker/").path == "/inloggen"
    assert there.visit("/medewerker/").path == "/medewerker/"


def test_mail_about_a_desk_goes_to_who_may_see_it(app) -> None:
    partner = works(app, "ketenpartner@wijkteam")
    with app.app_context(), tenancy.acting_for("dorp"):
        told = accounts.people_of({accounts.get_organisation(KEYS["wijkteam"]).id})
        assert told == [accounts.person_ids_by_mail({WIL})[WIL]] and partner not in told


def _one_of_each(visit: Any, app: Any) -> dict[str, Appointment]:
    for talk in ("wijkteam", "juridisch"):
        book(visit(), talk=talk)
    return {row.roles: row for row in rows(app, Appointment)}

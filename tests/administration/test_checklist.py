"""What is missing before going live: the rules, and what the first page says."""

from dataclasses import replace

from portal import accounts, partners, tenancy
from portal.administration.checklist import Facts, is_ready, points
from portal.administration.queries import facts
from portal.db import db
from tests.administration.bring import administrator, counted
from tests.booking.steps import WIL

ALL = Facts(
    phone_and_hours=True,
    organisations=2,
    places=1,
    talks=1,
    staffed_desks=1,
    free_time=True,
    managers=2,
    readers=2,
    style=True,
    own_privacy=True,
    own_accessibility=True,
    offers=1,
    contact_person=True,
)


def open_points(f: Facts) -> list[str]:
    return [point.what for point in points(f) if not point.done]


def test_everything_there_is_nothing_to_do():
    assert open_points(ALL) == [] and is_ready(points(ALL))


def test_each_thing_that_is_missing_is_one_line():
    for change in (
        {"phone_and_hours": False},
        {"organisations": 0},
        {"places": 0},
        {"talks": 0},
        {"staffed_desks": 0},
        {"free_time": False},
        {"managers": 1},
        {"managers_without_factor": 1},
        {"readers": 1},
        {"style": False},
        {"own_privacy": False},
        {"own_accessibility": False},
        {"offers": 0},
        {"offers_overdue": 1},
        {"reviews_due": 1},
    ):
        found = points(replace(ALL, **change))
        assert [point.done for point in found].count(False) == 1, change
        assert not is_ready(found), change


def test_a_contact_person_may_come_later_and_the_first_free_time_comes_last():
    found = points(replace(ALL, contact_person=False))
    assert open_points(replace(ALL, contact_person=False)) == ["Een contactpersoon"] and is_ready(found)
    assert points(Facts())[-1].what == "Een eerste vrije tijd voor een inwoner"
    assert [p.note for p in points(replace(ALL, managers=1)) if p.note]
    assert "De tweede stap bij elke beheerder" not in open_points(replace(Facts(), factor_asked=False))


def test_the_first_page_leads_to_what_is_missing(app, visit):
    admin = administrator(visit)
    page = admin.visit("/beheer/")
    assert "Dit is nog te doen" in page.words and "Nu is er één." in page.words
    assert page.links()["Een eigen privacyverklaring"] == "/beheer/verklaringen"
    for path in {point.split("#")[0] for name, point in page.links().items() if point.startswith("/beheer/")}:
        admin.visit(path)


def test_when_all_is_done_one_calm_line_stays(app, visit):
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.add_person("tweede@dorp.example", "Tweede", "beheerder", "dorp:wijkteam")
        tenancy.save_settings(
            {f"statement.{n}": {"text": "Eigen tekst."} for n in ("privacy", "accessibility")}
        )
        db.session.commit()
        assert partners.overdue() == 0
    page = administrator(visit, WIL).visit("/beheer/")
    assert "Uw gemeente is klaar" in page.words and "nog te doen" not in page.words


def test_the_facts_are_read_in_a_fixed_number_of_statements(app):
    def asked():
        with app.app_context(), tenancy.acting_for("dorp"):
            facts()  # what is kept in memory is there now
            with counted(app) as statements:
                found = facts()
        return found, len(statements)

    before, few = asked()
    assert before.free_time and before.phone_and_hours and before.managers == 1
    with app.app_context(), tenancy.acting_for("dorp"):
        for n in range(3):
            accounts.add_person(f"x{n}@dorp.example", f"X {n}", "beheerder", "dorp:wijkteam")
        db.session.commit()
    after, more = asked()
    assert after.managers == 4 and more <= few + 2  # on a slow machine the version is asked again

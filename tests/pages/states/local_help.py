"""The municipality's own desk, local help: nothing yet, filled, faults, and somebody who saved meanwhile."""

from datetime import date, timedelta

from sqlalchemy import select

from portal import accounts, agenda, partners, tenancy
from portal.administration.municipality import reached
from portal.agenda.models import Place, TalkType
from portal.db import db, new_id
from portal.partners.models import ContactPerson, Offer
from tests.pages.scene import LONG_NAME, TODAY, Scene
from tests.pages.states.state import state

BEA, EMPTY = "bea@gemeente-leegdorp.example", "leegdorp"
TEXTS = dict.fromkeys(
    ("does", "for_whom", "cost", "paid_by", "independent", "reach"), "Samen praten. Gratis."
)


def _office(scene: Scene, path: str) -> None:
    scene.signs_in(BEA, EMPTY)
    scene.goes(f"/beheer/{path}", EMPTY)


def _offers(scene: Scene) -> str:
    """One that nobody looked at in time, and two mediators; gives the id of the first."""
    with scene.site.inside(EMPTY):
        for number, (kind, review) in enumerate(
            (
                ("overig", TODAY - timedelta(days=3)),
                ("mediator-lokaal", date(2027, 5, 1)),
                ("advocaat-lokaal", date(2027, 5, 1)),
            )
        ):
            if len(partners.offers()) > number:
                continue
            row = Offer(key=f"k{number}", kind=kind, name=f"{LONG_NAME} {number}", position=number, **TEXTS)
            row.maintainer, row.review_on = "Redactie Leegdorp", review
            db.session.add(row)
            db.session.flush()
        db.session.commit()
        first: str = db.session.scalars(select(Offer.id).order_by(Offer.position)).first() or ""
    return first


@state("partners/office/offers.html")
def office_offers_none(scene: Scene) -> None:
    _office(scene, "hulp")


@state("partners/office/offers.html")
def office_offers(scene: Scene) -> None:
    _offers(scene)
    _office(scene, "hulp")


@state("content/help.html")
def help_in_turn(scene: Scene) -> None:
    _offers(scene)
    scene.goes("/hulp/", EMPTY)


@state("partners/office/offers.html")
def office_offer_still_holds(scene: Scene) -> None:
    _offers(scene)
    _office(scene, "hulp")
    scene.presses("Klopt nog")


@state("partners/office/offer.html")
def office_offer_new(scene: Scene) -> None:
    _office(scene, "hulp/nieuw")


@state("partners/office/offer.html", 400)
def office_offer_faulty(scene: Scene) -> None:
    _office(scene, "hulp/nieuw")
    scene.tab.locator("#open-0-van").fill("09:00")
    scene.presses("Opslaan")


@state("partners/office/offer.html", 409)
def office_offer_saved_meanwhile(scene: Scene) -> None:
    offer = _offers(scene)
    _office(scene, f"hulp/{offer}")
    with scene.site.inside(EMPTY):
        row = db.session.scalars(select(Offer).where(Offer.id == offer)).one()
        row.cost = f"{row.cost} Ook in de avond."
        db.session.commit()
    scene.presses("Opslaan")


@state("partners/office/remove.html")
def office_offer_remove(scene: Scene) -> None:
    _office(scene, f"hulp/{_offers(scene)}/weg")


@state("partners/office/listing.html")
def office_listing(scene: Scene) -> None:
    _office(scene, "hulp/vermelding")


@state("partners/office/listing.html", 400)
def office_listing_faulty(scene: Scene) -> None:
    _office(scene, "hulp/vermelding")
    scene.tab.locator("#tekst").fill("Lang. " * 400)
    scene.presses("Opslaan")


@state("partners/office/person.html")
def office_person_none(scene: Scene) -> None:
    _office(scene, "contactpersoon")


@state("partners/office/person.html", 400)
def office_person_faulty(scene: Scene) -> None:
    _office(scene, "contactpersoon")
    scene.presses("Opslaan")


@state("partners/office/person.html", 409)
def office_person_saved_meanwhile(scene: Scene) -> None:
    _office(scene, "contactpersoon")
    with scene.site.inside(EMPTY):
        if partners.contact_person() is None:
            db.session.add(ContactPerson(name="Bo Bel", role="Wijkteam", about="Luistert."))
        else:
            db.session.scalars(select(ContactPerson)).one().about = "Luistert rustig."
        db.session.commit()
    scene.types("Naam", "Bo Dorp")
    scene.types("Wat doet deze persoon?", "Wijkteam")
    scene.types("Hoe is het om", "Rustig.")
    scene.chooses("Deze persoon vindt het goed om op de site te staan")
    scene.presses("Opslaan")


# --- the municipality, organisations --------------------------------------------------------------------------------


@state("administration/municipality.html")
def office_municipality(scene: Scene) -> None:
    _office(scene, "gemeente")


@state("administration/municipality.html", 400)
def office_municipality_faulty(scene: Scene) -> None:
    _office(scene, "gemeente")
    scene.tab.locator("#telefoon").fill("bel maar")
    scene.tab.locator("#open-0-tot").fill("")
    scene.presses("Opslaan")


@state("administration/municipality.html", 409)
def office_municipality_saved_meanwhile(scene: Scene) -> None:
    _office(scene, "gemeente")
    with scene.site.inside(EMPTY):
        tenancy.save_settings({"text.welcome": (str(reached()["text.welcome"]) + " Welkom.").strip()})
        db.session.commit()
    scene.presses("Opslaan")


@state("administration/organisations.html")
def office_organisations(scene: Scene) -> None:
    _office(scene, "organisaties")


@state("administration/organisations.html", 400)
def office_organisations_faulty(scene: Scene) -> None:
    _office(scene, "organisaties")
    scene.presses("Doet mee")


@state("administration/organisation.html")
def office_organisation_new(scene: Scene) -> None:
    _office(scene, "organisaties/nieuw")


@state("administration/organisation.html", 400)
def office_organisation_faulty(scene: Scene) -> None:
    _office(scene, "organisaties/nieuw")
    scene.presses("Opslaan")


@state("administration/organisation.html", 409)
def office_organisation_saved_meanwhile(scene: Scene) -> None:
    with scene.site.inside(EMPTY):
        wanted = accounts.Organisation(name=f"Team {new_id()}", kind="other", key=new_id())
        mine = accounts.add_organisation(wanted, new_id(), "system")
        db.session.commit()
    _office(scene, f"organisaties/{mine}")
    with scene.site.inside(EMPTY):
        row = db.session.scalars(select(accounts.Organisation).where(accounts.Organisation.id == mine)).one()
        row.name = "Buurtteam"
        db.session.commit()
    scene.presses("Opslaan")


# --- places and talks -----------------------------------------------------------------------------------------------


@state("administration/places.html")
def office_places_none(scene: Scene) -> None:
    _office(scene, "plekken")


@state("administration/place.html")
def office_place_new(scene: Scene) -> None:
    _office(scene, "plekken/nieuw")


@state("administration/place.html", 400)
def office_place_faulty(scene: Scene) -> None:
    _office(scene, "plekken/nieuw")
    scene.types("Naam", "Spreekuurhuis")
    scene.presses("Opslaan")


@state("administration/places.html")
def office_places(scene: Scene) -> None:
    _office(scene, "plekken/nieuw")
    scene.types("Naam", f"Huis {LONG_NAME}")
    scene.types("Straat en nummer", "Brug 2")
    scene.types("Plaats", "Leegdorp")
    scene.presses("Opslaan")


@state("administration/place.html", 409)
def office_place_saved_meanwhile(scene: Scene) -> None:
    place = _place(scene)
    _office(scene, f"plekken/{place}")
    with scene.site.inside(EMPTY):
        row = db.session.scalars(select(Place).where(Place.id == place)).one()
        row.note = f"Bel aan {new_id()[:4]}."
        db.session.commit()
    scene.presses("Opslaan")


def _place(scene: Scene) -> str:
    with scene.site.inside(EMPTY):
        known = agenda.all_places()
        if known:
            return known[0].id
        row = Place(key=new_id(), name="Dorpshuis", street="Pad 1", town="Leegdorp")
        db.session.add(row)
        db.session.commit()
        return str(row.id)


@state("administration/place_remove.html")
def office_place_remove(scene: Scene) -> None:
    _office(scene, f"plekken/{_place(scene)}/weg")


@state("administration/talks.html")
def office_talks(scene: Scene) -> None:
    _office(scene, "gesprekken")


@state("administration/talk.html")
def office_talk_new(scene: Scene) -> None:
    _office(scene, "gesprekken/nieuw")


@state("administration/talk.html", 400)
def office_talk_faulty(scene: Scene) -> None:
    _office(scene, "gesprekken/nieuw")
    scene.presses("Opslaan")


def _talk(scene: Scene) -> str:
    """One of its own, so that what others look at stays."""
    with scene.site.inside(EMPTY):
        found = db.session.scalar(select(TalkType.id).where(TalkType.key == "praten"))
        if found is None:
            row = TalkType(
                key="praten", name="Gesprek over brieven", minutes=20, roles="raadslieden", position=9
            )
            row.who_sits, row.who_pays, row.controller = (
                "Een raadsvrouw.",
                "De gemeente.",
                "Gemeente Leegdorp",
            )
            row.removed = True
            db.session.add(row)
            db.session.commit()
            found = row.id
        return str(found)


@state("administration/talk.html", 409)
def office_talk_saved_meanwhile(scene: Scene) -> None:
    talk = _talk(scene)
    _office(scene, f"gesprekken/{talk}")
    with scene.site.inside(EMPTY):
        row = db.session.scalars(select(TalkType).where(TalkType.id == talk)).one()
        row.minutes += 5
        db.session.commit()
    scene.presses("Opslaan")


@state("administration/talk_remove.html")
def office_talk_remove(scene: Scene) -> None:
    _office(scene, f"gesprekken/{_talk(scene)}/weg")


@state("administration/talks.html")
def office_talks_one_taken_away(scene: Scene) -> None:
    _talk(scene)
    _office(scene, "gesprekken")

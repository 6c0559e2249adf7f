"""What is missing before a municipality goes live. Pure: facts in, lines out."""

from dataclasses import dataclass

from portal.errors import N_

ENOUGH = 2  # managers, and readers of texts: one may be ill, and nobody publishes their own text


@dataclass(frozen=True)
class Facts:
    """What is so in one municipality now; counts are of people or things that are there."""

    phone_and_hours: bool = False
    organisations: int = 0
    places: int = 0
    talks: int = 0
    staffed_desks: int = 0
    free_time: bool = False
    managers: int = 0
    managers_without_factor: int = 0
    factor_asked: bool = True
    readers: int = 0
    style: bool = False
    own_privacy: bool = False
    own_accessibility: bool = False
    offers: int = 0
    offers_overdue: int = 0
    contact_person: bool = False
    reviews_due: int = 0


@dataclass(frozen=True)
class Point:
    """`what` as the administrator reads it, `where` an endpoint. `optional`: one may go live without."""

    what: str
    where: str
    done: bool
    optional: bool = False
    note: str = ""


def points(f: Facts) -> list[Point]:
    """In the order in which a new municipality does them; a resident's first free time comes last."""
    found = [
        Point(
            N_("Telefoonnummer en openingstijden"),
            "administration_municipality.municipality",
            f.phone_and_hours,
        ),
        Point(N_("Een organisatie"), "administration_organisations.organisations", f.organisations > 0),
        Point(
            N_("Twee beheerders"),
            "accounts_people.people_here",
            f.managers >= ENOUGH,
            note=N_("Nu is er één. Is die ziek, dan kan niemand iets veranderen.") if f.managers == 1 else "",
        ),
        Point(N_("De rollen van dit kwartaal nagekeken"), "accounts_people.people_here", f.reviews_due == 0),
        Point(
            N_("Iemand die teksten van een ander naleest"), "accounts_people.people_here", f.readers >= ENOUGH
        ),
        Point(N_("De huisstijl gekozen"), "administration_style.style", f.style),
        Point(N_("Een eigen privacyverklaring"), "administration_statements.overview", f.own_privacy),
        Point(
            N_("Een eigen toegankelijkheidsverklaring"),
            "administration_statements.overview",
            f.own_accessibility,
        ),
        Point(N_("Hulp in de buurt"), "partners_office.offers", f.offers > 0),
        Point(N_("Alle hulp op tijd nagekeken"), "partners_office.offers", f.offers_overdue == 0),
        Point(N_("Een contactpersoon"), "partners_contact.person", f.contact_person, optional=True),
        Point(N_("Een plek"), "administration_places.places", f.places > 0),
        Point(N_("Een gesprek dat inwoners kunnen kiezen"), "administration_talks.talks", f.talks > 0),
        Point(N_("Een spreekuur met iemand op een stoel"), "booking_planning.overview", f.staffed_desks > 0),
        Point(N_("Een eerste vrije tijd voor een inwoner"), "booking_planning.overview", f.free_time),
    ]
    if f.factor_asked:
        done = f.managers > 0 and f.managers_without_factor == 0
        found.insert(3, Point(N_("De tweede stap bij elke beheerder"), "accounts_people.people_here", done))
    return found


def is_ready(found: list[Point]) -> bool:
    """Only what is optional may still be open."""
    return all(point.done or point.optional for point in found)

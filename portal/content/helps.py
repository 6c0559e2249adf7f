"""Who can help, by key. National help is always there; local help only where the municipality offers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal import agenda, partners
from portal.errors import N_


@dataclass(frozen=True)
class Help:
    """`tel` and `url` may be empty."""

    name: str
    text: str
    url: str = ""
    tel: str = ""


# Named only where somebody does it: a desk of the spreekuur, or an offer of that kind (partners).
LOCAL: dict[str, Help] = {
    "spreekuur": Help(N_("Het spreekuur"), N_("Praat met iemand die met u meedenkt. Gratis.")),
    "wijkteam": Help(N_("Het wijkteam"), N_("Praat met iemand van uw gemeente. Gratis.")),
    "raadslieden": Help(N_("Sociaal raadslieden"), N_("Gratis hulp bij brieven, formulieren en regels.")),
    "mediator-lokaal": Help(N_("Een mediator bij u in de buurt"), N_("Helpt u samen afspraken te maken.")),
    "advocaat-lokaal": Help(
        N_("Een advocaat bij u in de buurt"), N_("Stel een korte vraag aan een advocaat.")
    ),
    "ouderavond": Help(N_("De ouderavond"), N_("Hoor van jongeren wat kinderen nodig hebben.")),
    "omgang": Help(N_("Hulp bij de omgang"), N_("Iemand is erbij als u uw kind ziet.")),
    "schuldhulp": Help(N_("Hulp bij schulden"), N_("Bel op tijd. Hulp van uw gemeente is gratis.")),
    "maatschappelijk-werk": Help(N_("Maatschappelijk werk"), N_("Praat over wat u dwarszit.")),
    "clientondersteuner": Help(
        N_("Een cliëntondersteuner"), N_("Denkt met u mee en is niet van de gemeente. Gratis.")
    ),
    "inloop-juridisch": Help(
        N_("Inloop met vragen over regels"), N_("Zonder afspraak een korte vraag stellen.")
    ),
}
_ROLES = {"wijkteam": "wijkteam", "raadslieden": "raadslieden", "mediator": "mediator-lokaal"}

NATIONAL: dict[str, Help] = {
    "gemeente": Help(N_("Uw gemeente"), N_("Bel met uw vraag. Wij zoeken met u mee.")),
    "juridisch-loket": Help(
        N_("Het Juridisch Loket"), N_("Gratis uitleg over de regels."), url="https://www.juridischloket.nl/"
    ),
    "advocaat": Help(
        N_("Een advocaat"), N_("Zoek een advocaat voor familiezaken."), url="https://www.advocatenorde.nl/"
    ),
    "mediator": Help(
        N_("Een mediator"), N_("Helpt u samen afspraken te maken."), url="https://mfnregister.nl/"
    ),
    "huisarts": Help(N_("Uw huisarts"), N_("Ook als u slecht slaapt of veel piekert.")),
    "veilig-thuis": Help(
        N_("Veilig Thuis"), N_("Gratis, dag en nacht."), url="https://veiligthuis.nl/", tel="0800 2000"
    ),
    "113": Help(
        N_("113 Zelfmoordpreventie"),
        N_("Gratis, dag en nacht. U kunt ook chatten."),
        url="https://www.113.nl/",
        tel="113",
    ),
    "112": Help(N_("112"), N_("Bij direct gevaar."), tel="112"),
    "villa-pinedo": Help(
        N_("Villa Pinedo"),
        N_("Voor kinderen en jongeren met gescheiden ouders."),
        url="https://www.villapinedo.nl/",
    ),
    "kindertelefoon": Help(
        N_("De Kindertelefoon"), N_("Bellen of chatten, gratis."), url="https://www.kindertelefoon.nl/"
    ),
    "jongerenrechtswinkel": Help(
        N_("Kinder- en Jongerenrechtswinkel"),
        N_("Gratis uitleg over rechten van kinderen."),
        url="https://www.kjrw.nl/",
    ),
    "rechtspraak": Help(N_("De rechtbank"), N_("Uitleg over de rechter."), url="https://www.rechtspraak.nl/"),
    "raad-voor-rechtsbijstand": Help(
        N_("Raad voor Rechtsbijstand"),
        N_("Hulp met de kosten van een advocaat of mediator."),
        url="https://www.rvr.org/",
    ),
    "lbio": Help(N_("LBIO"), N_("Als alimentatie niet wordt betaald."), url="https://www.lbio.nl/"),
    "belastingdienst-toeslagen": Help(
        N_("Toeslagen"), N_("Toeslagen veranderen of stoppen."), url="https://www.toeslagen.nl/"
    ),
    "svb": Help(N_("De SVB"), N_("Voor kinderbijslag."), url="https://www.svb.nl/"),
    "notaris": Help(
        N_("Een notaris"), N_("Voor papieren over huis en erfenis."), url="https://www.notaris.nl/"
    ),
    "bank": Help(N_("Uw bank"), N_("Voor rekening en hypotheek.")),
    "luisterlijn": Help(
        N_("De Luisterlijn"), N_("Iemand die luistert, dag en nacht."), url="https://www.deluisterlijn.nl/"
    ),
    "slachtofferhulp": Help(
        N_("Slachtofferhulp Nederland"),
        N_("Gratis hulp na geweld of een misdrijf."),
        url="https://www.slachtofferhulp.nl/",
    ),
    "school": Help(N_("De school"), N_("De leraar of de intern begeleider.")),
}
HELPS = {**LOCAL, **NATIONAL}


def offered() -> frozenset[str]:
    """The local helps of the current municipality."""
    talks = agenda.talks()
    roles = {_ROLES[role] for talk in talks for role in talk.roles if role in _ROLES}
    kinds = {offer.kind for offer in partners.offers()} & LOCAL.keys()
    return frozenset(roles | kinds | ({"spreekuur"} if talks else set()))


def there_is(keys: Iterable[str]) -> list[str]:
    """Of these helps those that a resident of the current municipality can go to: national help always."""
    here = offered()
    return [key for key in keys if key in NATIONAL or key in here]

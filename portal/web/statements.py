"""The two statements that every municipality's site has: on privacy and on accessibility.

Until a municipality has written its own, the general one below is shown. It is also the example that the
municipality's own text begins from.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from portal import tenancy
from portal.errors import N_

STATEMENTS = ("privacy", "accessibility")
MARK = N_("Voorbeeldtekst: pas deze aan")

_PRIVACY = (
    ("", N_("Wij vragen zo weinig mogelijk. En wij bewaren het kort.")),
    ("## ", N_("Wat bewaren wij?")),
    ("- ", N_("De naam die u ons geeft. Een voornaam is genoeg.")),
    ("- ", N_("Hoe wij u veilig kunnen bereiken, als u dat invult.")),
    ("- ", N_("De dag en de tijd van uw gesprek.")),
    ("- ", N_("Wat u zelf wilt vertellen. Dat hoeft niet.")),
    ("", N_("Dit staat versleuteld in onze computer. Wij vragen geen DigiD en geen burgerservicenummer.")),
    ("## ", N_("Hoe lang?")),
    (
        "",
        N_(
            "Dertig dagen na uw gesprek wissen wij uw naam, uw contactgegevens en wat u vertelde. "
            "Wij houden alleen bij hoeveel gesprekken er waren."
        ),
    ),
    (
        "",
        N_(
            "Stopt u halverwege? Dan wissen wij alles binnen een paar uur. Sluit u de site met de knop bovenaan? "
            "Dan wissen wij het meteen."
        ),
    ),
    ("## ", N_("Wie ziet het?")),
    (
        "",
        N_(
            "Alleen mensen van de organisatie met wie u praat. Verliest uw gesprek zijn plek, of kunnen wij u niet "
            "bereiken? Dan ziet de planner uw afspraak ook. Staat u op de wachtlijst? Dan ziet het team dat de "
            "telefoon opneemt dat ook. Een andere gemeente ziet niets. Uw partner ziet niets."
        ),
    ),
    ("", N_("Wij schrijven op wie uw gegevens heeft bekeken.")),
    ("## ", N_("Is iemand in gevaar?")),
    (
        "",
        N_(
            "Dan moet een hulpverlener soms hulp vragen aan anderen, zoals Veilig Thuis. Dat zegt die persoon "
            "eerst tegen u, als het kan."
        ),
    ),
    ("## ", N_("Uw rechten")),
    (
        "",
        N_(
            "U mag vragen wat wij van u weten. U mag dat laten veranderen of wissen. Bel ons. U kunt ook een "
            "klacht indienen bij de Autoriteit Persoonsgegevens."
        ),
    ),
)
_ACCESSIBILITY = (
    ("", N_("Iedereen moet deze site kunnen gebruiken.")),
    (
        "",
        N_(
            "Wij bouwen deze site volgens WCAG 2.2, niveau AA. Computers kijken elke pagina na. Mensen met een "
            "beperking hebben de site nog niet getest."
        ),
    ),
    ("- ", N_("U kunt alles doen met het toetsenbord.")),
    ("- ", N_("U kunt de tekst groter maken.")),
    ("- ", N_("De site werkt ook zonder JavaScript.")),
    ("- ", N_("De teksten zijn kort en eenvoudig.")),
    ("## ", N_("Lukt iets niet?")),
    ("", N_("Bel ons. Wij helpen u meteen verder, en wij lossen het op.")),
)
_EXAMPLES = {"privacy": _PRIVACY, "accessibility": _ACCESSIBILITY}

# The five states that the government's own register knows.
STATUSES = {
    "A": N_("voldoet volledig"),
    "B": N_("voldoet gedeeltelijk"),
    "C": N_("eerste maatregelen genomen"),
    "D": N_("voldoet niet"),
    "E": N_("er is nog geen verklaring"),
}


def example_text(name: str) -> str:
    """The general statement as Markdown, in the reader's language. Raises KeyError for another name."""
    lines: list[str] = []
    for mark, text in _EXAMPLES[name]:
        if mark != "- " or not (lines and lines[-1].startswith("- ")):
            lines.append("")
        lines.append(mark + _(text))
    return "\n".join(lines).strip()


def own_statement(name: str) -> dict[str, Any]:
    """What the municipality wrote: {"text", for accessibility also "status", "on", "contact", "register"}; or {}."""
    return dict(tenancy.profile().get(f"statement.{name}") or {})


def is_example(name: str) -> bool:
    """Does the current municipality still show the general text? `name`: one of STATEMENTS."""
    assert name in STATEMENTS, name
    return not own_statement(name).get("text")


@dataclass(frozen=True)
class Status:
    """How far the site meets the law, as the municipality declares it. `day` as people read it."""

    letter: str
    words: str
    day: str
    contact: str
    register: str


def statement_status(name: str) -> Status | None:
    """What a municipality declares besides its text; None when it declares nothing."""
    own = own_statement(name)
    letter = own.get("status", "")
    if letter not in STATUSES:
        return None
    return Status(
        letter,
        _(STATUSES[letter]),
        format_date(date.fromisoformat(own["on"]), "d MMMM y", rebase=False),
        own.get("contact", ""),
        own.get("register", ""),
    )


def statement_html(name: str) -> tuple[Markup, bool]:
    """(the text as safe HTML, whether it is the municipality's own). The first paragraph is the lead."""
    own = own_statement(name).get("text", "")
    html: Markup = current_app.extensions["to_html"](own or example_text(name))
    return html, bool(own)

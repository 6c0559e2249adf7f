"""What things and their fields are called, for people: in the trial of a file and in the list of changes."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from portal.administration.cells import hours_out
from portal.errors import N_

KINDS = {
    "organisation": N_("Organisatie"),
    "professional": N_("Medewerker"),
    "person": N_("Medewerker"),
    "people": N_("Medewerkers"),
    "invitation": N_("Uitnodiging"),
    "membership": N_("Rol"),
    "place": N_("Plek"),
    "talk": N_("Gesprek"),
    "spreekuur": N_("Spreekuur"),
    "offer": N_("Hulp in de buurt"),
    "contact_person": N_("Contactpersoon"),
    "contact": N_("Bereikbaarheid"),
    "style": N_("Huisstijl"),
    "logo": N_("Logo"),
    "text": N_("Tekst"),
    "statement": N_("Verklaring"),
    "closure": N_("Gesloten dagen"),
    "central_text": N_("Centrale tekst"),
    "second_factor": N_("Tweede stap"),
}
FIELDS = {
    "name": N_("Naam"),
    "title": N_("Titel"),
    "kind": N_("Soort"),
    "shared": N_("Gedeeld"),
    "email": N_("E-mail"),
    "phone": N_("Telefoon"),
    "website": N_("Website"),
    "street": N_("Straat"),
    "town": N_("Plaats"),
    "note": N_("Aanwijzing"),
    "does": N_("Wat"),
    "for_whom": N_("Voor wie"),
    "cost": N_("Kosten"),
    "paid_by": N_("Wie betaalt"),
    "independent": N_("Voor wie werkt het"),
    "reach": N_("Hoe te bereiken"),
    "waiting": N_("Wachttijd"),
    "hours": N_("Open"),
    "walk_in": N_("Inloop"),
    "owner": N_("Wie houdt dit bij"),
    "maintainer": N_("Wie houdt dit bij"),
    "review": N_("Nakijken voor"),
    "review_on": N_("Nakijken voor"),
    "position": N_("Volgorde"),
    "minutes": N_("Minuten"),
    "roles": N_("Rollen"),
    "role": N_("Rol"),
    "topics": N_("Onderwerpen"),
    "joint_allowed": N_("Samen mag"),
    "who_sits": N_("Wie daar zit"),
    "who_pays": N_("Wie betaalt"),
    "condition": N_("Voorwaarde"),
    "controller": N_("Verantwoordelijke"),
    "removed": N_("Weggehaald"),
    "organisation": N_("Organisatie"),
    "organisation_id": N_("Organisatie"),
    "place": N_("Plek"),
    "channel": N_("Kanaal"),
    "rule": N_("Wanneer"),
    "from": N_("Van"),
    "until": N_("Tot"),
    "grid": N_("Stap in minuten"),
    "gap": N_("Pauze in minuten"),
    "lead_hours": N_("Uren vooraf"),
    "horizon_days": N_("Dagen vooruit"),
    "joint_deadline_days": N_("Werkdagen vooraf voor samen"),
    "joint_deadline_time": N_("Uur voor samen"),
    "valid_from": N_("Vanaf"),
    "valid_until": N_("Tot en met"),
    "offers": N_("Ook te zien in"),
    "desks": N_("Stoelen"),
    "spreekuur": N_("Spreekuur"),
    "opens": N_("Juist open"),
    "about": N_("Over deze persoon"),
    "calls_from": N_("Nummer waarmee wij bellen"),
    "call_back_days": N_("Werkdagen om terug te bellen"),
    "primary": N_("Kleur"),
    "action": N_("Kleur van knoppen"),
    "font": N_("Letter"),
    "radius": N_("Hoeken"),
    "logo": N_("Logo"),
    "text": N_("Tekst"),
    "listing": N_("Zo komt iemand op de lijst"),
    "status": N_("Stand"),
    "state": N_("Stand"),
    "mode": N_("Soort"),
    "text.promise": N_("Belofte"),
    "text.welcome": N_("Welkom"),
    "contact": N_("Contact"),
    "register": N_("Adres in het register"),
    "on": N_("Datum"),
    "bytes": N_("Grootte in bytes"),
    "rollen": N_("Rollen"),
    "verstuurd": N_("Verstuurd"),
    "tweede stap": N_("Tweede stap"),
    "nagekeken": N_("Nagekeken"),
    "inloggen": N_("Inloggen"),
    "body": N_("Tekst"),
    "professional": N_("Medewerker"),
    "absent": N_("Niet op"),
    "anchor": N_("Eerste keer"),
    "every_weeks": N_("Om de zoveel weken"),
    "nth": N_("De hoeveelste"),
    "weekday": N_("Dag"),
}

# In these fields stand words of the tenant file, one or more with spaces between them.
CODED = frozenset({"kind", "role", "roles", "rollen", "topics", "channel", "state", "radius", "weekday"})
CODES = {
    "wijkteam": N_("Wijkteam"),
    "juridisch": N_("Jurist"),
    "juridisch_loket": N_("Het Juridisch Loket"),
    "raadslieden": N_("Sociaal raadslieden"),
    "advocaat": N_("Advocaat"),
    "advocaten": N_("Advocaten"),
    "mediator": N_("Mediator"),
    "mediators": N_("Mediators"),
    "other": N_("Iets anders"),
    "advocaat-lokaal": N_("Advocaat"),
    "mediator-lokaal": N_("Mediator"),
    "ouderavond": N_("Ouderavond"),
    "omgang": N_("Hulp bij de omgang"),
    "schuldhulp": N_("Hulp bij schulden"),
    "maatschappelijk-werk": N_("Maatschappelijk werk"),
    "clientondersteuner": N_("Cliëntondersteuner"),
    "inloop-juridisch": N_("Inloop met vragen over regels"),
    "overig": N_("Iets anders"),
    "open": N_("Open"),
    "closed": N_("Dicht"),
    "withdrawn": N_("Vervallen"),
    "phone": N_("Telefoon"),
    "video": N_("Beeldbellen"),
    "kinderen": N_("De kinderen"),
    "geld": N_("Geld"),
    "huis": N_("Het huis"),
    "regels": N_("Regels en papieren"),
    "square": N_("Recht"),
    "soft": N_("Zacht"),
    "round": N_("Rond"),
}
# What is changed has a name of its own; these are the only one of their kind, or have a key for a name.
NAMES = {
    ("contact", "contact"): "",
    ("style", "style"): "",
    ("style", "Huisstijl"): "",
    ("style", "Logo"): N_("Logo"),
    ("statement", "statement.privacy"): N_("Privacy"),
    ("statement", "statement.accessibility"): N_("Toegankelijkheid"),
    ("text", "text.listing"): N_("Zo komt iemand op de lijst"),
    ("text", "listing"): N_("Zo komt iemand op de lijst"),
    ("text", "promise"): N_("Belofte"),
    ("text", "welcome"): N_("Welkom"),
}


def called(kind_of: str, name: str) -> str:
    """Kind and name of what was changed, in one line."""
    own = NAMES.get((kind_of, name))
    if own == "" or not name:
        return kind(kind_of)
    return f"{kind(kind_of)}: {_(own) if own else name}"


def kind(name: str) -> str:
    return _(KINDS[name]) if name in KINDS else _("Iets anders")


def field(name: str) -> str:
    return _(FIELDS[name]) if name in FIELDS else name.replace("_", " ")


def value(given: Any, of: str = "") -> str:
    """A value of a tenant file or of the list of changes, as people read it; never JSON. `of`: its field."""
    if given is None or given == "" or given == []:
        return _("niets")
    if isinstance(given, bool):
        return _("ja") if given else _("nee")
    if isinstance(given, Mapping):
        return ", ".join(f"{field(str(name)).lower()} {value(one, str(name))}" for name, one in given.items())
    if isinstance(given, list | tuple):
        if all(isinstance(one, Mapping) and {"days", "from", "until"} == one.keys() for one in given):
            return hours_out(given)
        return ("; " if any(isinstance(one, Mapping) for one in given) else ", ").join(
            value(one, of) for one in given
        )
    if isinstance(given, str):
        return _coded(given) if of in CODED else _text(given, of)
    return str(given)


def _coded(given: str) -> str:
    found = [CODES.get(one) for one in given.split()]
    return ", ".join(_(one) for one in found if one) if all(found) else given


def _text(given: str, of: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        try:
            return str(format_date(date.fromisoformat(given), "d MMMM y"))
        except ValueError:
            return given
    if of in ("hours", "walk_in"):  # a column that keeps a list as JSON
        try:
            return value(json.loads(given))
        except ValueError:
            return given
    return given


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """Field by field: what it was and what it became; a field of something new has no `before`."""
    names = dict.fromkeys((*(before or {}), *(after or {})))
    return [
        {
            "field": field(name),
            "before": "" if before is None else value(before.get(name), name),
            "after": "" if after is None else value(after.get(name), name),
        }
        for name in names
    ]

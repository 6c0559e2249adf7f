"""How a request looks on a page: plain sentences, the strictest reading of what was not answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal import accounts, web
from portal.callbacks import models as m
from portal.callbacks import rules
from portal.callbacks.models import CallAttempt, CallBack
from portal.callbacks.queries import Row


def parts(contact: Mapping[str, Any]) -> str:
    """ "ochtend (9 tot 12 uur), avond (17 tot 19 uur)"; empty when nothing was ticked."""
    words = {
        "ochtend": _("ochtend (9 tot 12 uur)"),
        "middag": _("middag (12 tot 17 uur)"),
        "avond": _("avond (17 tot 19 uur)"),
    }
    given = contact.get("veilig_tijden") or ()
    return ", ".join(label for part, label in words.items() if part in given)


def limits(contact: Mapping[str, Any], at: datetime) -> list[str]:
    """What a colleague must know before they call; silence counts as "no"."""
    lines = []
    if not rules.may_be_called_now(at, contact.get("veilig_tijden") or ()):
        lines.append(_("Bel nu niet. Dit is geen veilige tijd."))
    if when := parts(contact):
        lines.append(_("Bel alleen op deze tijden: %(when)s.", when=when))
    else:
        lines.append(_("Geen veilige tijd gegeven. Vraag eerst of het uitkomt."))
    lines.append(
        _("U mag iets inspreken. Zeg niet waar het over gaat.")
        if contact.get("veilig_inspreken") == "ja"
        else _("Spreek niets in.")
    )
    if contact.get("veilig_nummer") != "ja":
        lines.append(_("Bel met een afgeschermd nummer."))
    lines.append(_("Neemt een ander op? Zeg niet wie u bent en waarover u belt."))
    return lines


def states() -> dict[str, str]:
    return {
        m.OPEN: _("Open"),
        m.SPOKEN: _("Gesproken"),
        m.BOOKED: _("Afspraak gemaakt"),
        m.UNREACHED: _("Niet bereikt"),
        m.WITHDRAWN: _("Ingetrokken"),
    }


def results() -> dict[str, str]:
    return {
        rules.SPOKE: _("Gesproken"),
        rules.NO_ANSWER: _("Niet opgenomen"),
        rules.LEFT_MESSAGE: _("Ingesproken"),
        rules.WRONG_NUMBER: _("Nummer klopt niet"),
    }


def rows_told(call_back: CallBack) -> list[dict[str, str]]:
    """What this person told us, the number first."""
    topics = {
        "kinderen": _("De kinderen"),
        "geld": _("Geld"),
        "huis": _("Het huis"),
        "regels": _("Regels en papieren"),
        "weet-niet": _("Ik weet het nog niet"),
    }
    chosen = (call_back.told or {}).get("onderwerp") or ()
    found = [
        (_("Telefoon"), (call_back.contact or {}).get("telefoon") or ""),
        (_("Naam"), call_back.name or _("Zonder naam")),
    ]
    if about := ", ".join(label for topic, label in topics.items() if topic in chosen):
        found.append((_("Wil praten over"), about))
    return [{"key": key, "value": value} for key, value in found]


def attempts(made: list[CallAttempt], names: Mapping[str, str]) -> list[str]:
    """ "dinsdag 1 december om 10.00 uur, Wil Dorpsmens: Niet opgenomen"."""
    words = results()
    return [
        f"{web.when_label(a.at)}, {names.get(person_of(a.made_by), _('collega'))}: {words[a.result]}"
        for a in made
    ]


def person_of(actor: str) -> str:
    return actor.removeprefix("person:")


def row(found: Row, sign: str | None, names: Mapping[str, str]) -> dict[str, Any]:
    """One request in the list."""
    owner = found.owner_id
    return {
        "id": found.id,
        "reference": found.reference,
        "until": web.when_label(found.due_at),
        "sign": sign,
        "owner": names.get(owner, _("collega")) if owner else "",
        "mine": owner == accounts.me().person_id,
        "attempts": found.attempts,
        "state": states()[found.state],
    }

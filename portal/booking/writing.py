"""Staff reach a person: they ask whether the way still holds, and write a short message. The caller commits.

A message must tell nothing to who reads along with it, or reads it years later: no name, no subject, no way to find
more. What is refused is refused before it is kept.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from portal import messaging, privacy, tenancy
from portal.booking import pairs, queries, rules
from portal.booking.models import Participation, StaffMessage, Waiting
from portal.clock import now
from portal.db import new_id
from portal.errors import N_, Refusal

LENGTH, SMS_LENGTH = 400, 120  # under an sms stands our number, within its 160 signs
EMPTY: dict[str, Any] = {}

# One of these on a lock screen tells what the talk is about, who sits there, or that somebody is afraid.
# Beginnings of words, written without accents.
_TELLING = re.compile(
    r"""\b(
    (echt)?scheid | gescheiden | uit\s+elkaar | ex\b | partner | huwelijk | relatie | samenwon
    | jurist | juridisch | mediat | advoca | wijkteam | raadslieden | rechter | rechtbank
    | kind | ouder | vader | moeder | omgang | alimentatie | huis | huur | geld | schuld | toeslag
    | veilig\s*thuis | geweld | politie | bedreig | aangifte | opvang | stalk
    )""",
    re.X,
)
_MAIL = re.compile(r"\S@\S")
_LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}\b")
_DATE = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]20\d\d\b")
_PHONE = re.compile(r"(?:\d[\s./()-]*){9,}")

# Words in a name, or in who somebody brings along, that are in anybody's sentence.
ORDINARY = {
    *("van", "de", "den", "der", "het", "ten", "ter", "te", "el", "al"),
    *("en", "een", "ik", "mijn", "u", "uw", "met", "is", "niet", "geen"),
}
QUOTE = 4  # so many words in a row from somebody's note are a quotation


class NotNeutral(Refusal):
    """A message that tells too much."""

    field = "bericht"
    message = N_("Dit kunt u niet versturen. Maak de tekst neutraal.")


class NotReachable(Refusal):
    """This person did not ask for mail or sms."""

    status = 409
    message = N_("Deze persoon wil geen bericht. Kijk hoe het wel mag.")


def may_be_written(person: Participation) -> bool:
    """Only who chose mail or sms is written to; sms only as long as we can send it."""
    contact = person.contact or EMPTY
    return bool(rules.written_to(contact)) and (contact.get("kanaal") != "sms" or messaging.has_sms())


def longest(person: Participation) -> int:
    """How many signs a message to this person may have."""
    return SMS_LENGTH if (person.contact or EMPTY).get("kanaal") == "sms" else LENGTH


def is_read_alone(person: Participation | Waiting) -> bool:
    """Said that nobody else reads their messages. Everybody else gets no words of staff, only that there is news."""
    return (person.contact or EMPTY).get("veilig_bericht") == "nee"


def write(own: queries.Own, text: str | None, actor: str) -> None:
    """Send this person a message, now. Raises NotReachable or NotNeutral.

    To who may be read along with goes no text at all, whatever was typed: mails.py then says that there is news.
    """
    person = own.participation
    if not may_be_written(person):
        raise NotReachable
    alone = is_read_alone(person)
    if alone and len(text or "") > longest(person):
        raise NotNeutral(N_("Dit is te lang voor een sms. Schrijf hoogstens 120 tekens."))
    if alone and (fault := fault_in(text or "", _around(own))):
        raise NotNeutral(fault)
    row_id = new_id()
    message = StaffMessage(
        id=row_id,
        tenant_id=tenancy.current_id(),
        participation_id=person.id,
        data_key=privacy.new_data_key("staff_message", row_id)[1],
        made_by=actor,
    )
    message.text = text if alone else None
    tenancy.insert(message)
    messaging.queue("from_staff", message.id)
    privacy.record("participation.written_to", person.id, actor)


def contact_checked(person: Participation, actor: str) -> None:
    """Staff asked: these answers still hold."""
    person.contact_checked_at = now()
    privacy.record("participation.contact_checked", person.id, actor)


def _around(own: queries.Own) -> list[Participation]:
    """Everybody whose words must not stand in it: the people of this appointment, and who is kept from them."""
    people = queries.participations_of(own.appointment.id)
    return [*people, *pairs.kept_from(person.id for person in people)]


def fault_in(text: str, people: Iterable[Participation]) -> str | None:
    """Why this text cannot be sent (a msgid), or None. It never says which word of whom stood in it."""
    if not text:
        return N_("Schrijf een kort bericht.")
    if _MAIL.search(text):
        return N_("Zet geen e-mailadres in het bericht.")
    if _PHONE.search(_DATE.sub(" ", text)):
        return N_("Zet geen telefoonnummer in het bericht. Ons nummer staat er al onder.")
    if _LINK.search(text):
        return N_("Zet geen link in het bericht. Zet na elke punt een spatie.")
    if any(_tells_of(person, text) for person in people):
        return N_("Hier staat iets in dat iemand ons vertelde, zoals een naam. Haal dat weg.")
    if _TELLING.search(_plain(text)):
        return N_("Hier staat een woord in dat verraadt waar het over gaat. Schrijf het neutraal.")
    return None


def _tells_of(person: Participation, text: str) -> bool:
    """Does the text hold something that this person confided to us, however it is spaced or written?"""
    contact, told, written = person.contact or EMPTY, person.told or EMPTY, _words(text)
    note, phone = _words(told.get("toelichting") or ""), contact.get("telefoon") or ""
    names = [_words(person.name or ""), _words(told.get("begeleider") or "")]
    named = [part for name in names for part in (*name, "".join(name))]
    return (
        any(_stands_in(name, written) for name in named if name not in ORDINARY)
        or _stands_in("".join(_words(contact.get("email") or "")), written)
        or any(
            _stands_in("".join(note[n : n + QUOTE]), written) for n in range(max(1, len(note) - QUOTE + 1))
        )
        or _has_number(phone, text)
    )


def _plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _plain(text))


def _stands_in(wanted: str, words: list[str]) -> bool:
    """Is this one of the words, or some of them in a row: "anne" is in "A n n e" and in "Annes", not in "annexatie"."""
    ways = {wanted, f"{wanted}s"} if len(wanted) > 3 else {wanted}
    for first in range(len(words) if wanted else 0):
        row = ""
        for word in words[first:]:
            row += word
            if row in ways:
                return True
            if not wanted.startswith(row):
                break
    return False


def _has_number(phone: str, text: str) -> bool:
    """By its last nine digits: with or without +31 or 0 before them."""
    digits = "".join(filter(str.isdigit, phone))[-9:]
    return len(digits) == 9 and digits in "".join(filter(str.isdigit, text))

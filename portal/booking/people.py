"""A new person in an appointment, with a key, a link, a reference and a calendar name of their own."""

from typing import Any

from portal import privacy, tenancy
from portal.booking import rules
from portal.booking.models import Participation
from portal.db import new_id

CONTACT = (
    "kanaal",
    "email",
    "telefoon",
    "veilig_bericht",
    "veilig_inspreken",
    "veilig_nummer",
    "veilig_tijden",
    "herinnering",
)
TOLD = ("nodig", "toelichting", "begeleider")


def new_participation(
    appointment_id: str, answers: dict[str, Any], number: int = 1, token: str | None = None
) -> Participation:
    """Not in the session yet. `answers` are those of the details form."""
    row_id = new_id()
    key, wrapped = privacy.new_data_key("participation", row_id)
    host = tenancy.current().message_host
    participation = Participation(
        id=row_id,
        tenant_id=tenancy.current_id(),
        appointment_id=appointment_id,
        number=number,
        reference=rules.new_reference(),
        data_key=wrapped,
        calendar_uid=f"{new_id()}@{host}"[:60],
    )
    participation.__dict__["_opened_key"] = key
    token = token or rules.new_token()
    participation.token_hash = rules.token_hash(token)
    participation.token = token
    fill_in_contact(participation, answers)
    return participation


def fill_in_contact(participation: Participation, answers: dict[str, Any]) -> None:
    """What somebody typed, sealed with their own key."""
    participation.name = answers.get("naam")
    participation.contact = {field: answers.get(field) for field in CONTACT}
    participation.told = {field: answers.get(field) for field in TOLD}
    number = privacy.e164(answers.get("telefoon"))
    participation.phone_hash = privacy.phone_hash(number) if number else None

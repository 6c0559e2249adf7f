"""Who of the staff may see which personal column, by hand, and when. docs/rechten.md tells the same to people.

Every personal column of every table stands here once: as a thing somebody may see, or with the reason why it has no
word of its own on a page. What nobody wrote down fails the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass

ROLES = ("medewerker", "planner", "beheerder", "redacteur", "regioredacteur", "ketenpartner")
KINDS = ("startpunt", "ander", "zonder")  # the wijkteam; another organisation with a desk; one without any

# Who may do the same stands in one column of the table.
GROUPS: dict[str, frozenset[str]] = {
    "Startpunt": frozenset({"medewerker@startpunt", "planner@startpunt"}),
    "Andere tafel": frozenset({"medewerker@ander"}),
    "Andere tafel, plant": frozenset({"planner@ander"}),
    "Zonder tafel": frozenset({"medewerker@zonder"}),
    "Zonder tafel, plant": frozenset({"planner@zonder"}),
    "Redacteur, regioredacteur": frozenset(
        f"{role}@{kind}" for role in ("redacteur", "regioredacteur") for kind in KINDS
    ),
    "Ketenpartner": frozenset(f"ketenpartner@{kind}" for kind in KINDS),
    # A beheerder sees what a planner of the same kind sees, and besides that who works here and what they changed.
    **{f"Beheerder, {kind}": frozenset({f"beheerder@{kind}"}) for kind in KINDS},
}

OWN = {
    "startpunt": {"W", "W lost", "W untold", "W apart"},
    "ander": {"J", "J lost", "J untold", "J apart", "booked by me"},
    "zonder": set(),
}
OTHER_APART = {"startpunt": {"J apart"}, "ander": {"W apart"}, "zonder": set()}
WAITS = {
    "startpunt": {"W waits", "W offered", "J waits", "J offered"},
    "ander": {"J waits", "J offered"},
    "zonder": set(),
}
LOST = {"W lost", "W untold", "J lost", "J untold", "no chair"}
ALL_TALKS = OWN["startpunt"] | OWN["ander"] | {"no chair"}
WAITS_OWN = {"startpunt": {"W waits", "W offered"}, "ander": WAITS["ander"], "zonder": set()}
SEATED = {"startpunt": {"wil"}, "ander": {"juul"}, "zonder": set()}
HERE = {"me", "wil", "juul", *(f"iemand@{kind}" for kind in KINDS)}


@dataclass(frozen=True)
class Right:
    """When somebody sees it: in people's words, and in which situations of the scene that is, by kind."""

    words: str
    seen: Callable[[str], set[str]]


NEVER = Right("nooit", lambda kind: set())
DESK = Right("eigen tafel", lambda kind: OWN[kind])
DESK_OR_LOST = Right("eigen tafel; of tijd kwijt", lambda kind: OWN[kind] | LOST)
IF_LOST = Right("tijd kwijt", lambda kind: LOST)
CODE_DESK = Right(
    "eigen tafel; apart gehouden; zelf geboekt",
    lambda kind: OWN[kind] | OTHER_APART[kind] | {"booked by me"},
)
CODE_PLANS = Right(
    "eigen tafel; apart gehouden; zelf geboekt; of tijd kwijt",
    lambda kind: OWN[kind] | OTHER_APART[kind] | {"booked by me"} | LOST,
)
CODE_NO_DESK = Right("tijd kwijt; zelf geboekt", lambda kind: {"booked by me"} | LOST)
BOOKED = Right("zelf geboekt", lambda kind: {"booked by me"})
BUSY = Right("wie die dag een tafel heeft", lambda kind: ALL_TALKS)
TOUCHED = Right("die een wijziging raakt", lambda kind: ALL_TALKS)
LINE = Right("eigen tafel", lambda kind: WAITS[kind])
LINE_OWN = Right("eigen tafel", lambda kind: WAITS_OWN[kind])
WHOLE_LINE = Right("iedereen op de lijst", lambda kind: WAITS[kind])
OFFERED = Right("eigen tafel", lambda kind: WAITS[kind] & {"W offered", "J offered"})
ALL_OFFERED = Right("iedereen op de lijst", lambda kind: WAITS[kind] & {"W offered", "J offered"})
CALLS = Right("altijd", lambda kind: {"hier"})
MINE = Right("van zichzelf", lambda kind: {"me"})
MY_HOLD = Right("wat men zelf vasthoudt", lambda kind: {"held by me"})
COLLEAGUES = Right("alle collega's hier", lambda kind: HERE)
# Wil wrote the texts of the scene and Juul read them; the second reader knows whose text it is.
WROTE = Right("wie een tekst schreef of las", lambda kind: {"me", "wil", "juul"})
AT_TABLE = Right("wie aan de eigen tafel zit", lambda kind: {"me"} | SEATED[kind])


@dataclass(frozen=True)
class Row:
    """One line of the table: what it is, its columns, and a right for each group, in the order of GROUPS."""

    what: str
    columns: tuple[str, ...]
    rights: tuple[Right, ...]


def _row(
    what: str,
    columns: str,
    *rights: Right,
    manager: Right | None = None,
    rest: tuple[Right, Right] = (NEVER, NEVER),
) -> Row:
    """`rest`: of who writes texts, and of a ketenpartner."""
    five = rights if len(rights) == 5 else rights * 5
    managers = (manager,) * 3 if manager else (five[0], five[2], five[4])
    return Row(what, tuple(columns.split()), (*five, *rest, *managers))


ROWS = (
    # --- who comes ---
    _row("Voornaam", "participation.name_sealed", DESK_OR_LOST, DESK, DESK_OR_LOST, NEVER, IF_LOST),
    _row(
        "Telefoon of mail, en wat veilig is",
        "participation.contact_sealed",
        DESK_OR_LOST,
        DESK,
        DESK_OR_LOST,
        NEVER,
        IF_LOST,
    ),
    _row(
        "Wat iemand vertelt en nodig heeft",
        "participation.told_sealed participation.contact_checked_at",
        DESK,
        DESK,
        DESK,
        NEVER,
        NEVER,
    ),
    _row("De code", "participation.reference", CODE_PLANS, CODE_DESK, CODE_PLANS, BOOKED, CODE_NO_DESK),
    _row("Begintijd van een gesprek", "appointment.starts_at", BUSY, BUSY, BUSY, BOOKED, TOUCHED),
    _row(
        "Eindtijd van een gesprek",
        "appointment.ends_at",
        BUSY,
        BUSY,
        BUSY,
        BOOKED,
        CODE_NO_DESK,
    ),
    _row("De code en link voor de ander, en tot wanneer", "invitation.sealed invitation.ends_at", BOOKED),
    # --- the waiting list and call-backs ---
    _row(
        "Wachtlijst: wat iemand vertelt en nodig heeft",
        "waiting.told_sealed",
        LINE_OWN,
        LINE,
        LINE,
        NEVER,
        NEVER,
    ),
    _row(
        "Wachtlijst: naam, contact, code, sinds en tot wanneer",
        "waiting.name_sealed waiting.contact_sealed waiting.reference waiting.asked_at waiting.until_on",
        WHOLE_LINE,
        LINE,
        LINE,
        NEVER,
        NEVER,
    ),
    _row(
        "Wachtlijst: de tijd die wij vasthouden",
        "waiting.starts_at waiting.offered_until",
        ALL_OFFERED,
        OFFERED,
        OFFERED,
        NEVER,
        NEVER,
    ),
    _row(
        "Terugbellen: naam, nummer, code, wanneer beloofd, pogingen",
        "call_back.name_sealed call_back.contact_sealed call_back.reference call_back.due_at call_attempt.at",
        CALLS,
        NEVER,
        NEVER,
        NEVER,
        NEVER,
    ),
    # --- colleagues ---
    _row("Wat men zelf invult voor iemand anders", "draft.sealed draft.claim_id", MY_HOLD),
    _row(
        "Naam van een collega",
        "person.name",
        COLLEAGUES,
        AT_TABLE,
        COLLEAGUES,
        MINE,
        COLLEAGUES,
        rest=(WROTE, MINE),
    ),
    _row(
        "Wanneer een collega afwezig is",
        "busy_time.starts_at busy_time.ends_at",
        COLLEAGUES,
        MINE,
        COLLEAGUES,
        MINE,
        COLLEAGUES,
    ),
    _row(
        "Eigen agenda: sinds wanneer, welke server",
        "calendar_feed.made_at calendar_import.address_sealed calendar_import.read_at",
        MINE,
    ),
    _row("E-mailadres van een collega", "person.email", NEVER, manager=COLLEAGUES),
    _row(
        "Wie is uitgenodigd, en tot wanneer",
        "staff_invitation.email staff_invitation.name staff_invitation.expires_at",
        NEVER,
        manager=CALLS,
    ),
    _row(
        "Wat een collega veranderde", "change.name change.before change.after change.at", NEVER, manager=CALLS
    ),
    _row("Wanneer iemands rollen zijn nagekeken", "membership.reviewed_at", NEVER, manager=CALLS),
    # --- nobody ---
    _row(
        "Sleutels, links van inwoners, wachtwoorden, sessies, logboek",
        "participation.data_key participation.token_hash participation.token_sealed participation.phone_hash"
        " participation.calendar_uid invitation.token_hash invitation.code_hash staff_message.data_key"
        " waiting.data_key call_back.data_key call_back.phone_hash calendar_feed.token_hash"
        " person.password_hash person.created_at staff_session.id_hash sign_in_failure.id_hash oidc_link.subject"
        " staff_invitation.token_hash second_factor.secret_sealed recovery_code.code_hash"
        " audit_event.actor audit_event.action audit_event.at outbox.gateway_id outbox.reason",
        NEVER,
    ),
    _row(
        "Wat wij schreven, en wie het schreef",
        "staff_message.text_sealed staff_message.made_at staff_message.made_by",
        NEVER,
    ),
    _row("Een voorstel voor een andere tijd", "proposal.starts_at proposal.ends_at", NEVER),
    _row(
        "Wanneer iets werd geboekt, verstuurd, voorgesteld, apart gehouden of gedaan",
        "appointment.booked_at appointment.first_free_at call_back.asked_at draft.first_free_at"
        " keep_apart.made_at calendar_import.made_at outbox.due_at outbox.created_at outbox.done_at proposal.shown_from"
        " proposal.lapses_at sign_in_failure.last_at oidc_link.linked_at"
        " staff_invitation.made_at second_factor.confirmed_at recovery_code.used_at",
        NEVER,
    ),
    _row(
        "Nummers van vastgehouden tijden van anderen",
        "appointment.claim_id proposal.claim_id waiting.claim_id draft.visitor_hash",
        NEVER,
    ),
)

# --- columns without a word of their own -------------------------------------------------------------------

POINTS = "names another row; whoever may see that row may see this"
FEW = "one of a few words or a small number; test_noninterference.py looks at it"
EMPTY = "empty in the scene, or it moves by looking"
FREE = "one of the free times that anybody can see"
ON_THE_SITE = "stands on the public site"


def _columns(table: str, names: str) -> frozenset[str]:
    return frozenset(f"{table}.{name}" for name in names.split())


NO_WORD: dict[str, frozenset[str]] = {
    POINTS: _columns("appointment", "sitting_id talk_type_id seated")
    | _columns("audit_event", "subject")
    | _columns("busy_time", "resource_id source only_at")
    | _columns("calendar_feed", "person_id")
    | _columns("calendar_import", "person_id")
    | _columns("call_back", "owner_id appointment_id")
    | _columns("call_attempt", "call_back_id made_by")
    | _columns("draft", "sitting_id talk_type_id appointment_id")
    | _columns("invitation", "appointment_id")
    | _columns("keep_apart", "first_id second_id made_by")
    | _columns("membership", "person_id tenant organisation_id")
    | _columns("oidc_link", "person_id tenant issuer")
    | _columns("outbox", "subject")
    | _columns("participation", "appointment_id")
    | _columns("proposal", "appointment_id sitting_id")
    | _columns("resource", "person_id")
    | _columns("staff_message", "participation_id")
    | _columns("staff_session", "person_id tenant")
    | _columns("staff_invitation", "organisation_id invited_by")
    | _columns("second_factor", "person_id")
    | _columns("recovery_code", "person_id")
    | _columns("waiting", "talk_type_id sitting_id appointment_id")
    | _columns("change", "actor")
    | _columns("central_text", "author reader")
    | _columns("text_version", "author reader"),
    FEW: _columns(
        "appointment",
        "status attention joint roles kept unclaimed unclaimed_why ticks created_via channel joint_at_start",
    )
    | _columns("call_back", "state created_via attempts told_sealed")
    | _columns("call_attempt", "result")
    | _columns("calendar_import", "fault")
    | _columns("draft", "ticks joint renewals unclaimed_why")
    | _columns("invitation", "used")
    | _columns("membership", "role")
    | _columns("outbox", "kind state attempts")
    | _columns("participation", "number state outcome untold")
    | _columns("proposal", "ticks proposed_by")
    | _columns("resource", "kind")
    | _columns("sign_in_failure", "failures")
    | _columns("staff_invitation", "roles")
    | _columns("change", "kind")
    | _columns("waiting", "state joint weekdays parts created_via ticks offers"),
    EMPTY: _columns("appointment", "apart_from cancelled_at")
    | _columns("calendar_feed", "revoked_at")
    | _columns("calendar_import", "next_at")
    | _columns("call_back", "ended_at wiped_at")
    | _columns("draft", "expires_at keep_until")
    | _columns("membership", "ended_at reviewed_by")
    | _columns("staff_invitation", "accepted_at withdrawn_at")
    | _columns("second_factor", "last_step")
    | _columns("outbox", "leased_until seen_at ask_at")
    | _columns("person", "disabled_at")
    | _columns("staff_session", "created_at last_used_at ended_at step")
    | _columns("participation", "wiped_at")
    | _columns("waiting", "ends_at ended_at"),
    FREE: _columns("draft", "starts_at ends_at"),
    ON_THE_SITE: _columns("contact_person", "name role about phone"),
}

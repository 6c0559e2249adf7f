"""Who may see which canary, and where. Written by hand from DESIGN §4 and SAFETY §5; nothing here asks the portal.

A word may be seen when the actor may know it (MAY_KNOW) and it may stand in that kind of output (PAGES and the rest).
What is not on these lists may not be seen: a new page shows nothing until somebody says what it may show.
"""

from fnmatch import fnmatchcase

TYPED = {"naam", "email", "telefoon", "toelichting", "begeleider"}
PASSED_ON = {"code", "uitnodiging"}
IDS = {"persoon", "afspraak"}
CALLED = {"naam", "telefoon", "kenmerk", "verzoek"}
WAITS = {*TYPED, "kenmerk", "wacht"}

# --- who may know what, in one municipality: patterns of "who.talk.field" -----------------------------------------

MAY_KNOW: dict[str, tuple[str, ...]] = {
    "a": ("a.*",),
    # What A passed on, and nothing else of A.
    "b": ("b.*", "a.*.code", "a.*.uitnodiging"),
    # The link of A's message is a key: to the code A passes on as well, as long as nobody answered.
    "scanner": ("a.*.token", "a.*.uid", "a.open.code", "a.open.uitnodiging"),
    # Each desk its own talks; of who must be kept apart from one of theirs only the code.
    "wijkteam": (
        *("?.samen.*", "?.weg.*", "a.alleen.*", "b.alleen.kenmerk", "b.alleen.afspraak"),
        *(
            "a.bel.*",
            "a.wacht.*",
            "wijkteam.*",
            "jurist.zelf.medewerker",
            "beheer.zelf.medewerker",
        ),  # who plans sees who can sit where
    ),
    "jurist": ("?.weg.*", "?.open.*", "b.alleen.*", "a.alleen.kenmerk", "a.alleen.afspraak", "jurist.*"),
    "partner": ("partner.*",),
    "beheer": ("beheer.*", "*.zelf.medewerker", "*.zelf.post"),
    "gevraagd": ("gevraagd.*",),
    "halfway": ("partner.*",),  # the password was right; the code is still asked
    "next": (),  # who takes over A's device and begins anew
    "elsewhere": (),
    "nobody": (),
    "operator": (),
}

# On these pages more: whoever makes the planning takes care of a talk that lost its place, whatever desk it is of.
MAY_KNOW_AT: dict[str, dict[str, tuple[str, ...]]] = {
    "booking_worklist.": {
        "wijkteam": ("a.open.*", "t.open.afspraak"),
        "beheer": ("?.samen.*", "a.open.*", "t.open.afspraak", "t.samen.afspraak"),
    },
}

# --- where it may stand ----------------------------------------------------------------------------------------

# In the body of a page, by endpoint.
PAGES: dict[str, set[str]] = {
    # While somebody fills in the form they see what they typed; afterwards never again.
    "booking_resident.details": {*TYPED, "claim"},
    "booking_resident.details_posted": {*TYPED, "claim"},
    "booking_resident.check": {*TYPED, "claim"},
    "booking_resident.done": {"token", "kenmerk", *PASSED_ON},
    # An own link: date, time, place. Not a name, not what was told, not even the code for the telephone.
    "booking_message.see": {"token"},
    "booking_message.move_form": {"token"},
    "booking_message.move": {"token"},
    "booking_message.cancel_form": {"token"},
    "booking_message.cancel": {"token"},
    "booking_message.calendar": {"uid"},
    "booking_together.alone_or_together": {"token", *PASSED_ON},
    "booking_together.choose": {"token", *PASSED_ON},
    "booking_together.go_alone_form": {"token"},
    "booking_together.go_alone": {"token"},
    # Who got a code; who says yes sees their own link and code once.
    "booking_invited.code_typed": {"code"},
    "booking_invited.invited": {"uitnodiging"},
    "booking_invited.later": {"uitnodiging"},
    "booking_invited.answer": {"uitnodiging", "token", "kenmerk"},
    "booking_invited.contact": {"token"},
    "booking_invited.contact_posted": {"token", *TYPED},
    "web_leaving.go_on": {"token"},
    # Staff. On paper no telephone, no note, no way to find more.
    "accounts_entrance.sign_in": {"post"},
    "accounts_own.account": {"post"},
    "accounts_own.change_password": {"post"},
    "accounts_invited.invited": {"post", "token"},  # who they were asked as
    "accounts_invited.accept": {"post", "token"},
    # Who works here, to who gives them their roles.
    **{
        f"accounts_people.{page}": {"medewerker", "post"}
        for page in (
            *("people_here", "person", "roles_form", "review_form", "invite_form", "invite"),
            *("save_roles", "stop", "review", "withdraw", "send_again", "reset_factor"),
        )
    },
    "administration_changes.changes": {"medewerker"},
    "administration_files.whole_out": {"post"},  # the whole municipality as a file: also who works there
    "booking_staff.today_and_coming": {"naam", "kenmerk", "melding", *IDS},
    "booking_staff.day": {"naam", "kenmerk", *IDS},
    "booking_staff.outcome": {"naam", "kenmerk", *IDS},  # pressed too soon: the day again
    "booking_staff.print_day": {"naam", "kenmerk"},
    "booking_staff.appointment": {*TYPED, "kenmerk", *IDS},
    "booking_person.keep": {*TYPED, "kenmerk", *IDS},
    "booking_person.message_form": {"kenmerk", *IDS},
    "booking_person.send": {"kenmerk", *IDS},
    # On the telephone the code must be heard: it stands on none of these pages until somebody typed it.
    # By a number, which two people may share: of each of the own desk the code and the hour.
    "booking_phone.look_up": {"kenmerk", *IDS},
    "booking_phone.move_form": IDS,
    "booking_phone.move": IDS,
    "booking_phone.cancel_form": IDS,
    "booking_phone.cancel": IDS,
    # Booked for somebody: what this session typed itself. The letter has no name, and its code is in two halves.
    "booking_for.choose": {"naam"},
    "booking_for.hold": {"naam"},
    "booking_for.details": {*TYPED, "claim"},
    "booking_for.details_posted": {*TYPED, "claim"},
    "booking_for.done": {"kenmerk", *IDS, *PASSED_ON},
    "booking_for.letter": {"kenmerk", *IDS},
    "booking_for.walk_in": {"naam", "kenmerk", *IDS},
    # The planning: colleagues by name; of a talk that a change touches the code. The work list the same.
    "booking_feed.calendar": {"afspraak"},
    "booking_planning.new": {"medewerker"},
    "booking_planning.create": {"medewerker", "kenmerk"},
    "booking_planning.edit": {"medewerker"},
    "booking_planning.save": {"medewerker", "kenmerk"},
    "booking_planning.remove": {"kenmerk"},
    "booking_planning.restore": {"kenmerk"},
    "booking_days.day": {"medewerker"},
    "booking_days.save_day": {"medewerker", "kenmerk"},
    "booking_days.close": {"kenmerk"},
    "booking_days.reopen": {"kenmerk"},
    "booking_days.open_holiday": {"kenmerk"},
    "booking_days.replace_form": {"medewerker"},
    "booking_days.replace": {"medewerker", "kenmerk"},
    "booking_away.away": {"medewerker"},
    "booking_away.go_away": {"medewerker", "kenmerk"},
    "booking_away.come_back": {"kenmerk"},
    "booking_worklist.worklist": {"kenmerk", "melding", "wacht", *IDS},
    "booking_worklist.solve": {*CALLED, "email", *IDS},
    "booking_worklist.move": {*CALLED, "email", *IDS},
    "booking_worklist.cancel": {*CALLED, "email", *IDS},
    "booking_worklist.tell": {*CALLED, "email", *IDS},
    # The waiting list. Who asked sees the code, for an hour; on the list of staff no name.
    "booking_waiting.ask": {*TYPED},
    "booking_waiting.asked": {"kenmerk"},
    "booking_waiting_staff.people": {"kenmerk", "wacht"},
    "booking_waiting_staff.see": WAITS,
    "booking_waiting_staff.accept": WAITS,
    "booking_waiting_staff.decline": WAITS,
    "booking_waiting_staff.unreached": WAITS,
    # Call-backs. Who asked sees the code, for an hour; on the list of staff no name and no number.
    "callbacks_resident.ask": {"naam", "telefoon"},
    "callbacks_resident.asked": {"kenmerk"},
    "callbacks_staff.queue": {"kenmerk", "verzoek"},
    "callbacks_staff.see": CALLED,
    "callbacks_staff.take": CALLED,
    "callbacks_staff.result": CALLED,
    "callbacks_staff.withdraw": CALLED,
    "callbacks_staff.become_appointment": CALLED,
}
STAFF_PREFIXES = (
    "booking_calendars.",
    "booking_staff.",
    "booking_person.",
    "booking_phone.",
    "booking_for.",
    "booking_week.",
    "booking_keys.",
    "booking_planning.",
    "booking_days.",
    "booking_away.",
    "booking_worklist.",
    "booking_waiting_staff.",
    "callbacks_staff.",
    "accounts_staff.",
    "accounts_own.",
    "accounts_people.",
    "administration_",
    "partners_office.",
    "partners_contact.",
    "content_texts.",
    "content_central.",
)
FRAME_OF_STAFF = {"medewerker"}  # who is signed in, on every page of staff

# In the title, which stays in the history and shows in the task bar: nothing; at the desk the code.
TITLES: dict[str, set[str]] = {
    "booking_staff.appointment": {"kenmerk"},
    "booking_person.keep": {"kenmerk"},
    "booking_person.message_form": {"kenmerk"},
    "booking_person.send": {"kenmerk"},
    "booking_waiting_staff.see": {"kenmerk"},
    "booking_waiting_staff.accept": {"kenmerk"},
    "booking_waiting_staff.decline": {"kenmerk"},
    "booking_waiting_staff.unreached": {"kenmerk"},
    "callbacks_staff.see": {"kenmerk"},
    "callbacks_staff.take": {"kenmerk"},
    "callbacks_staff.result": {"kenmerk"},
    "callbacks_staff.withdraw": {"kenmerk"},
    "callbacks_staff.become_appointment": {"kenmerk"},
}

# In an address (a link, a form's action, a redirect), by how it begins: keys, and ids; never a word of anybody.
ADDRESSES: dict[str, set[str]] = {
    "/a/": {"token"},
    "/u/": {"uitnodiging"},
    "/f/": {"afspraak"},
    "/uitnodiging/": {"token"},
    "/medewerker/": {*IDS, "melding", "verzoek", "wacht"},
}

# In a cookie: whose browser it is, what it asked for, and for whom a notice waits.
COOKIES = {"bezoeker", "sessie", "persoon", "verzoek", "wacht"}

# In a mail: its own link in the text, and what staff wrote. The address it goes to stands in "To" only; Message-ID is
# the row of the outbox (docs/keuzes.md). Nothing in any other header.
MAIL_TO = {"email", "post"}
MAIL_TEXT = {"token", "bericht"}
MAIL_ID = {"melding"}
# Yes, "don't know" and not answered: somebody else may read these mails. No link, no date, no words of staff.
READ_ALONG = {"b.alleen", "b.weg", "a.weg"}

# Unreadable in the database, in a dump and in a backup; the rest of the canaries are ids that we made up ourselves.
SEALED = {*TYPED, *PASSED_ON, "token", "bericht", "bezoeker", "sessie"}

# A yes does show, and at once (DESIGN §4: "only an acceptance shows"). So the first person's news of it carries its
# own moment. Of everything else that one of two people does, no moment may be read.
SHOWS_AT_ONCE = "yes"

# --- what each must have seen, or green would mean that nothing was reached --------------------------------------

_OWN = "token kenmerk uid"
_STORY = "naam toelichting begeleider"  # typed by the booker, on the page "Klopt dit?"
_DESK = "naam toelichting begeleider kenmerk persoon afspraak"
MUST_SEE: dict[str, dict[str, str]] = {
    "a": {
        "a.samen": f"{_STORY} email {_OWN} code uitnodiging bericht",
        "a.open": f"{_STORY} telefoon {_OWN} code uitnodiging",
        "a.weg": f"{_STORY} email {_OWN} code uitnodiging",
        "a.alleen": f"{_STORY} telefoon {_OWN}",
        "a.concept": f"{_STORY} email claim",
        "a.browser": "bezoeker",
        "a.bel": "kenmerk",
        "a.wacht": "kenmerk",
    },
    "b": {
        # B's contact is write-only: typed once, only its address is ever seen again, on B's own mail.
        "b.samen": f"email {_OWN} bericht",
        "b.weg": f"email {_OWN}",
        "b.alleen": f"{_STORY} email {_OWN}",
        "b.concept": f"{_STORY} telefoon claim",
        "b.browser": "bezoeker",
        "a.samen": "uitnodiging",
        "a.open": "uitnodiging",
        "a.weg": "uitnodiging",
    },
    "scanner": {
        "a.samen": "token uid",
        "a.open": "token uid code uitnodiging",
        "a.weg": "token uid",
        "a.alleen": "token uid",
    },
    "wijkteam": {
        "a.samen": f"{_DESK} email melding",
        "b.samen": f"{_DESK} email",
        "a.weg": f"{_DESK} email",
        "b.weg": f"{_DESK} email",
        "a.alleen": f"{_DESK} telefoon",
        "b.alleen": "kenmerk",
        "a.bel": "naam telefoon kenmerk verzoek",
        "a.wacht": "naam toelichting begeleider email kenmerk wacht",
        "a.open": "naam telefoon kenmerk",  # it lost its place
        "jurist.zelf": "medewerker",
        "wijkteam.zelf": "medewerker post",
        "beheer.zelf": "medewerker",
    },
    "jurist": {
        "a.open": f"{_DESK} telefoon",
        "a.weg": f"{_DESK} email",
        "b.weg": f"{_DESK} email",
        "b.alleen": f"{_DESK} email",
        "a.alleen": "kenmerk",
        "jurist.zelf": "medewerker post",
    },
    "partner": {},
    "beheer": {
        "beheer.zelf": "medewerker post",
        "wijkteam.zelf": "medewerker post",
        "jurist.zelf": "medewerker post",
        "partner.zelf": "medewerker post",
        "gevraagd.zelf": "medewerker post",
        "a.open": "naam telefoon kenmerk",  # these lost their place
        "a.samen": "naam email kenmerk",
        "b.samen": "naam email kenmerk",
    },
    "gevraagd": {"gevraagd.zelf": "post"},
    "halfway": {},
    "next": {},
    "elsewhere": {},
    "nobody": {},
    "operator": {},
}
MAY_SEE_TOO = {
    "persoon",
    "sessie",
    "afspraak",
    "melding",
    "verzoek",
    "wacht",
}  # own ids: whether they are seen depends on the moment


def may_know(actor: str, side: str, key: str) -> bool:
    """May this actor of this municipality know the word at all?"""
    slug, _, rest = key.partition(".")
    return slug in (side, "allen") and any(fnmatchcase(rest, pattern) for pattern in MAY_KNOW[actor])


def may_know_there(actor: str, side: str, key: str, endpoint: str) -> bool:
    """The same, on a page of this endpoint."""
    slug, _, rest = key.partition(".")
    more = [who.get(actor, ()) for start, who in MAY_KNOW_AT.items() if endpoint.startswith(start)]
    found = any(fnmatchcase(rest, pattern) for patterns in more for pattern in patterns)
    return may_know(actor, side, key) or (slug == side and found)


def must_see(actor: str, side: str) -> set[str]:
    """Full keys."""
    found = set()
    for talk, fields in MUST_SEE[actor].items():
        slug = "allen" if talk.startswith("jurist.") else side
        found |= {f"{slug}.{_talk_of(talk, field)}.{field}" for field in fields.split()}
    return found


def _talk_of(talk: str, field: str) -> str:
    """Two people in one talk share the talk, and its id."""
    return f"t.{talk[2:]}" if field == "afspraak" and not talk.endswith(".alleen") else talk

"""What may stand behind a key of a tenant file: a text, a time, a telephone number, each with its refusal in Dutch."""

import re
from datetime import time
from typing import Annotated, Literal, TypeVar

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
THEME_WORDS = ("scheid", "divorce", "separat", "spreekuur", "mediat", "alimentat", "juridisch", "wijkteam")

T = TypeVar("T")


def like(pattern: str, sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _once(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) < len(values):
        raise ValueError("Hier staat iets twee keer.")
    return values


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('Hier hoort een tijd tussen aanhalingstekens, zoals "09:00".')
    return time.fromisoformat(value)


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", code) or code not in Locale("en").languages:
        raise ValueError('Hier hoort de code van een taal, zoals "nl" of "en".')
    return code


HOST = r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
ORIGIN = r"https://[a-z0-9.-]{1,253}(:\d{1,5})?"  # goes into a header: nothing but a host and a port
_NEARBY = r"http://(localhost|127\.0\.0\.1)(:\d{1,5})?"  # refused in production
ISSUER = rf"({ORIGIN}|{_NEARBY})(/[^\s?#]*)?"
Many = Annotated[tuple[T, ...], Field(strict=False)]  # a TOML list
Distinct = Annotated[
    tuple[T, ...], Field(strict=False), AfterValidator(_once)
]  # the same, nothing twice, order kept
Text = Annotated[str, like(r"(?=.*\S)[^\x00-\x1f\x7f]+", "Hier hoort tekst, op één regel.")]
Prose = Annotated[
    str, like(r"(?s)(?=.*\S)[^\x00-\x08\x0b-\x1f\x7f]+", "Hier hoort tekst.")
]  # may have several lines
Key = Annotated[
    str, like(r"[a-z][a-z0-9-]{0,40}", "Een sleutel bestaat uit kleine letters, cijfers en streepjes.")
]
Slug = Annotated[
    str,
    like(r"[a-z][a-z0-9-]{1,40}", "De naam van een map bestaat uit kleine letters, cijfers en streepjes."),
]
Host = Annotated[str, like(HOST, "Hier hoort een adres in kleine letters, zonder https:// en zonder poort.")]
Phone = Annotated[
    str,
    like(
        r"1\d\d|(?=(?:\D*\d){6})\+?\d[\d -]{1,18}\d",  # 112 and the like, or at least the six of 14 0223
        "Hier hoort een telefoonnummer, met cijfers en spaties.",
    ),
]
Email = Annotated[
    str,
    like(r"[^@\s<>,;\"]+@[^@\s.]+(\.[^@\s.]+)+", "Hier hoort een e-mailadres."),
    AfterValidator(str.lower),
]
Language = Annotated[str, AfterValidator(_language)]
# Of accounts.ROLES, without the role that works for all municipalities at once: no group of one gives that.
GroupRole = Literal["medewerker", "ketenpartner", "redacteur", "planner", "beheerder"]
Colour = Annotated[str, like(r"#[0-9a-fA-F]{6}", 'Hier hoort een kleur, zoals "#1f5c3a".')]
Clock = Annotated[
    time, BeforeValidator(_clock), PlainSerializer(lambda at: f"{at:%H:%M}", when_used="json")
]  # wall time
Minutes = Annotated[int, Field(ge=5, le=480, multiple_of=5)]
Weekday = Literal["ma", "di", "wo", "do", "vr", "za", "zo"]

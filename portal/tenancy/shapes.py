"""The shapes of a tenant file: `[deploy]` says where a municipality lives, `[start]` how it begins.

Attributes are named as in the file, only `from` is `from_`; lists are tuples. Sentences are for the administrator.
"""

from datetime import date, time, timedelta
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from portal.tenancy.values import (
    ISSUER,
    ORIGIN,
    THEME_WORDS,
    WEEKDAYS,
    Clock,
    Colour,
    Distinct,
    Email,
    GroupRole,
    Host,
    Key,
    Language,
    Many,
    Minutes,
    Phone,
    Prose,
    Slug,
    Text,
    Weekday,
    like,
)

# As long as the tables hold, so that what a file or a form accepts can be kept.
Name = Annotated[Text, Field(max_length=120)]
Short = Annotated[Prose, Field(max_length=300)]
Told = Annotated[Prose, Field(max_length=2000)]
Mail = Annotated[Email, Field(max_length=254)]
Role = Annotated[Key, Field(max_length=20)]


class Shape(BaseModel):
    """One table of the file: frozen, no unknown keys, no quiet conversion ("30" is not 30)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Between(Shape):
    """From and until on one day, wall time, HH:MM."""

    from_: Clock = Field(alias="from")
    until: Clock

    @field_validator("until")
    @classmethod
    def _is_later(cls, until: time, info: ValidationInfo) -> time:
        if until <= info.data.get("from_", time.min):
            raise ValueError("De eindtijd moet na de begintijd liggen.")
        return until


# [deploy] ---------------------------------------------------------------------------------------------------------


class Oidc(Shape):
    """The municipality's own sign-in for staff (docs/administration.md). The client's secret is in the environment.

    `issuer` exactly as its ID tokens say it. `roles`: what members of each group may do here. `second_factor`: values
    of `acr` or `amr` that say that two things were asked. `origins`: other addresses that signing in there passes by.
    `only`: nobody signs in with a password here.
    """

    issuer: Annotated[
        str, like(ISSUER, "Hier hoort een adres met https://, zonder vraagteken."), Field(max_length=300)
    ]
    client_id: Annotated[Text, Field(max_length=200)]
    name: Annotated[Text, Field(max_length=60)] = "Inloggen bij de gemeente"
    groups_claim: Annotated[Text, Field(max_length=100)] = "groups"
    roles: dict[Annotated[Text, Field(max_length=200)], GroupRole] = Field(min_length=1)
    second_factor: Distinct[Annotated[Text, Field(max_length=200)]] = ()
    scopes: Distinct[Annotated[str, like(r"[!#-\[\]-~]{1,60}", "Hier hoort een woord zonder spatie.")]] = ()
    origins: Distinct[Annotated[str, like(ORIGIN, "Hier hoort https:// en een adres, zonder pad.")]] = ()
    only: bool = False


class Deploy(Shape):
    """Where a municipality lives. `cbs_code` is GM and four digits, `postcodes` are PC4; the first language is nl."""

    slug: Slug
    name: Text
    cbs_code: Annotated[str, like(r"GM\d{4}", "Hier hoort GM met vier cijfers.")]
    hosts: Many[Host] = Field(min_length=1)
    message_host: Host
    languages: Distinct[Language]
    postcodes: Distinct[Annotated[int, Field(ge=1000, le=9999)]]
    places: Distinct[Text]
    features: Distinct[Key] = ()
    leave_url: Annotated[str, like(r"https://[^\s/]+(/\S*)?", "Dit adres begint met https://.")] | None = None
    oidc: Oidc | None = None

    @field_validator("message_host")
    @classmethod
    def _is_neutral(cls, host: str) -> str:
        if word := next((word for word in THEME_WORDS if word in host), None):
            raise ValueError(f"Dit adres staat in berichten. Gebruik het woord “{word}” niet.")
        return host

    @field_validator("languages")
    @classmethod
    def _dutch_first(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if languages[:1] != ("nl",):
            raise ValueError('De eerste taal is altijd "nl".')
        return languages


# [start] ----------------------------------------------------------------------------------------------------------


class Hours(Between):
    """`days` is one day ("wo") or a range ("ma-vr")."""

    days: Annotated[
        str, like(f"({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?", 'Hier horen dagen, zoals "ma-vr".')
    ]

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Monday is 0."""
        first, last = WEEKDAYS.index(self.days[:2]), WEEKDAYS.index(self.days[-2:])
        return tuple(range(first, last + 1)) or (*range(first, 7), *range(last + 1))


class Contact(Shape):
    """`calls_from`: the number a resident sees when the municipality calls, if it is another one.

    `call_back_days`: within how many working days somebody who asks for it is called.
    """

    phone: Phone
    hours: Many[Hours] = Field(min_length=1)
    email: Mail | None = None
    calls_from: Phone | None = None
    call_back_days: int = Field(default=2, ge=1, le=10)


class Style(Shape):
    """`action`: a darker colour for buttons and links when `primary` is light."""

    primary: Colour
    action: Colour | None = None
    font: Literal["source-sans-3", "public-sans"] = "source-sans-3"
    radius: Literal["square", "soft", "round"] = "soft"


class Organisation(Shape):
    """`shared`: one organisation that serves several municipalities, with the same key in each."""

    key: Key
    name: Name
    kind: Literal["wijkteam", "juridisch_loket", "raadslieden", "advocaten", "mediators", "other"]
    shared: bool = False


class Professional(Shape):
    """The same e-mail address in several municipalities is the same human being."""

    key: Key
    name: Name
    email: Mail
    organisation: Key
    roles: Distinct[Key] = ("medewerker",)


class Place(Shape):
    """Shown on a resident's own page, where somebody else may look along: no word of what it is for."""

    key: Key
    name: Name
    street: Name
    town: Annotated[Text, Field(max_length=80)]
    note: Annotated[Text, Field(max_length=300)] | None = None

    @field_validator("name", "note")
    @classmethod
    def _is_neutral(cls, text: str | None) -> str | None:
        if word := next((word for word in THEME_WORDS if word in (text or "").lower()), None):
            raise ValueError(
                f"Dit staat op de eigen pagina van een inwoner. Gebruik het woord “{word}” niet."
            )
        return text


class Talk(Shape):
    """A type of talk. It needs a desk of every role at one table, for `minutes`."""

    key: Key
    name: Name
    minutes: Minutes
    roles: Distinct[Role] = Field(min_length=1, max_length=5)
    joint_allowed: bool
    who_sits: Short
    who_pays: Short
    condition: Annotated[Prose, Field(max_length=400)] | None = None
    controller: Annotated[Text, Field(max_length=200)]
    topics: Distinct[Literal["kinderen", "geld", "huis", "regels"]] = ()


class EveryWeeks(Shape):
    """Every n weeks on the weekday of the anchor, counted from the anchor; 1 is weekly."""

    every_weeks: int = Field(ge=1, le=52)
    anchor: date

    def falls_on(self, day: date) -> bool:
        return (day - self.anchor).days % (7 * self.every_weeks) == 0


class NthWeekday(Shape):
    """The first to fourth (1..4) or last (-1) such weekday of the month."""

    nth: Literal[1, 2, 3, 4, -1]
    weekday: Weekday

    def falls_on(self, day: date) -> bool:
        if day.weekday() != WEEKDAYS.index(self.weekday):
            return False
        return (day.day - 1) // 7 + 1 == self.nth or (
            self.nth == -1 and (day + timedelta(7)).month != day.month
        )


def _which_rule(value: object) -> str | None:
    if isinstance(value, dict):
        return "<nth>" if {"nth", "weekday"} & set(value) else "<weeks>"
    return "<nth>" if isinstance(value, NthWeekday) else "<weeks>" if isinstance(value, EveryWeeks) else None


Rule = Annotated[
    Annotated[EveryWeeks, Tag("<weeks>")] | Annotated[NthWeekday, Tag("<nth>")], Discriminator(_which_rule)
]
RULE: TypeAdapter[EveryWeeks | NthWeekday] = TypeAdapter(Rule)


class Desk(Shape):
    """One organisation's chair at the table. `absent`: sitting dates on which nobody sits there."""

    role: Role
    organisation: Key
    professional: Key | None = None
    absent: Distinct[date] = ()


class Spreekuur(Between):
    """A series, at a place or by a channel. `grid` and `gap` in minutes; `joint_deadline_days` in working days."""

    key: Key
    title: Name
    place: Key | None = None
    channel: Literal["phone", "video"] | None = Field(default=None, validate_default=True)
    rule: Rule
    grid: Minutes = 30
    gap: int = Field(default=0, ge=0, le=120, multiple_of=5)
    lead_hours: int = Field(default=24, ge=0, le=720)
    horizon_days: int = Field(default=91, ge=1, le=400)
    joint_deadline_days: int = Field(default=2, ge=1, le=10)
    joint_deadline_time: Clock = time(17)
    valid_from: date | None = None
    valid_until: date | None = None
    offers: Distinct[Slug] = ()
    desks: Many[Desk] = Field(min_length=1)

    @field_validator("channel")
    @classmethod
    def _or_a_place(cls, channel: str | None, info: ValidationInfo) -> str | None:
        if "place" in info.data and (info.data["place"] is None) == (channel is None):
            raise ValueError("Kies een plek (place) of een kanaal (channel), niet allebei.")
        return channel

    @field_validator("from_", "until")
    @classmethod
    def _on_a_tick(cls, at: time) -> time:
        if at.minute % 5:
            raise ValueError("Een spreekuur begint en eindigt op vijf minuten.")
        return at

    @field_validator("valid_until")
    @classmethod
    def _ends_later(cls, until: date | None, info: ValidationInfo) -> date | None:
        if until and until < (info.data.get("valid_from") or until):
            raise ValueError("De laatste dag ligt voor de eerste dag.")
        return until


class Offer(Shape):
    """What an organisation does for residents here, as "Hulp bij u in de buurt" shows it.

    `independent` says for whom it works; `owner` keeps the entry up to date and looks at it again before `review`.
    """

    key: Key
    kind: Literal[
        "wijkteam",
        "raadslieden",
        "mediator-lokaal",
        "advocaat-lokaal",
        "ouderavond",
        "omgang",
        "schuldhulp",
        "maatschappelijk-werk",
        "clientondersteuner",
        "inloop-juridisch",
        "overig",
    ]
    name: Name
    does: Told
    for_whom: Told
    cost: Told
    paid_by: Told
    independent: Told
    reach: Told
    waiting: Told | None = None
    phone: Phone | None = None
    email: Mail | None = None
    website: (
        Annotated[str, like(r"https://[^\s]+", "Dit adres begint met https://."), Field(max_length=300)]
        | None
    ) = None
    hours: Many[Hours] = ()
    walk_in: Many[Hours] = ()
    owner: Name
    review: date


class ContactPerson(Shape):
    """One named person whom residents can expect, who agreed to stand on the site."""

    name: Name
    role: Name
    about: Annotated[Text, Field(max_length=200)]
    phone: Phone | None = None


class Words(Shape):
    """The texts of `texts` that the portal shows; a municipality may leave out any."""

    welcome: Told | None = None
    promise: Short | None = None
    listing: Told | None = None


class Closure(Shape):
    """Closed from `from` up to and including `until`; the whole municipality, or one spreekuur.

    `opens`: the reverse, people do sit on these days although they are public holidays.
    """

    key: Key
    from_: date = Field(alias="from")
    until: date
    title: Name | None = None
    spreekuur: Key | None = None
    opens: bool = False

    @field_validator("until")
    @classmethod
    def _not_earlier(cls, until: date, info: ValidationInfo) -> date:
        if until < info.data.get("from_", until):
            raise ValueError("De laatste dag ligt voor de eerste dag.")
        return until


class Start(Shape):
    """How a municipality begins. Every part is optional."""

    contact: Contact | None = None
    style: Style | None = None
    texts: dict[Key, Prose] = {}
    organisation: Many[Organisation] = ()
    professional: Many[Professional] = ()
    place: Many[Place] = ()
    talk: Many[Talk] = ()
    spreekuur: Many[Spreekuur] = ()
    offer: Many[Offer] = ()
    contact_person: ContactPerson | None = None
    closure: Many[Closure] = ()


class Tables(Shape):
    """The two tables of a file; a municipality without [start] begins empty."""

    deploy: Deploy
    start: Start = Start()

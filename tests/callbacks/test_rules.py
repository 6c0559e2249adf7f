"""Until when somebody is called: a table of moments, and properties that hold for all of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.agenda import rules as agenda_rules
from portal.callbacks import rules
from portal.clock import ZONE

OFFICE = rules.Hours.of([{"days": "ma-vr", "from": "08:30", "until": "17:00"}])
LATE_THURSDAY = rules.Hours.of(
    [
        {"days": "ma-wo", "from": "09:00", "until": "12:00"},
        {"days": "do", "from": "13:00", "until": "19:00"},
    ]
)
LUNCH = rules.Hours.of(
    [
        {"days": "ma-vr", "from": "09:00", "until": "12:00"},
        {"days": "ma-vr", "from": "13:00", "until": "16:00"},
    ]
)
NIGHT = rules.Hours.of([{"days": "ma-zo", "from": "01:00", "until": "04:00"}])
HOURS = {"office": OFFICE, "thursday": LATE_THURSDAY, "lunch": LUNCH, "night": NIGHT}


def at(text: str) -> datetime:
    """ "2026-11-27 16:30" on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def holidays(first: date, days: int = 200) -> set[date]:
    found = (first + timedelta(days=n) for n in range(days))
    return {on for on in found if agenda_rules.is_holiday(on)}


# asked, days, hours, parts, due; public holidays are closed
TABLE = [
    ("2026-11-27 16:30", 2, "office", "", "2026-12-01 16:30"),  # Friday; through the weekend
    ("2026-11-24 10:00", 2, "office", "", "2026-11-26 10:00"),
    ("2026-11-24 10:00", 1, "office", "", "2026-11-25 10:00"),
    ("2026-11-24 10:00", 10, "office", "", "2026-12-08 10:00"),
    (
        "2026-11-27 17:00",
        2,
        "office",
        "",
        "2026-12-02 08:30",
    ),  # just closed: the clock starts on Monday 08:30
    ("2026-11-28 13:00", 2, "office", "", "2026-12-02 08:30"),  # Saturday
    ("2026-11-24 07:00", 2, "office", "", "2026-11-26 08:30"),  # before opening
    ("2026-12-24 16:30", 2, "office", "", "2026-12-29 16:30"),  # Christmas: Friday 25 and Saturday 26
    (
        "2027-03-25 16:30",
        2,
        "office",
        "",
        "2027-03-31 16:30",
    ),  # Good Friday and Easter Monday; the clock goes forward
    ("2027-05-05 09:00", 2, "office", "", "2027-05-10 09:00"),  # Ascension Day 6 May; Liberation Day is open
    ("2026-12-31 10:00", 1, "office", "", "2027-01-04 10:00"),  # New Year's Day is a Friday
    (
        "2026-10-23 12:00",
        2,
        "office",
        "",
        "2026-10-27 12:00",
    ),  # the clock goes back: the same time on the wall
    ("2026-11-25 11:00", 1, "thursday", "", "2026-11-26 13:00"),  # earlier than that day opens
    ("2026-11-26 18:00", 1, "thursday", "", "2026-11-30 12:00"),  # later than that day closes
    ("2026-11-24 12:30", 1, "lunch", "", "2026-11-25 13:00"),  # between: starts at 13:00
    ("2026-11-27 10:00", 2, "thursday", "", "2026-12-02 09:00"),  # Friday has no hours at all
    # Safe times: the first of them is over before the promise ends, or the promise ends with it.
    ("2026-11-24 10:00", 2, "office", "ochtend", "2026-11-26 10:00"),
    ("2026-11-24 16:00", 1, "office", "ochtend", "2026-11-25 16:00"),
    ("2026-11-24 12:30", 1, "thursday", "avond", "2026-11-26 19:00"),  # Tuesday; evening is only on Thursday
    ("2026-11-26 18:30", 1, "thursday", "avond", "2026-11-30 12:00"),  # the evening of now counts
    ("2026-11-30 09:30", 2, "thursday", "middag", "2026-12-03 17:00"),
    ("2026-11-24 08:45", 1, "lunch", "middag avond", "2026-11-25 09:00"),
]


@pytest.mark.parametrize(("asked", "days", "hours", "parts", "due"), TABLE)
def test_until_when_somebody_is_called(asked, days, hours, parts, due) -> None:
    closed = holidays(date.fromisoformat(asked[:10]))
    assert rules.due_at(at(asked), days, HOURS[hours], closed, parts.split()) == at(due)


def test_a_closure_moves_the_promise_and_an_opened_holiday_does_not() -> None:
    closed = {date(2026, 11, 30), date(2026, 12, 1)}
    assert rules.due_at(at("2026-11-27 16:30"), 2, OFFICE, closed) == at("2026-12-03 16:30")
    assert rules.due_at(at("2026-12-24 16:30"), 1, OFFICE, set()) == at("2026-12-25 16:30")


def test_at_night_the_wall_decides() -> None:
    """The hour that is skipped shows as the next one, and of the doubled hour the first counts."""
    assert rules.due_at(at("2027-03-27 02:30"), 1, NIGHT, ()) == at("2027-03-28 03:30")
    assert rules.due_at(at("2026-10-24 02:30"), 1, NIGHT, ()) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    gap = rules.Hours.of([{"days": "zo", "from": "02:10", "until": "02:50"}])
    # That Sunday the clock shows 03:10 when they open; a week later that is after closing.
    assert rules.due_at(at("2027-03-27 12:00"), 1, gap, ()) == at("2027-04-04 02:50")


def test_without_opening_hours_nothing_is_promised() -> None:
    nothing = rules.Hours.of([])
    everything = {date(2026, 11, 1) + timedelta(days=n) for n in range(400)}
    for hours, closed in ((nothing, set()), (OFFICE, everything)):
        with pytest.raises(rules.NeverOpen):
            rules.due_at(at("2026-11-27 16:30"), 2, hours, closed)


@pytest.mark.parametrize(
    ("parts", "hours", "meet"),
    [
        ("", "office", True),
        ("avond", "office", False),
        ("avond", "thursday", True),
        ("avond ochtend", "office", True),
        ("middag avond", "night", False),
        ("middag", "lunch", True),
    ],
)
def test_whether_safe_times_and_our_hours_meet(parts, hours, meet) -> None:
    assert rules.meets(parts.split(), HOURS[hours]) is meet


def test_days_that_go_over_the_end_of_the_week() -> None:
    hours = rules.Hours.of([{"days": "za-ma", "from": "09:00", "until": "10:00"}])
    assert [bool(spans) for spans in hours.spans] == [True, False, False, False, False, True, True]


DUE = at("2026-12-01 16:30")  # a Tuesday


@pytest.mark.parametrize(
    ("now", "first_try", "sign"),
    [
        ("2026-11-30 10:00", None, None),
        ("2026-12-01 12:29", None, None),
        ("2026-12-01 12:30", None, "soon"),
        ("2026-12-01 16:30", None, "soon"),
        ("2026-12-01 16:31", None, "late"),
        ("2026-12-01 13:00", "2026-12-01 12:00", None),  # called once: the promise is kept
        ("2026-12-01 16:31", "2026-12-01 12:00", "again"),
        ("2026-12-02 09:00", "2026-12-01 16:40", "late"),
    ],
)
def test_what_a_colleague_sees(now, first_try, sign) -> None:
    tried = at(first_try) if first_try else None
    assert rules.sign(at(now), DUE, tried, OFFICE, set()) == sign


@pytest.mark.parametrize(
    ("asked", "due", "warned"),
    [
        ("2026-11-27 16:30", "2026-12-01 16:30", "2026-12-01 12:30"),
        (
            "2026-11-25 07:00",
            "2026-11-27 09:30",
            "2026-11-26 14:00",
        ),  # one hour that day, three the day before
        ("2026-11-26 16:00", "2026-11-30 09:30", "2026-11-27 14:00"),  # over the weekend
        ("2026-11-27 16:30", "2026-11-30 09:30", "2026-11-27 16:30"),  # there were never four hours
    ],
)
def test_the_warning_comes_four_opening_hours_before(asked, due, warned) -> None:
    assert rules.warn_at(at(asked), at(due), OFFICE, set()) == at(warned)


@pytest.mark.parametrize(
    ("attempts", "enough"),
    [
        ("", False),
        ("2026-12-01 10:00,2026-12-02 10:00", False),
        ("2026-12-01 09:00,2026-12-01 12:00,2026-12-01 16:00", False),  # one day
        ("2026-12-01 09:00,2026-12-01 12:00,2026-12-01 16:00,2026-12-02 09:00", True),
        ("2026-12-01 09:00,2026-12-02 12:00,2026-12-02 16:00", True),
        ("2026-12-01 23:30,2026-12-02 00:30,2026-12-02 09:00", True),  # dates on the wall: one day in UTC
        ("2026-12-02 00:30,2026-12-02 01:30,2026-12-02 12:00", False),  # two dates in UTC
    ],
)
def test_three_attempts_on_two_dates(attempts, enough) -> None:
    assert rules.is_tried_enough([at(text) for text in attempts.split(",") if text]) is enough


def test_now_is_a_safe_time_or_not() -> None:
    assert rules.may_be_called_now(at("2026-12-01 11:59"), ["ochtend"])
    assert not rules.may_be_called_now(at("2026-12-01 12:00"), ["ochtend", "avond"])
    assert rules.may_be_called_now(at("2026-12-01 22:00"), [])


# Properties -----------------------------------------------------------------------------------------------------

quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(ZONE)).map(
    lambda moment: moment.replace(microsecond=0)
)
part_sets = st.sets(st.sampled_from(list(rules.PARTS)))


@st.composite
def hours_of(draw: st.DrawFn) -> rules.Hours:
    """Any week with at least one opening time; at most two a day, which do not overlap."""
    spans = []
    for _ in rules.DAYS:
        times = sorted(draw(st.sets(quarters, max_size=4)))
        spans.append(tuple(zip(times[::2], times[1::2], strict=False)))
    if not any(spans):
        spans[draw(st.integers(0, 6))] = ((time(9), time(12)),)
    return rules.Hours(tuple(spans))


@st.composite
def cases(draw: st.DrawFn) -> tuple:
    asked = draw(moments)
    closed = draw(st.sets(st.integers(0, 40).map(lambda n: asked.date() + timedelta(days=n)), max_size=20))
    return asked, draw(st.integers(1, 10)), draw(hours_of()), closed


def open_at(moment: datetime, hours: rules.Hours, closed: set[date]) -> bool:
    """Inside an opening time, its last moment included."""
    first = moment.astimezone(ZONE).date() - timedelta(days=1)
    for n, window in enumerate(rules.windows(first, hours, closed)):
        if window.start <= moment <= window.end:
            return True
        if window.start > moment or n > 60:
            break
    return False


@settings(max_examples=150, deadline=None)
@given(cases(), part_sets)
def test_the_promise_ends_while_we_are_there_and_after_a_chance_to_call(case, parts) -> None:
    asked, days, hours, closed = case
    if not rules.meets(parts, hours):
        return
    due = rules.due_at(asked, days, hours, closed, parts)
    assert due > asked
    assert open_at(due, hours, closed)
    # Between asking and the promise there is a time at which we are there and the person can talk.
    spans = list(rules.windows(asked.date(), hours, closed))
    wanted = [rules.PARTS[part] for part in parts] or [(time(), time(23, 59, 59))]
    chances = [
        window
        for window in spans
        for first, last in wanted
        if max(window.start, asked, _on(window, first)) < min(window.end, due, _on(window, last))
    ]
    assert chances


def _on(window: rules.Window, wall: time) -> datetime:
    return datetime.combine(window.start.astimezone(ZONE).date(), wall, tzinfo=ZONE)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_so_many_working_days_lie_between(case) -> None:
    asked, days, hours, closed = case
    due = rules.due_at(asked, days, hours, closed)
    start = rules.clock_starts(asked, hours, closed)
    first, last = start.astimezone(ZONE).date(), due.astimezone(ZONE).date()
    opened = {w.start.astimezone(ZONE).date() for w in rules.windows(first, hours, closed)}
    assert len([on for on in opened if first < on <= last]) == days


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(1, 3 * 24 * 60))
def test_who_asks_later_is_never_called_earlier(case, minutes) -> None:
    asked, days, hours, closed = case
    later = (asked.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZONE)
    # On two days with the same hours: where one day is shorter, both are promised its end.
    assert rules.due_at(asked, days, hours, closed) <= rules.due_at(later, days, hours, closed)
    assert rules.due_at(asked, days, hours, closed) <= rules.due_at(asked, days + 1, hours, closed)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_warning_leaves_four_opening_hours_or_all_there_were(case) -> None:
    asked, days, hours, closed = case
    due = rules.due_at(asked, days, hours, closed)
    warned = rules.warn_at(asked, due, hours, closed)
    assert asked <= warned <= due
    left = rules.open_time(warned, due, hours, closed)
    assert left == rules.SOON or (warned == asked and left < rules.SOON)

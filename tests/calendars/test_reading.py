"""When somebody is busy by their own calendar: clock changes, whole days, series, and calendars that are broken."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.agenda import reading

ZONE = ZoneInfo("Europe/Amsterdam")
SPRING = datetime(2027, 3, 20, tzinfo=UTC), datetime(2027, 4, 20, tzinfo=UTC)  # the clock changes on 28 March
AUTUMN = datetime(2027, 10, 25, tzinfo=UTC), datetime(2027, 11, 10, tzinfo=UTC)  # and on 31 October
AMSTERDAM = """BEGIN:VTIMEZONE
TZID:Onze tijd
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events: str, more: str = "") -> bytes:
    whole = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//\n{more}{whole}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def busy(file: bytes, window: tuple[datetime, datetime] = SPRING) -> list[str]:
    """ "28 09:00-10:00": day and wall time in Amsterdam; an end on another day has its own day."""
    lines = []
    for hours in reading.busy_hours(file, *window, ZONE, ("dorp.bericht.localhost",)):
        starts, ends = (datetime.fromtimestamp(h, UTC).astimezone(ZONE) for h in hours)
        same = starts.date() == ends.date()
        lines.append(f"{starts:%d %H:%M}-{ends:%H:%M}" if same else f"{starts:%d %H:%M}-{ends:%d %H:%M}")
    return lines


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DTSTART:20270329T070000Z\nDTEND:20270329T080000Z", "29 09:00-10:00"),
        ("DTSTART:20270327T080000Z\nDTEND:20270327T090000Z", "27 09:00-10:00"),
        ("DTSTART:20270329T090000\nDTEND:20270329T100000", "29 09:00-10:00"),
        ("DTSTART;TZID=Europe/Amsterdam:20270329T090000\nDURATION:PT1H", "29 09:00-10:00"),
        ("DTSTART;TZID=Onze tijd:20270327T090000\nDURATION:PT1H", "27 09:00-10:00"),
        ("DTSTART;TZID=Onze tijd:20270329T090000\nDURATION:PT1H", "29 09:00-10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20270329T090000\nDURATION:PT1H", "29 09:00-10:00"),
        ("DTSTART;TZID=Kent niemand:20270329T090000\nDURATION:PT1H", "29 09:00-10:00"),
        ("DTSTART;VALUE=DATE:20270328", "28 00:00-29 00:00"),
        ("DTSTART;VALUE=DATE:20270328\nDTEND;VALUE=DATE:20270330", "28 00:00-30 00:00"),
        ("DTSTART;TZID=Europe/Amsterdam:20270328T010000\nDURATION:PT3H", "28 01:00-05:00"),
        (
            "DTSTART;TZID=Europe/Amsterdam:20270328T010000\nDTEND;TZID=Europe/Amsterdam:20270328T050000",
            "28 01:00-05:00",
        ),
        (
            "DTSTART;TZID=Europe/Amsterdam:20270328T023000\nDTEND;TZID=Europe/Amsterdam:20270328T040000",
            "28 03:30-04:00",
        ),
        ("DTSTART;TZID=America/New_York:20270329T030000\nDURATION:PT1H", "29 09:00-10:00"),
    ],
)
def test_one_event_is_at_its_hour(written: str, read: str) -> None:
    assert busy(calendar(f"UID:1\n{written}", more=AMSTERDAM)) == [read]


def test_nine_o_clock_stays_nine_o_clock_through_both_changes() -> None:
    weekly = "UID:1\nDTSTART;TZID={}:20270104T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO"
    for zone in ("Europe/Amsterdam", "Onze tijd"):
        file = calendar(weekly.format(zone), more=AMSTERDAM)
        assert busy(file) == [f"{day} 09:00-10:00" for day in ("22", "29", "05", "12", "19")]
        assert busy(file, AUTUMN) == [f"{day} 09:00-10:00" for day in ("25", "01", "08")]
    utc = calendar("UID:1\nDTSTART:20270104T080000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO")
    assert busy(utc) == ["22 09:00-10:00", *(f"{day} 10:00-11:00" for day in ("29", "05", "12", "19"))]


def test_the_hour_that_comes_twice() -> None:
    night = calendar(
        "UID:1\nDTSTART:20271031T003000Z\nDTEND:20271031T013000Z",  # 02:30 summer time until 02:30 winter time
        "UID:2\nDTSTART;VALUE=DATE:20271101",
        "UID:3\nDTSTART;VALUE=DATE:20271031\nTRANSP:TRANSPARENT",
    )
    (first, second) = reading.busy_hours(night, *AUTUMN, ZONE)
    assert first[1] - first[0] == 3600
    whole = calendar("UID:1\nDTSTART;VALUE=DATE:20271031")
    ((starts, ends),) = reading.busy_hours(whole, *AUTUMN, ZONE)
    assert ends - starts == 25 * 3600 and second[1] - second[0] == 24 * 3600


def test_a_series_with_exceptions() -> None:
    zone = "TZID=Europe/Amsterdam"
    file = calendar(
        f"UID:1\nDTSTART;{zone}:20270322T090000\nDTEND;{zone}:20270322T100000\nRRULE:FREQ=WEEKLY;COUNT=5\n"
        f"EXDATE;{zone}:20270405T090000\nRDATE;{zone}:20270331T120000",
        f"UID:1\nRECURRENCE-ID;{zone}:20270329T090000\nDTSTART;{zone}:20270330T140000\nDURATION:PT30M",
        f"UID:1\nRECURRENCE-ID;{zone}:20270412T090000\nDTSTART;{zone}:20270412T090000\nDURATION:PT1H\n"
        "STATUS:CANCELLED",
    )
    assert busy(file) == ["22 09:00-10:00", "30 14:00-14:30", "31 12:00-13:00", "19 09:00-10:00"]


@pytest.mark.parametrize(
    "free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_does_not_make_busy(free: str) -> None:
    one = "DTSTART:20270329T070000Z\nDTEND:20270329T080000Z"
    assert busy(calendar(f"UID:1\n{one}\n{free}")) == []
    assert busy(calendar(f"UID:1\n{one}\nSTATUS:TENTATIVE")) == ["29 09:00-10:00"]


def test_our_own_feed_makes_nobody_busy() -> None:
    one = "DTSTART:20270329T070000Z\nDTEND:20270329T080000Z"
    assert busy(calendar(f"UID:{'a' * 24}@dorp.bericht.localhost\n{one}")) == []
    assert busy(calendar(f"UID:{'a' * 24}@elders.example\n{one}")) == ["29 09:00-10:00"]


def test_what_overlaps_or_touches_is_one() -> None:
    hours = ("0700 0800", "0730 0930", "0930 1000", "1100 1100", "1200 1230")
    events = [f"UID:{n}\nDTSTART:20270329T{h[:4]}00Z\nDTEND:20270329T{h[5:]}00Z" for n, h in enumerate(hours)]
    assert busy(calendar(*events)) == ["29 09:00-12:00", "29 14:00-14:30"]


@pytest.mark.parametrize(
    "broken",
    [
        "UID:2\nDTSTART:gisteren\nDTEND:20270328T010000Z",
        "UID:2\nDTEND:20270328T010000Z",
        "UID:2\nDTSTART:20270328T010000Z\nDTEND:20270328T020000Z\nRRULE:FREQ=NOOIT",
        "UID:2\nDTSTART:20270328T010000Z\nDTEND:20270328T020000Z\nRRULE:FREQ=SECONDLY",
        "UID:2\nDTSTART:20270328T010000Z\nDTSTART:20270328T010000Z\nDURATION:PT1H\nDURATION:PT2H",
        "UID:2\nDTSTART:20270328T010000Z\nDURATION:lang",
    ],
)
def test_a_broken_event_is_skipped_and_the_others_are_read(broken: str) -> None:
    whole = "UID:1\nDTSTART:20270329T070000Z\nDTEND:20270329T080000Z"
    assert busy(calendar(broken, whole)) == ["29 09:00-10:00"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"<!doctype html><title>Log in</title>",
        b"\x00\xff\xfe garbage",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270329T070000Z\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\xff\xfe\x00\r\nEND:VCALENDAR",
        b"BEGIN:VCARD\r\nFN:Iemand\r\nEND:VCARD\r\n",
    ],
)
def test_half_a_calendar_is_none(garbage: bytes) -> None:
    with pytest.raises(reading.NoCalendar):
        reading.busy_hours(garbage, *SPRING, ZONE)


def test_an_empty_calendar_makes_free() -> None:
    assert busy(calendar()) == []


def test_more_dates_than_anybody_has(monkeypatch) -> None:
    monkeypatch.setattr(reading, "MOST", 90)
    crowd = [f"UID:{n}\nDTSTART:20270101T070000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY" for n in range(3)]
    with pytest.raises(reading.TooMany):
        reading.busy_hours(calendar(*crowd), *SPRING, ZONE)

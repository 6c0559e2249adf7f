"""Which talk fits a worry, when the reminder goes out, what may still be changed. No app, no database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.booking import rules


@dataclass(frozen=True)
class Talk:
    key: str
    roles: tuple[str, ...]
    topics: frozenset[str]


def talk(key: str, roles: str, topics: str) -> Talk:
    return Talk(key, tuple(roles.split()), frozenset(topics.split()))


TEAM = talk("wijkteam", "wijkteam", "kinderen geld")
JURIST = talk("juridisch", "juridisch", "huis regels")
BOTH = talk("wijkteam-juridisch", "wijkteam juridisch", "kinderen geld huis regels")
ALL = [TEAM, JURIST, BOTH]


@pytest.mark.parametrize(
    ("topics", "fits"),
    [
        (["kinderen"], TEAM),
        (["geld"], TEAM),
        (["huis"], JURIST),
        (["regels"], JURIST),
        (["kinderen", "geld"], TEAM),
        (["huis", "regels"], JURIST),
        (["kinderen", "huis"], BOTH),
        (["kinderen", "geld", "huis", "regels"], BOTH),
        (["weet-niet"], BOTH),
        (["geld", "weet-niet"], BOTH),
        (["iets anders"], BOTH),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else value.key,
)
def test_the_talk_follows_from_the_topics(topics, fits) -> None:
    assert rules.suggest(topics, ALL) is fits
    assert rules.suggest(topics, ALL[::-1]) is fits


def test_without_a_legal_desk_the_wijkteam_talks_about_everything() -> None:
    for topics in (["huis"], ["kinderen", "huis"], ["weet-niet"], ["regels", "geld"]):
        assert rules.suggest(topics, [TEAM]) is TEAM


def test_topics_that_no_single_talk_covers_get_the_talk_that_covers_most() -> None:
    assert rules.suggest(["kinderen", "geld", "huis"], [JURIST, TEAM]) is TEAM


def test_where_nothing_is_offered_nothing_is_suggested() -> None:
    assert rules.suggest(["geld"], []) is None


@given(
    st.lists(st.sampled_from([*rules.TOPICS, "weet-niet", "x"]), min_size=1),
    st.sets(st.sampled_from(ALL), min_size=1),
)
def test_somebody_who_may_come_always_gets_a_talk(topics, offered) -> None:
    assert rules.suggest(topics, list(offered)) in offered


# --- reminder ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "hour"),
    [([], 9), (["ochtend"], 9), (["middag"], 12), (["avond"], 17), (["avond", "middag"], 12), (["onzin"], 9)],
)
def test_the_reminder_goes_out_in_the_first_safe_part_of_the_day(parts, hour) -> None:
    winter, summer = (
        rules.reminder_moment(date(2026, 12, 1), parts),
        rules.reminder_moment(date(2026, 7, 1), parts),
    )
    assert winter == datetime(2026, 12, 1, hour - 1, tzinfo=UTC)
    assert summer == datetime(2026, 7, 1, hour - 2, tzinfo=UTC)


# --- what may be changed, and credentials ------------------------------------------------------------------

START = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)


def test_an_appointment_can_be_changed_until_it_begins() -> None:
    rules.check_can_change("confirmed", START, START - timedelta(seconds=1))
    with pytest.raises(rules.TooLate):
        rules.check_can_change("confirmed", START, START)
    with pytest.raises(rules.AlreadyCancelled):
        rules.check_can_change("cancelled", START, START - timedelta(days=1))


def test_a_link_ends_with_the_talk() -> None:
    assert not rules.has_ended(START, START - timedelta(seconds=1))
    assert rules.has_ended(START, START)


def test_references_can_be_read_aloud_and_tell_nothing() -> None:
    found = [rules.new_reference() for _ in range(2000)]
    assert len(set(found)) == 2000 and set("".join(found)) == set(rules.ALPHABET)
    assert len(rules.ALPHABET) == len(set(rules.ALPHABET)) == 27
    assert not set(rules.ALPHABET) & set("IO015S8BZ2") - set("B")


def test_tokens_are_long_and_kept_only_as_a_hash() -> None:
    tokens = {rules.new_token() for _ in range(1000)}
    assert len(tokens) == 1000 and min(map(len, tokens)) >= 32
    assert all(token not in rules.token_hash(token) for token in tokens)

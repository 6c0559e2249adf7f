"""How long a session lives, how long a guesser waits, which password is too weak. Pure."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import permissions_of, rules

T = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (3, 0), (4, 2), (5, 4), (6, 8), (7, 16), (8, 32), (9, 60), (40, 60), (5000, 60)],
)
def test_the_wait_doubles_up_to_a_minute(failures, seconds) -> None:
    assert rules.wait_until(failures, T) == T + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("age", "unused", "alive"),
    [(0, 0, True), (29, 29, True), (30, 30, False), (599, 1, True), (600, 0, False), (599, 30, False)],
)
def test_a_session_lives_ten_hours_and_half_an_hour_unused(age, unused, alive) -> None:
    created, used = T - timedelta(minutes=age), T - timedelta(minutes=unused)
    assert rules.session_is_alive(created, used, T) is alive


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("kort", False),
        ("elf-tekens!", False),
        ("twaalf-teken", True),
        ("een zin die ik onthoud", True),
        ("aaaaaaaaaaaaaaaa", False),
        ("wil@wijkteam-dorp.example", False),
        ("x" * 257, False),
        ("abcde" * 51, True),
    ],
)
def test_a_password_is_long_and_not_the_address(password, good) -> None:
    assert (rules.password_fault(password, "wil@wijkteam-dorp.example") is None) is good


def test_a_role_nobody_knows_may_do_nothing() -> None:
    assert permissions_of(frozenset({"koning"})) == frozenset()
    assert "agenda" in permissions_of(frozenset({"koning", "medewerker"}))

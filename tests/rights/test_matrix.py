"""Role × column: what each sees on all pages for staff, compared with the table that was written by hand."""

import re

import pytest

from portal import accounts
from portal.config import ROOT
from tests.rights.crawl import FILLS, seen_by, staff_rules
from tests.rights.matrix import GROUPS, KINDS, NO_WORD, ROLES, ROWS
from tests.rights.scene import Actor, Scene
from tests.rights.words import Word, personal_columns, read_words

IN_TABLE = {column for row in ROWS for column in row.columns}
ACTORS = [f"{role}@{kind}" for role in ROLES for kind in KINDS]


@pytest.fixture(scope="module")
def words(scene: Scene) -> list[Word]:
    return read_words(scene, IN_TABLE)


@pytest.mark.parametrize("who", ACTORS)
def test_each_sees_what_the_table_says_and_no_more(scene: Scene, words: list[Word], who: str) -> None:
    actor = scene.actors[who]
    seen = {(c, _as_seen_by(actor, s)): page for (c, s), page in seen_by(scene, actor.visitor, words).items()}
    wanted = {(column, situation) for column, situation in _allowed(who)}
    there = {(word.column, _as_seen_by(actor, word.situation)) for word in words}
    leaks = [f"{column} of {s!r} on {seen[column, s]}" for column, s in sorted(set(seen) - wanted)]
    assert not leaks, f"{who} sees what the table does not say:\n" + "\n".join(leaks)
    lies = [f"{column} of {s!r}" for column, s in sorted((wanted & there) - set(seen))]
    assert not lies, f"{who} does not see what the table says:\n" + "\n".join(lies)


def _allowed(who: str) -> list[tuple[str, str]]:
    (number,) = [n for n, actors in enumerate(GROUPS.values()) if who in actors]
    kind = who.partition("@")[2]
    return [
        (column, situation)
        for row in ROWS
        for column in row.columns
        for situation in row.rights[number].seen(kind)
    ]


def _as_seen_by(actor: Actor, situation: str) -> str:
    """Situations that name somebody: "me", or a colleague of that kind."""

    def said(found: re.Match[str]) -> str:
        return "me" if found[0] == actor.name else f"iemand@{found[2]}"

    return re.sub(rf"\b({'|'.join(ROLES)})@({'|'.join(KINDS)})", said, situation)


def test_every_role_stands_in_the_table() -> None:
    assert set(ROLES) == set(accounts.ROLES)
    assert sorted(who for actors in GROUPS.values() for who in actors) == sorted(ACTORS)


def test_every_personal_column_stands_in_the_table_once() -> None:
    said = [column for row in ROWS for column in row.columns]
    said += [column for columns in NO_WORD.values() for column in columns]
    assert sorted(said) == sorted(personal_columns())


def test_there_is_a_word_of_every_column_in_the_table(scene: Scene, words: list[Word]) -> None:
    """Or "never" would be true of nothing."""
    assert IN_TABLE - {word.column for word in words} == set()


def test_every_address_for_staff_can_be_filled_in(scene: Scene) -> None:
    for method in ("GET", "POST"):
        for rule in staff_rules(scene.app, method):
            assert rule.arguments <= set(FILLS), f"say in crawl.py what fills {rule}"


def test_the_page_that_people_read_says_the_same() -> None:
    text = (ROOT / "docs" / "rechten.md").read_text()
    table = text.partition("## De tabel")[2]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    head = "| Wat | " + " | ".join(GROUPS) + " |"
    wanted = [f"| {row.what} | " + " | ".join(right.words for right in row.rights) + " |" for row in ROWS]
    assert lines == [head, "|" + " --- |" * (len(GROUPS) + 1), *wanted]

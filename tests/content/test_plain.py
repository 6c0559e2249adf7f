"""Words: hard ones are found, compounds of plain ones are not, and what a page explains is no fault."""

import shutil
import subprocess

import pytest

from portal.content import library
from portal.content.check import sentences
from portal.content.plain import explained_in, hard_words, meanings, misspelled
from portal.content.reading import Page
from tests.conftest import leave_out


def page(text: str) -> Page:
    return Page(
        "geld/x", library()["geld/kinderalimentatie"].front.model_copy(update={"title": "Een titel"}), text
    )


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("Zoek een slaapplek in uw huis.", []),
        ("De derogatie gaat vanzelf.", ["derogatie"]),
        ("**Derogatie** is afwijken. De derogatie gaat vanzelf.", []),
        ("Een mediator helpt u.", []),  # explained under the text
        ("Bel de heer Xanthippus even op.", []),  # a name
        ("Kijk op [deze site](https://verevening.example/derogatie).", []),
    ],
)
def test_what_is_a_hard_word(text: str, hard: list[str]) -> None:
    assert hard_words(page(text)) == hard


def test_meanings_are_short_and_for_every_reader() -> None:
    for word, told in meanings().items():
        assert all(len(sentence.split()) <= 20 for sentence in sentences(told)), word
        assert not {"u", "uw", "je", "jouw"} & set(told.lower().split()), word
        assert hard_words(page(told)) == [], word


def test_a_page_lists_its_hard_words_with_their_meaning(visit) -> None:
    seen = visit().visit("/themas/juridisch/samen-afspraken-maken").words
    assert "Moeilijke woorden op deze pagina" in seen and meanings()["mediator"] in seen
    assert [word for word, _ in explained_in("Zoek een mediator met een toevoeging.")] == [
        "mediator",
        "toevoeging",
    ]
    assert explained_in("Een gewone zin.") == []


def test_without_its_dutch_words_hunspell_is_not_taken_for_content(tmp_path, monkeypatch) -> None:
    """It would find no fault in anything."""
    program = tmp_path / "hunspell"
    program.write_text("#!/bin/sh\necho no dictionary >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(subprocess.CalledProcessError):
        misspelled(["Dit is een fuotje."])


def test_a_typing_error_is_found() -> None:
    if not shutil.which("hunspell"):
        leave_out("hunspell with its Dutch words: nobody looked for typing errors in the pages")
    texts = [
        "Dit is een fuotje.",
        "Dit is goed.",
        "",
        "Twee fuotjes:\nop een [tafle](https://tafle.example).",
    ]
    assert misspelled(texts) == [["fuotje"], [], [], ["fuotjes", "tafle"]]
    assert misspelled([]) == []

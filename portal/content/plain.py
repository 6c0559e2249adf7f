"""Words that people may not know: outside the ten thousand most used ones and not explained on the page.

`frequent.nl.txt` is the top of wordfreq's Dutch list (CC BY-SA 4.0, see REUSE.toml). A compound of two such words
counts as known ("huurhuis"). A page explains a word by making it bold where it says what it is, or the word is in
`words.nl.toml`: then the page lists it with its meaning.
"""

import functools
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

from portal.content.reading import Page, text_everywhere
from portal.content.search import stems_of, words_of

FOLDER = Path(__file__).parent
_WORD = re.compile(r"(?<![\w.@/-])[A-Za-zÀ-ÿ]{4,}(?![\w@]|\.[a-z])")
_BEGINS = re.compile(r"(^|[.!?:\n*\"“-]\s?)$")
_NO_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|\b[\w.-]+\.(nl|org|example)\b")
_NEXT = "Qxqxq"  # in no dictionary: it stands between the texts
_JOINTS = ("", "s", "en")
_STARTS = ("aan", "af", "bij", "dwars", "in", "los", "mee", "mis", "om", "op", "terug", "uit", "weg")


@functools.cache
def _known() -> frozenset[str]:
    files = ("frequent.nl.txt", "plain.nl.txt")  # the second: an editor found them plain
    words = [word for name in files for word in (FOLDER / name).read_text(encoding="utf-8").split()]
    return frozenset(stem for word in words for stem in (*words_of(word), *stems_of(word)))


@functools.cache
def meanings() -> dict[str, str]:
    """Word → what it means, in a sentence of B1."""
    return dict(tomllib.loads((FOLDER / "words.nl.toml").read_text(encoding="utf-8")))


def explained_in(text: str) -> list[tuple[str, str]]:
    """The hard words of a text with their meaning, by alphabet."""
    stems = set(stems_of(text))
    return sorted((word, told) for word, told in meanings().items() if set(stems_of(word)) <= stems)


def hard_words(page: Page) -> list[str]:
    """Words of a page that it should explain or replace; names (with a capital inside a sentence) are left alone."""
    text = re.sub(r"\]\([^)]*\)", "]", text_everywhere(page.text))
    bold = " ".join(re.findall(r"\*\*(.+?)\*\*", text))
    said = set(stems_of(f"{bold} {page.front.title} {' '.join(meanings())}"))
    words = [(m[0], bool(_BEGINS.search(text[: m.start()][-3:]))) for m in _WORD.finditer(text)]
    names = {word for word, begins in words if word[0].isupper() and not begins}
    found = []
    for word, _begins in words:
        if word in names:
            continue
        if not _is_known(word) and not set(stems_of(word)) <= said:
            found.append(word.lower())
    return list(dict.fromkeys(found))


def _is_known(word: str) -> bool:
    known = _known()
    if all(part in known for part in words_of(word)) or all(stem in known for stem in stems_of(word)):
        return True
    plain = "".join(words_of(word))
    if any(plain.startswith(start) and _is_short(plain.removeprefix(start)) for start in _STARTS):
        return True
    return any(
        plain[:cut].removesuffix(joint) in known
        and (plain[cut:] in known or set(stems_of(plain[cut:])) <= known)
        for cut in range(4, len(plain) - 3)
        for joint in _JOINTS
        if plain[:cut].endswith(joint)
    )


def _is_short(rest: str) -> bool:
    """The plain verb of "meedenken", "weggaat"."""
    return len(rest) >= 4 and (rest in _known() or set(stems_of(rest) or [rest]) <= _known())


def misspelled(texts: list[str]) -> list[list[str]]:
    """Of each text what Debian's hunspell does not know, where it is installed; `names.nl.txt` has names and our words.

    Raises CalledProcessError when hunspell is there without its Dutch words (hunspell-nl).
    """
    program = shutil.which("hunspell")
    if program is None:
        return [[] for _text in texts]
    # All texts at once: to read its dictionary takes longer than to look a page up.
    answer = subprocess.run(  # noqa: S603  (a fixed program, words on its standard input)
        [program, "-d", "nl_NL", "-i", "utf-8", "-l"],
        input="".join(f"{_NO_ADDRESS.sub(']', text)}\n{_NEXT}\n" for text in texts),
        capture_output=True,
        text=True,
        check=True,  # without its Dutch words it would find nothing, in silence
    )
    ours = set((FOLDER / "names.nl.txt").read_text(encoding="utf-8").split())
    found = [{word.strip("'.") for word in part.split()} - {""} for part in answer.stdout.split(_NEXT)[:-1]]
    return [sorted(w for w in words if w not in ours and not set(words_of(w)) <= _known()) for words in found]

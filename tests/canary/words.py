"""Canaries: words that stand nowhere else. Who reads `CANARY-dorp-a-samen-naam-…` reads A's name of that talk in Dorp.

The key of a word is "municipality.who.talk.field". Moments are canaries too: somebody who acts at 10:07 can be
recognised by it, so "10:07" in what the other gets tells when.
"""

import base64
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from portal.clock import ZONE

# No digits and no vowels: a random end never reads as a telephone number, a date or a Dutch word, which staff's
# messages are refused for.
LETTERS = "bcdfghjklmnpqrstvwxz"
_WORD = re.compile(r"canary-[a-z]+-[a-z-]*")
_SPACED = str.maketrans(dict.fromkeys(" \t\r\n-\u00a0\u202f", None))
SHORT = len("canary-dorp-a-")  # of a word that was cut off, this much tells whose it is
# However it is spaced: a code is shown in two halves, a number as people write it.
SPACED_FIELDS = {"code", "kenmerk", "telefoon"}


def letters(count: int = 8) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


class Words:
    """Every canary by its key, and which of them stand in a text."""

    def __init__(self) -> None:
        self.by_key: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._spaced: dict[str, str] = {}
        self._marked: dict[str, str] = {}

    def make(self, key: str) -> str:
        """A new word for a field that takes any text."""
        return self.add(key, f"CANARY-{key.replace('.', '-')}-{letters()}")

    def make_number(self, key: str) -> str:
        """A Dutch mobile number that nobody else here has."""
        return self.add(key, f"06{secrets.choice('12345')}{secrets.randbelow(10**7):07}")

    def add(self, key: str, word: str) -> str:
        """A word that somebody else made: a token, a code, the address of staff."""
        assert self.by_key.setdefault(key, word) == word, f"{key} has a word already"
        sought, field = word.casefold(), key.rpartition(".")[2]
        if sought.startswith("canary-"):
            self._marked[sought.partition("@")[0]] = key
        elif field in SPACED_FIELDS:
            self._spaced[key] = sought.removeprefix("0") if sought.isdigit() else sought
        else:
            self._plain[key] = sought
        return word

    def __getitem__(self, key: str) -> str:
        return self.by_key[key]

    def keys(self, *ends: str) -> set[str]:
        """The keys that end in one of these fields."""
        return {key for key in self.by_key if key.rpartition(".")[2] in ends}

    def found_in(self, text: str) -> set[str]:
        """The keys of all words in a text: whatever case, and a code or a number however it is spaced."""
        low = text.casefold()
        found = {key for key, word in self._plain.items() if word in low}
        squeezed = low.translate(_SPACED)
        found |= {key for key, word in self._spaced.items() if word in squeezed}
        if "canary-" in low:
            for part in set(_WORD.findall(low)):
                found |= self._named(part)
        return found

    def disguised_in(self, text: str) -> set[str]:
        """The keys of words that stand there as base64 or hexadecimal: coded is not sealed."""
        low = text.casefold()
        return {
            key
            for key, word in self.by_key.items()
            if any(form in text for form in _as_base64(word)) or word.encode().hex() in low
        }

    def _named(self, part: str) -> Iterable[str]:
        whole = {key for word, key in self._marked.items() if part.startswith(word)}
        if whole or len(part) < SHORT:
            return whole
        return {key for word, key in self._marked.items() if word.startswith(part)}  # cut off halfway


def _as_base64(word: str) -> list[str]:
    """The word wherever it begins in a text that was coded; its first and last signs then depend on the rest."""
    found = []
    for before in range(3):
        coded = base64.b64encode(b"x" * before + word.encode()).decode().rstrip("=")
        inner = coded[(0, 2, 3)[before] : -2]
        found += [inner, inner.replace("+", "-").replace("/", "_")]
    return found


class Moments:
    """When each of two people did something, and whether that can be read in a text."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[str, re.Pattern[str], datetime]]] = {}
        self._signs: dict[str, set[str]] = {}  # any of these, or there is nothing to look for

    def note(self, who: str, at: datetime, what: str = "") -> None:
        """`at` is UTC, at a minute at which nothing else happens and no talk begins."""
        local = at.astimezone(ZONE)
        written = {f"{m:%H}{sign}{m:%M}" for m in (local, at) for sign in ":.u"}
        compact = {f"T{m:%H%M}" for m in (local, at)}  # as in a calendar file
        epoch = str(int(at.timestamp()))
        dated = "|".join(
            rf"(?<=\d{{8}}){sign}" for sign in sorted(compact)
        )  # not any T and figures in a token
        clock = "|".join(map(re.escape, sorted(written)))
        pattern = rf"(?<![\d:.])(?:{clock})(?!\d)|{dated}|{epoch}"
        known = self._of.setdefault(who, [])
        if all(at != earlier for _, _, earlier in known):
            known.append((f"{who} at {local:%H:%M}{f' ({what})' if what else ''}", re.compile(pattern), at))
            self._signs.setdefault(who, set()).update(written | compact | {epoch})

    def found_in(self, text: str, who: str, but_for: str = "") -> set[str]:
        """What `who` did that can be read in the text; not what was noted as `but_for`."""
        if not any(sign in text for sign in self._signs.get(who, ())):
            return set()
        return {
            name
            for name, pattern, _ in self._of[who]
            if pattern.search(text) and not (but_for and name.endswith(f"({but_for})"))
        }

    def epochs(self, who: str) -> set[int]:
        return {int(at.timestamp()) for _, _, at in self._of.get(who, [])}

"""A language that nobody speaks, from right to left and with long words: what does not fit or does not mirror is seen.

It is made from the msgids and only exists in the browser tests, under /fa/ (Persian, for its direction and dates).
"""

import re
import shutil
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.config import ROOT

PSEUDO = "fa"
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجدهوزحطیکلمنسعفصقرشتثخذض")
_KEPT = re.compile(r"(%\(\w+\)s|\d+)")


def pseudo(text: str) -> str:
    """Another script and words that are almost twice as long; what is filled in stays."""
    if text.startswith("EEEE"):
        return text  # a pattern for a date, not a text
    parts = _KEPT.split(text)
    return "".join(part if n % 2 else _longer(part) for n, part in enumerate(parts))


def _longer(text: str) -> str:
    return re.sub(r"([aeiou])", r"\1\1", text.lower()).translate(_LETTERS)


def make_translations(folder: Path) -> Path:
    """The real catalogues and the made-up one, together in a folder."""
    shutil.copytree(ROOT / "translations", folder)
    with (ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        real = read_po(file, locale="en")
    made = Catalog(locale=PSEUDO)
    for message in real:
        if isinstance(message.id, tuple):
            made.add(message.id, tuple(map(pseudo, message.id)))
        elif message.id:
            made.add(message.id, pseudo(message.id))
    target = folder / PSEUDO / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, made)
    return folder

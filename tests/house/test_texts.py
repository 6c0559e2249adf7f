"""Texts: all translatable, none with words that hurt or that nobody knows, none that tell what a page is about."""

import ast
import re
from functools import cache
from pathlib import Path

import html5lib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import _parse_mapping_toml

from portal import app as whole_portal
from portal.config import ROOT
from portal.errors import Refusal
from tests.booking import steps

assert whole_portal  # it loads the refusals of every room
PORTAL = ROOT / "portal"
TEMPLATES = sorted(p for p in PORTAL.glob("*/templates/**/*") if p.suffix in (".html", ".txt"))
PAGES = [
    p for p in TEMPLATES if p.suffix == ".html" and p.name != "components.html"
]  # that one is a showcase
MAILS = [p for p in TEMPLATES if p.suffix == ".txt"]
NAMES = {"Scheidingsplein", "juridischloket.nl"}  # the same in every language
AVOIDED = (
    "vechtscheiding",
    "intake",
    "routekaart",
    "sociale kaart",
    "convenant",
    "zitting",
    "ex-partner",
)
SEEN = {"alt", "title", "aria-label", "placeholder", "aria-description", "summary"}
MARK = "\x00"  # in the place of everything Jinja fills in


def short(path: Path) -> str:
    return str(path.relative_to(PORTAL)).replace("/templates", "")


def without_jinja(source: str) -> str:
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    source = re.sub(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans.*?%\}", MARK, source, flags=re.S)
    source = re.sub(r"\{\{.*?\}\}", MARK, source, flags=re.S)
    return re.sub(r"\{%.*?%\}", "", source, flags=re.S)


def words_in(text: str) -> str:
    """What a reader would have to understand: no marks, punctuation, numbers, names or (from macros) classes."""
    text = re.sub(r"\b(sp|nl|utrecht|aria)-[\w-]+(=\"\w*\")?", "", text)
    for name in NAMES:
        text = text.replace(name, "")
    return " ".join(w for w in re.findall(r"[^\W\d_]{2,}", text.replace(MARK, " ")))


def bare_texts(source: str) -> list[str]:
    """Words in a template that do not pass through `_()`: between tags, and in attributes that are read out."""
    tree = html5lib.parseFragment(without_jinja(source), namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        inside = [element.tail or ""]
        if element.tag not in ("script", "style", "svg", "symbol", "path"):
            inside.append(element.text or "")
        inside += [value for name, value in element.attrib.items() if name in SEEN]
        found += [words for text in inside if (words := words_in(text))]
    return found


def bare_strings(source: str) -> list[str]:
    """Dutch sentences in Jinja that are handed on without `_()`: notice("error", "Dit lukt niet")."""
    found = []
    for code in re.findall(
        r"\{\{.*?\}\}|\{%.*?%\}", re.sub(r"\{#.*?#\}", "", source, flags=re.S), flags=re.S
    ):
        code = re.sub(r"""\b_\(\s*("[^"]*"|'[^']*')""", "", code)
        found += [
            s for _, s in re.findall(r"""(["'])((?:(?!\1).)*)\1""", code) if re.search(r"[A-Z]\w+ \w", s)
        ]
    return found


@cache
def msgids() -> frozenset[str]:
    """What `pybabel extract -F pyproject.toml` finds."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        methods, options = _parse_mapping_toml(file, filename="pyproject.toml", style="pyproject.toml")
    found = set()
    for _, _, message, _, _ in extract_from_dir(ROOT, methods, options, DEFAULT_KEYWORDS):
        found |= {message} if isinstance(message, str) else set(message)
    return frozenset(found)


# Templates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_text_of_a_page_can_be_translated(path: Path) -> None:
    assert not bare_texts(path.read_text())
    assert not bare_strings(path.read_text())


@pytest.mark.parametrize("path", MAILS, ids=short)
def test_every_text_of_a_message_can_be_translated(path: Path) -> None:
    assert not words_in(without_jinja(path.read_text()))
    assert not bare_strings(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_brings_no_style_script_or_raw_html(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    tags = " ".join(re.findall(r"<[a-zA-Z][^>]*>", re.sub(r"\{[{%].*?[}%]\}", "", source, flags=re.S)))
    assert not re.search(r"\s(style|on[a-z]+)\s*=", tags), "style and behaviour live in static files"
    assert not re.search(r"<style\b|javascript:", source)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup\(", source), "escape, always"
    assert all(
        "src=" in s and not body.strip() for s, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", source)
    )
    assert "gettext(" not in source, "use _()"


def test_fields_and_refusals_speak_in_texts_that_can_be_translated() -> None:
    for path in PORTAL.rglob("forms.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Field") and node.args:
                assert not isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
    kinds = [Refusal]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert len(kinds) > 4
    assert not {kind.message for kind in kinds} - msgids()


def test_these_tests_bite() -> None:
    assert bare_texts("<p>{{ _('Goed') }} niet goed</p>") == ["niet goed"]
    assert bare_texts('<a aria-label="Sluit" href="/weg">×</a>') == ["Sluit"]
    assert bare_texts("{% if x %}los{% endif %}") == ["los"]
    assert not bare_texts(
        "<p>{{ _('Goed') }}: 12, Scheidingsplein</p>{# uitleg #}{% trans %}ook goed{% endtrans %}"
    )
    assert bare_strings("{{ notice('error', 'Dit lukt niet') }}") == ["Dit lukt niet"]
    assert not bare_strings("{{ notice('error', _('Dit lukt niet')) }}")


# Words --------------------------------------------------------------------------------------------------------------


def test_the_texts_can_be_extracted() -> None:
    assert len(msgids()) > 200
    assert {"Kies een dag en een tijd", "Dit kan niet.", "Sluit deze site"} <= msgids()


def test_a_text_is_whole() -> None:
    """Nothing starts or ends with a space: a sentence is never glued together from parts."""
    for text in msgids():
        assert text == text.strip() and text, repr(text)
        assert "  " not in text and "\n" not in text, repr(text)


def test_what_is_filled_in_has_a_name() -> None:
    unnamed = [text for text in msgids() if re.search(r"%[sd]|\{\}|\{0", text)]
    assert not unnamed, "%(name)s lets a translator move it"


@pytest.mark.parametrize("word", AVOIDED)
def test_a_word_that_hurts_or_that_nobody_knows_is_not_used(word: str) -> None:
    assert not [text for text in msgids() if word in text.lower()]


def test_sentences_are_short() -> None:
    """B1: on average no sentence is long, and none has more than 20 words."""
    for text in msgids():
        for sentence in re.split(r"[.?!:]\s", text):
            assert len(sentence.split()) <= 20, sentence


def test_people_are_addressed_with_u() -> None:
    """Except children, and in what one of two people passes on to the other, in their own name."""
    to_children = {"Je ouders gaan uit elkaar. Wat nu?", "Wat mag jij, en wie helpt jou?"}
    passed_on = to_children | {
        "Ik heb een gesprek gepland. Kom je ook? Je mag zelf kiezen: ja of nee.",
        "Code voor jou:",
    }
    informal = [t for t in msgids() - passed_on if re.search(r"\b(je|jij|jouw|jullie)\b", t, re.I)]
    assert not informal


# What a page tells to who looks over a shoulder ---------------------------------------------------------------------


def test_no_address_tells_what_it_is_about(app) -> None:
    for rule in app.url_map.iter_rules():
        assert not re.search(r"scheid|divorce|mediat|jurid|wijkteam", rule.rule), rule.rule


def test_titles_of_booking_and_of_own_links_are_neutral(visit) -> None:
    visitor = visit()
    seen = [visitor.visit("/afspraak/"), visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")]
    steps.hold(visitor)
    seen.append(visitor.page)
    seen += [steps.fill_in(visitor), steps.confirm(visitor)]
    path = steps.own_path(seen[-1])
    own = visit("dorp.bericht.localhost")
    seen += [own.visit(f"{path}{end}") for end in ("", "/verzetten", "/annuleren")]
    seen.append(own.visit("/a/niets", status=404))
    for page in seen:
        title = "".join(page.one("title").itertext())
        assert not re.search(r"scheid|uit elkaar|jurist|juridisch|wijkteam", f"{page.h1} {title}", re.I), (
            page.path
        )


def test_the_message_host_never_names_the_site(visit) -> None:
    path = steps.book(visit())
    own = visit("dorp.bericht.localhost")
    for end in ("", "/verzetten", "/annuleren"):
        text = own.visit(f"{path}{end}").text.lower()
        assert "scheid" not in text and "dorp.localhost" not in text, end

"""How texts are shown to those who write them: lists, states, differences, advice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from portal import accounts
from portal.clock import today, wall
from portal.content import desk
from portal.content.actions import Text
from portal.content.checking import Advice, LinkFault
from portal.content.desk import AnyVersion, Desk, Shelf
from portal.content.library import THEMES
from portal.content.local import own_page
from portal.content.models import BLOCK, DRAFT, PUBLISHED, READY, REPLACE, REPLACED, SCHEDULED, WITHDRAWN
from portal.content.reading import Page
from portal.content.rules import Line, difference, whole
from portal.content.text_forms import SeveralField, TextForm
from portal.web import DayField

MODES = {
    "central": lambda: _("Centrale tekst"),
    "block": lambda: _("Eigen blok"),
    "replace": lambda: _("Eigen tekst"),
    "own": lambda: _("Eigen pagina"),
    "": lambda: _("Nog niet op de site"),
}
STATES = {
    DRAFT: lambda: _("Concept"),
    READY: lambda: _("Wacht op tweede lezer"),
    SCHEDULED: lambda: _("Gepland"),
    PUBLISHED: lambda: _("Op de site"),
    REPLACED: lambda: _("Vervangen"),
    WITHDRAWN: lambda: _("Weggehaald"),
}
LOOKS = {READY: "warning", SCHEDULED: "warning", PUBLISHED: "success"}


def themes(shelf: Shelf) -> list[dict[str, Any]]:
    """Every page by theme, for the list."""
    by_theme: dict[str, list[dict[str, Any]]] = {theme: [] for theme in THEMES}
    for path in shelf.paths():
        by_theme[path.split("/")[0]].append(_row(shelf, path))
    return [
        {"slug": slug, "title": _(THEMES[slug][0]), "rows": rows} for slug, rows in by_theme.items() if rows
    ]


def _row(shelf: Shelf, path: str) -> dict[str, Any]:
    theme, slug = path.split("/")
    row, review = shelf.open.get(path), shelf.review_of(path)
    mode = "" if shelf.desk.is_central else MODES[shelf.mode_of(path)]()
    return {
        "title": shelf.title_of(path),
        "url": url_for(f"{shelf.desk.name}.edit", theme=theme, slug=slug),
        "mode": mode,
        "state": state_of(row) if row is not None else None,
        "review": format_date(review, "d MMMM y") if review else "",
        "overdue": review is not None and review <= today(),
        "changed": shelf.central_changed(path),
        "central_url": ""
        if shelf.desk.is_central
        else url_for("content_texts.central", theme=theme, slug=slug),
        "reading_url": url_for(f"{shelf.desk.name}.read", theme=theme, slug=slug) if row is not None else "",
    }


def state_of(row: AnyVersion) -> dict[str, str]:
    text = STATES[row.state]()
    if row.state == SCHEDULED and row.publish_at:
        text = _("Gepland op %(when)s", when=moment(row.publish_at))
    return {"text": text, "kind": LOOKS.get(row.state, "neutral")}


def moment(at: Any) -> str:
    return format_datetime(wall(at).replace(tzinfo=None), "d MMMM y HH:mm", rebase=False)


def version_rows(at: Desk, rows: Iterable[AnyVersion], theme: str, slug: str) -> list[dict[str, Any]]:
    rows = list(rows)
    names = accounts.names_of({person for row in rows for person in (row.author, row.reader) if person})
    elsewhere = _("Iemand van een andere gemeente")
    return [
        {
            "number": row.number,
            "state": state_of(row),
            "made": moment(row.made_at),
            "author": names.get(row.author, elsewhere),
            "reader": names.get(row.reader, elsewhere) if row.reader else "",
            "url": url_for(f"{at.name}.version", theme=theme, slug=slug, number=row.number),
        }
        for row in rows
    ]


def author_of(row: AnyVersion) -> str:
    return accounts.names_of({row.author}).get(row.author, _("Iemand van een andere gemeente"))


def waiting(shelf: Shelf, mine: bool) -> list[dict[str, str]]:
    """Texts that wait for a second reader: one's own, or those one may read."""
    me = accounts.me().person_id
    ready = [p for p, row in shelf.open.items() if row.state == READY and (row.author == me) is mine]
    return [{"title": r["title"], "url": r["reading_url"]} for r in (_row(shelf, p) for p in sorted(ready))]


def words_of(text: AnyVersion | Text | None) -> str:
    """A version as it is compared: what people read, and its facts under it."""
    if text is None:
        return ""
    return "\n\n".join([whole(text.title, text.summary, text.body), *_facts_of(text.facts)])


def changes_on_site(shelf: Shelf, live: AnyVersion | None, row: AnyVersion) -> list[Line]:
    """What residents will see change: in the version, the file or the central page that is there now. Nothing for a
    first block or a new page: all of it is new.
    """
    before = live or _in_files(shelf, row)
    if before is None:
        return []
    page = shelf.central.get(row.path)
    one_is_a_block = (before.mode == BLOCK) != (row.mode == BLOCK)
    if page is not None and one_is_a_block:  # it stands under the page, and the other instead of it
        return difference(_read_as_one(page, before), _read_as_one(page, row))
    return difference(words_of(before), words_of(row))


def _in_files(shelf: Shelf, row: AnyVersion) -> Text | None:
    local, page = shelf.local.get(row.path), shelf.central.get(row.path)
    if local is not None and local.front.mode == BLOCK:
        return desk.text_of_file(local)
    if local is not None:
        return _text_of(own_page(local, page))
    return _text_of(page) if page is not None and row.mode != BLOCK else None


def _read_as_one(page: Page, text: AnyVersion | Text) -> str:
    """A text as residents read it: a block under the central page, any other by itself."""
    return words_of(_text_of(page, f"\n\n{text.body}") if text.mode == BLOCK else text)


def _text_of(page: Page, below: str = "") -> Text:
    front = page.front
    return Text(page.path, REPLACE, front.title, front.summary, page.text + below, desk.facts_of_page(page))


def _facts_of(facts: dict[str, Any]) -> list[str]:
    """A line for each fact that is there, in the words of the form where it is typed."""
    form = TextForm(formdata=None, data=desk.as_typed("", "", "", BLOCK, facts))
    asked: list[Any] = [form.doelgroepen, form.momenten, form.relaties, form.gecontroleerd_op]
    asked += [form.controleren_voor, form.bronnen, form.lees_ook, form.hulp, form.woorden]
    return [
        f"{str(field.label.text).removesuffix(str(_('Hoeft niet.'))).strip(' ?.')}: {_typed(field)}"
        for field in asked
        if field.data
    ]


def _typed(field: Any) -> str:
    if isinstance(field, SeveralField):
        return ", ".join(str(choice.label) for choice in field.choices if choice.value in field.data)
    if isinstance(field, DayField):
        return str(format_date(date.fromisoformat(field.data), "d MMMM y"))
    return ", ".join(field.lines)


def advice_lines(found: Iterable[Advice]) -> list[str]:
    told = {
        "avoided": lambda w: _("Kies een ander woord voor: %(words)s", words=w),
        "long": lambda w: _("Deze zin is lang: %(words)s", words=w),
        "hard": lambda w: _("Leg dit woord uit of kies een makkelijker woord: %(words)s", words=w),
        "first": lambda w: _("Laat de eerste alinea de titel beantwoorden, in 8 tot 45 woorden."),
        "says_u": lambda w: _("Gebruik geen u bij kinderen."),
        "says_je": lambda w: _("Zeg u tegen volwassenen."),
    }
    return [told[advice.kind](advice.words) for advice in found]


def link_line(fault: LinkFault) -> str:
    if fault.why == "picture":
        return _("Een plaatje kan niet in een tekst.")
    if fault.why == "page":
        return _("Deze pagina bestaat niet: %(target)s", target=fault.target)
    return _("Dit adres kan niet: %(target)s. Begin met https://.", target=fault.target)

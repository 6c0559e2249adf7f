"""The two desks where texts are written: a municipality's own, and the central one of the regioredacteurs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from werkzeug.exceptions import HTTPException

from portal import accounts, tenancy
from portal.clock import now, today
from portal.content import queries
from portal.content.actions import Text
from portal.content.central import central_pages
from portal.content.library import THEMES
from portal.content.local import LocalFile, local_texts
from portal.content.models import BLOCK, OWN, REPLACE, CentralText, TextVersion
from portal.content.reading import AUDIENCES, PHASES, RELATIONS, Front, Page
from portal.content.rules import hash_of, whole
from portal.content.text_forms import TextForm, source_of

AnyVersion = TextVersion | CentralText


@dataclass(frozen=True)
class Desk:
    """`name` is that of its blueprint, `folder` its place under /beheer/."""

    name: str
    folder: str
    model: Any
    permission: str

    @property
    def is_central(self) -> bool:
        return self.model is CentralText

    def readers(self) -> dict[str, list[str]]:
        """Everybody who may be a second reader here, and in which municipalities (slugs)."""
        if self.is_central:
            return accounts.where_people_may(self.permission)
        return {person: [tenancy.current_id()] for person in accounts.people_who_may(self.permission)}


LOCAL = Desk("content_texts", "teksten", TextVersion, "texts")
CENTRAL = Desk("content_central", "regioteksten", CentralText, "central_texts")


@dataclass(frozen=True)
class Shelf:
    """Everything of a desk at one moment: central pages, local texts, and what is being worked on, by path."""

    desk: Desk
    central: dict[str, Page]
    local: dict[str, LocalFile]
    published: dict[str, Any]
    open: dict[str, Any]

    @classmethod
    def of(cls, desk: Desk) -> "Shelf":
        return cls(
            desk,
            central_pages(),
            {} if desk.is_central else local_texts(),
            queries.decided(desk.model, now()),
            queries.open_versions(desk.model),
        )

    def paths(self) -> list[str]:
        """By theme, then central pages in their order, then own ones."""
        own = sorted((self.local.keys() | self.open.keys() | self.published.keys()) - self.central.keys())
        return sorted([*self.central, *own], key=lambda path: list(THEMES).index(path.split("/")[0]))

    def pages(self) -> set[str]:
        """Paths that a text may lead to."""
        return self.central.keys() | {p for p, f in self.local.items() if f.front.mode != BLOCK}

    def mode_of(self, path: str) -> str:
        """What a resident sees there: "central", "block", "replace", "own", or "" for nothing."""
        if path in self.local:
            return self.local[path].front.mode
        return "central" if path in self.central else ""

    def title_of(self, path: str) -> str:
        local, row = self.local.get(path), self.open.get(path)
        if local is not None and local.front.title:
            return local.front.title
        if path in self.central:
            return self.central[path].front.title
        return row.title if row is not None else path

    def review_of(self, path: str) -> date | None:
        """Before which day somebody must look at what this desk shows there."""
        if path in self.local:
            return self.local[path].front.controleren_voor
        return (
            self.central[path].front.controleren_voor
            if path in self.central and self.desk.is_central
            else None
        )

    def central_changed(self, path: str) -> bool:
        """Is the central page another one than a local text was made from?"""
        local, page, row = self.local.get(path), self.central.get(path), self.published.get(path)
        if local is None or page is None or self.desk.is_central:
            return False
        if row is not None and row.base:
            return bool(row.base != base_of(page)[0])
        return page.front.gecontroleerd_op > local.front.gecontroleerd_op


def base_of(page: Page | None) -> tuple[str, str]:
    """(hash, words) of a central page, to see later what changed since."""
    if page is None:
        return "", ""
    words = whole(page.front.title, page.front.summary, page.text)
    return hash_of(words), words


def is_page(path: str, pages: set[str]) -> bool:
    """A path of ours that a text may link to: a page of information, or another page for residents."""
    parts = path.strip("/").split("/")
    if parts[0] == "themas" and len(parts) == 3:
        return "/".join(parts[1:]) in pages and not path.endswith("/")
    if parts[0] == "themas" and len(parts) == 2:
        return parts[1] in THEMES and path.endswith("/")
    if parts[0] == "voor" and len(parts) == 2:
        return parts[1] in (*AUDIENCES, *PHASES)
    try:
        endpoint, given = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return not given and current_app.extensions["routes"][endpoint].audience in ("resident", "front")


# --- between a version and the form ------------------------------------------------------------------------------


def as_typed(title: str, summary: str, body: str, mode: str, facts: dict[str, Any]) -> dict[str, Any]:
    """How the form shows a text."""
    return {
        "soort": mode,
        "titel": title,
        "samenvatting": summary,
        "tekst": body,
        "doelgroepen": list(facts.get("audiences", ())),
        "momenten": list(facts.get("phases", () if mode == BLOCK else PHASES)),
        "relaties": list(facts.get("relations", () if mode == BLOCK else RELATIONS)),
        "gecontroleerd_op": str(facts.get("gecontroleerd_op", "")),
        "controleren_voor": str(facts.get("controleren_voor", "")),
        "bronnen": "\n".join(f"{s['title']} | {s['url']}" for s in facts.get("sources", ())),
        "lees_ook": "\n".join(facts.get("related", ())),
        "hulp": list(facts.get("helps", ())),
        "woorden": "\n".join(facts.get("words", ())),
    }


def facts_of(form: TextForm, desk: Desk, known: dict[str, Any]) -> dict[str, Any]:
    """The front matter without title and summary. `known`: what the form does not ask ("id", "needs")."""
    dates = {"gecontroleerd_op": form.gecontroleerd_op.data, "controleren_voor": form.controleren_voor.data}
    if form.is_block:
        return dates
    facts = dates | {
        "audiences": form.doelgroepen.data,
        "phases": form.momenten.data,
        "relations": form.relaties.data,
        "sources": [dict(zip(("title", "url"), source_of(line), strict=True)) for line in form.bronnen.lines],
        "related": form.lees_ook.lines,
        "helps": form.hulp.data,
    }
    if desk.is_central:
        facts |= {"words": form.woorden.lines, "id": known["id"], "needs": known.get("needs", "")}
    return facts


def facts_of_page(page: Page) -> dict[str, Any]:
    return page.front.model_dump(mode="json", exclude={"title", "summary"})


def typed_now(shelf: Shelf, path: str, mode: str = "") -> dict[str, Any]:
    """What the form begins with: the draft, or what is shown, or (asked for with `mode`) the central page."""
    row, local, page = shelf.open.get(path), shelf.local.get(path), shelf.central.get(path)
    if row is not None:
        return as_typed(row.title, row.summary, row.body, row.mode, row.facts)
    if local is not None and local.front.mode == BLOCK and mode != REPLACE:
        return as_typed("", "", local.text, BLOCK, {"controleren_voor": local.front.controleren_voor})
    if local is not None:
        facts = local.front.model_dump(mode="json")
        if page is not None and local.front.mode != OWN:  # what it does not say itself
            said = {k: facts[k] for k in local.front.model_fields_set}
            facts = facts_of_page(page) | said
        title, summary = (local.front.title, local.front.summary) if local.front.mode != BLOCK else ("", "")
        if page is not None:
            title, summary = title or page.front.title, summary or page.front.summary
        return as_typed(title, summary, local.text, local.front.mode, facts | NOT_LOOKED_AT)
    assert page is not None
    if shelf.desk.is_central or mode == REPLACE:
        body, mode = page.text, (OWN if shelf.desk.is_central else REPLACE)
    else:
        return as_typed("", "", "", BLOCK, {"controleren_voor": page.front.controleren_voor})
    facts = facts_of_page(page) | NOT_LOOKED_AT
    return as_typed(page.front.title, page.front.summary, body, mode, facts)


def as_page(row: AnyVersion, central: dict[str, Page]) -> tuple[Page, str]:
    """(page, block) as residents would see a version, also one that is only begun."""
    ours = central.get(row.path)
    if row.mode == BLOCK and ours is not None:
        return ours, row.body
    # A block may be left without its page; it has only dates.
    bare = {"id": "Z1", "audiences": ("ouders",), "phases": PHASES, "relations": RELATIONS}
    facts = {
        **(facts_of_page(ours) if ours else bare),
        **row.facts,
    }
    begun = {"title": "Voorbeeld", "summary": "Een voorbeeld", "sources": facts.get("sources") or _NO_SOURCE}
    begun["gecontroleerd_op"] = facts.get("gecontroleerd_op") or today().isoformat()
    front = Front.model_validate({**facts, **begun})
    said: dict[str, Any] = {"title": row.title, "summary": row.summary, "needs": ""}
    if not facts.get("sources"):
        said["sources"] = ()
    own = not isinstance(row, CentralText)
    return Page(row.path, front.model_copy(update=said), row.body, own=own), ""


NOT_LOOKED_AT = {"gecontroleerd_op": ""}  # whoever looks at it fills in the day
_NO_SOURCE = [{"title": "Geen", "url": "https://geen.example"}]


def text_of_file(file: LocalFile) -> Text:
    """A local file as a version in the table: when it is withdrawn in the browser."""
    facts = file.front.model_dump(mode="json", exclude={"mode", "title", "summary"}, exclude_unset=True)
    return Text(file.path, file.front.mode, file.front.title, file.front.summary, file.text, facts)

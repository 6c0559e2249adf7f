"""What a municipality adds to the pages: a block, a page instead of ours, or a page of its own.

Files are the start, `tenants/<slug>/pages/<thema>/<pagina>.nl.md`: their front matter is looked at when the portal
starts, their text is read when the first page of that municipality is shown. Once a text of the same name was
published in the browser (or withdrawn there), the table decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flask import current_app

from portal import tenancy
from portal.clock import now
from portal.content import queries
from portal.content.central import central_pages
from portal.content.helps import offered
from portal.content.library import FOLDER, THEMES, in_language, order, path_of
from portal.content.models import TextVersion
from portal.content.reading import ContentFaults, Front, LocalFront, Page, read_file, text_where


@dataclass(frozen=True)
class LocalFile:
    path: str
    name: str  # as faults call it
    front: LocalFront
    text: str


def read_local(tenants_dir: Path, slug: str) -> list[LocalFile]:
    """Every local page of a municipality. Raises ContentFaults with everything that is wrong."""
    found: list[LocalFile] = []
    faults: list[tenancy.Fault] = []
    for file in sorted((tenants_dir / slug / "pages").glob("*/*.md")):
        name = f"{tenants_dir.name}/{slug}/pages/{file.parent.name}/{file.name}"
        try:
            front, text = read_file(file, LocalFront, name)
        except ContentFaults as wrong:
            faults += wrong.faults
            continue
        found.append(LocalFile(path_of(file), name, front, text))
    known = {file.path for file in found if file.front.mode == "own"}
    faults += [
        tenancy.Fault(file.name, 1, "", reason) for file in found for reason in _misplaced(file, known)
    ]
    if faults:
        raise ContentFaults(faults)
    return found


def _misplaced(file: LocalFile, own: set[str]) -> Iterator[str]:
    """A theme nobody knows, a page that is there already or not at all, a link to no page."""
    theme = file.path.split("/")[0]
    if theme not in THEMES:
        yield f"onbekend thema: {theme}"
    if file.front.mode == "own" and _is_ours(file.path):
        yield 'deze pagina bestaat al: kies mode = "block" of "replace"'
    if file.front.mode != "own" and not _is_ours(file.path):
        yield "er is geen pagina met deze naam"
    for path in file.front.related:
        if path not in own and not _is_ours(path):
            yield f"related: {path} bestaat niet"


def _is_ours(path: str) -> bool:
    return (FOLDER / f"{path}.nl.md").exists()


def local_faults(tenants_dir: Path) -> list[tenancy.Fault]:
    """What is wrong with the local pages of all municipalities; for the start and for `flask content check`."""
    faults: list[tenancy.Fault] = []
    for folder in sorted(tenants_dir.glob("*/pages")):
        try:
            read_local(tenants_dir, folder.parent.name)
        except ContentFaults as found:
            faults += found.faults
    return faults


@dataclass(frozen=True)
class Shown:
    """The pages of one municipality: `pages` by path, in order; `blocks` are texts under them, by path."""

    pages: dict[str, Page]
    blocks: dict[str, LocalFile]

    def find(self, path: str, language: str) -> Page | None:
        page = self.pages.get(path)
        return in_language(page, language) if page else None

    def chosen(
        self, language: str, theme: str | None = None, audience: str | None = None, phase: str | None = None
    ) -> list[Page]:
        """Of a theme, an audience or a phase; without an audience not those for children and professionals."""
        return [
            in_language(page, language)
            for page in self.pages.values()
            if (theme is None or page.theme == theme)
            and (phase is None or phase in page.front.phases)
            and (audience in page.front.audiences if audience else _is_for_adults(page))
        ]


def _is_for_adults(page: Page) -> bool:
    return bool({"ouders", "zonder-kinderen", "omgeving"} & set(page.front.audiences))


def shown_here() -> Shown:
    """The pages of the current municipality, from memory until it changes something."""
    return tenancy.derived("content", _gather)


def _gather() -> Shown:
    here, central, files = offered(), central_pages(), list(local_texts().values())
    pages = {path: page for path, page in central.items() if not page.front.needs or page.front.needs in here}
    for number, file in enumerate((f for f in files if f.front.mode != "block"), start=1):
        pages[file.path] = own_page(file, central.get(file.path), number)
    ordered = sorted(pages.values(), key=order)
    blocks = {f.path: replace(f, text=text_where(f.text, here)) for f in files if f.front.mode == "block"}
    return Shown({page.path: page for page in ordered}, blocks)


def local_texts() -> dict[str, LocalFile]:
    """What the current municipality adds, by path: its files, and over them what was published in the browser."""
    found = {
        f.path: f for f in read_local(current_app.extensions["settings"].tenants_dir, tenancy.current_id())
    }
    for path, row in queries.decided(TextVersion, now()).items():
        found.pop(path, None)
        if row is not None:
            found[path] = as_local(row)
    return dict(sorted(found.items()))


def as_local(row: TextVersion) -> LocalFile:
    words = (
        {"mode": row.mode}
        if row.mode == "block"
        else {"mode": row.mode, "title": row.title, "summary": row.summary}
    )
    return LocalFile(row.path, row.path, LocalFront.model_validate({**row.facts, **words}), row.body)


def own_page(file: LocalFile, ours: Page | None, number: int = 1) -> Page:
    """A municipality's own page; one that replaces `ours` keeps what it does not say itself."""
    given = {name: getattr(file.front, name) for name in file.front.model_fields_set - {"mode"}}
    if file.front.mode == "replace" and ours:
        return Page(file.path, ours.front.model_copy(update={"needs": "", **given}), file.text, own=True)
    whole = file.front.model_dump(exclude={"mode"})
    front = Front.model_construct(**{**whole, "id": f"Z{number}", "needs": "", **given})
    return Page(file.path, front, file.text, own=True)

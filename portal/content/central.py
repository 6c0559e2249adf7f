"""The central pages as they are now: the files, and over them what a regioredacteur published in the browser."""

from datetime import datetime
from pathlib import Path

from portal.clock import now
from portal.content import queries
from portal.content.library import library, order
from portal.content.models import CentralText
from portal.content.reading import Front, Page
from portal.content.writing import as_file


def central_pages(at: datetime | None = None) -> dict[str, Page]:
    """Path → page in Dutch, in the order of theme and number; one statement. `at` (UTC) is now unless given."""
    written = queries.decided(CentralText, at or now())
    pages = {**library(), **{path: page_of(row) for path, row in written.items() if row is not None}}
    return {page.path: page for page in sorted(pages.values(), key=order)}


def page_of(row: CentralText) -> Page:
    front = Front.model_validate({**row.facts, "title": row.title, "summary": row.summary})
    same = library().get(row.path)
    if same is not None and (same.front, same.text) == (front, row.body):
        return same  # withdrawn to the file's own words: found by the search as before
    return Page(row.path, front, row.body)


def export(folder: Path) -> int:
    """Write the central pages of now as the files that they began as; gives how many."""
    pages = central_pages()
    for page in pages.values():
        file = folder / f"{page.path}.nl.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(as_file(page), encoding="utf-8")
    return len(pages)

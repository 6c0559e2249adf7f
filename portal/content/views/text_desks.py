"""The addresses of both desks, a municipality's and the central one, and of a preview by link."""

from collections.abc import Callable

from flask import abort, render_template

from portal import web
from portal.clock import now
from portal.content import actions, desk, queries
from portal.content.desk import CENTRAL, LOCAL, Desk, Shelf
from portal.content.views import texts, texts_read
from portal.content.views.public import parts_of_page
from portal.content.views.texts import Answer

# --- the addresses of both desks --------------------------------------------------------------------------------------


def _numbered(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """A version has a number of at most six digits; anything else is no address of ours."""

    def numbered(at: Desk, path: str, number: str) -> Answer:
        if not number.isascii() or not number.isdecimal() or len(number) > 6:
            abort(404)
        return view(at, path, int(number))

    return numbered


def _pages(at: Desk) -> web.Pages:
    pages = web.pages(at.name, __name__, audience="staff", permission=at.permission)
    root, one = f"/beheer/{at.folder}/", f"/beheer/{at.folder}/<theme>/<slug>"

    def of_desk(view: Callable[..., Answer]) -> Callable[..., Answer]:
        return lambda: view(at)

    def of_text(view: Callable[..., Answer]) -> Callable[..., Answer]:
        return lambda theme, slug, **more: view(at, f"{theme}/{slug}", **more)

    pages.get(root, endpoint="overview")(of_desk(texts.overview))
    pages.get(f"{root}nieuw", endpoint="new")(of_desk(texts.new))
    pages.post(f"{root}nieuw", endpoint="create", success=303)(of_desk(texts.create))
    pages.get(one, endpoint="edit")(of_text(texts.edit))
    pages.post(one, endpoint="save", success=303)(of_text(texts.save))
    pages.get(f"{one}/lezen", endpoint="read")(of_text(texts_read.read))
    pages.post(f"{one}/delen", endpoint="share", success=200)(of_text(texts_read.share))
    for address, name, view in (
        ("klaar", "hand_over", texts_read.hand_over),
        ("terug", "take_back", texts_read.take_back),
        ("plaatsen", "publish", texts_read.publish),
        ("weggooien", "discard", texts_read.discard),
        ("weghalen", "withdraw", texts_read.withdraw),
    ):
        pages.post(f"{one}/{address}", endpoint=name, success=303)(of_text(view))
    pages.get(f"{one}/versies", endpoint="history")(of_text(texts_read.history))
    pages.get(f"{one}/versies/<number>", endpoint="version")(of_text(_numbered(texts_read.version)))
    pages.post(f"{one}/versies/<number>/herstellen", endpoint="restore", success=303)(
        of_text(_numbered(texts_read.restore))
    )
    return pages


local_pages, central_pages = _pages(LOCAL), _pages(CENTRAL)


@local_pages.get("/beheer/teksten/<theme>/<slug>/centraal", endpoint="central")
def _central(theme: str, slug: str) -> str:
    return texts_read.central(f"{theme}/{slug}")


# --- a preview by link ------------------------------------------------------------------------------------------------

preview_pages = web.pages("content_preview", __name__, audience="resident")


@preview_pages.get("/voorbeeld/<token>")
def preview(token: str) -> str:
    """A draft, to whoever has its link, for 14 days; never kept in memory and found by no search engine."""
    row = queries.find_shared(actions.hash_of_secret(token), now())
    if row is None:
        abort(404)
    page, block = desk.as_page(row, Shelf.of(LOCAL).central)
    return render_template("content/texts/preview.html", **parts_of_page(page, block))

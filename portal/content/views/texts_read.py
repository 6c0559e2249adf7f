"""Reading texts: by a second person who publishes, by whoever has a link, and every earlier version."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, tenancy, web
from portal.clock import now
from portal.content import actions, desk, queries, reminders
from portal.content.desk import LOCAL, Desk, Shelf
from portal.content.models import DRAFT, OPEN, PUBLISHED, READY, SCHEDULED
from portal.content.rules import difference
from portal.content.text_forms import ActForm, HandOverForm, PublishForm
from portal.content.views import texts_shown as shown
from portal.content.views.public import parts_of_page
from portal.content.views.texts import Answer, is_alone, known_or_404, to, urls_of
from portal.db import db
from portal.errors import Refusal

# --- reading, sharing, publishing -----------------------------------------------------------------------------------


def read(at: Desk, path: str, forms: dict[str, Any] | None = None, link: str = "", fault: str = "") -> str:
    """The version that is worked on as a resident would see it, and what can be done with it now."""
    shelf, known = known_or_404(at, path)
    row = next((row for row in known if row.state in OPEN), None)
    if row is None:
        abort(404)
    page, block = desk.as_page(row, shelf.central)
    given = forms or {}
    me = accounts.me().person_id
    live = next((v for v in known if v.state == PUBLISHED), None)
    return render_template(
        "content/texts/read.html",
        desk=at,
        urls=urls_of(at, path),
        text=parts_of_page(page, block),
        row=row,
        author=shown.author_of(row),
        mark=row.mark,
        state=shown.state_of(row),
        changes=shown.changes_on_site(shelf, live, row),
        may_hand_over=row.state == DRAFT and bool(row.body),
        may_publish=row.state == READY and row.author != me,
        waits=row.state == READY and row.author == me,
        may_take_back=row.state in (READY, SCHEDULED),
        alone=is_alone(at),
        hand_over=given.get("hand_over") or HandOverForm(formdata=None),
        publish=given.get("publish") or PublishForm(formdata=None),
        days=actions.PREVIEW_DAYS,
        link=link,
        fault=fault,
    )


def share(at: Desk, path: str) -> Answer:
    form = _act()
    return _tried(at, path, lambda: _shared(at, path, actions.share(at.model, path, form.versie.data or "")))


def _shared(at: Desk, path: str, secret: str) -> str:
    address = url_for("content_preview.preview", token=secret)
    return read(at, path, link=web.municipality_address(tenancy.current_id(), address))


def _act() -> ActForm:
    form = ActForm()
    if not form.validate():
        abort(400)
    return form


def _tried(at: Desk, path: str, deed: Callable[[], Any], forms: dict[str, Any] | None = None) -> Answer:
    """A refusal is told on the page where the text is read, or on its list of versions when nothing is open."""
    try:
        return deed()
    except Refusal as refusal:
        db.session.rollback()
        if any(row.state in OPEN for row in queries.versions(at.model, path)):
            return read(at, path, forms, fault=_(refusal.message)), refusal.status
        return history(at, path, fault=_(refusal.message)), refusal.status


def _done(at: Desk, path: str, said: str, view: str = "read") -> Response:
    flash(said, "texts")
    return redirect(to(at, view, path), 303)


def hand_over(at: Desk, path: str) -> Answer:
    form = HandOverForm()
    if not form.validate():
        return read(at, path, {"hand_over": form}), 400
    _shelf, known = known_or_404(at, path)
    if not (known and known[0].body):
        abort(404)

    def deed() -> Response:
        actions.hand_over(at.model, path, form.versie.data or "", form.opmerking.data or "")
        reminders.ask_readers(at, known[0].author)
        return _done(at, path, _("De tekst wacht op een tweede lezer."))

    return _tried(at, path, deed)


def take_back(at: Desk, path: str) -> Answer:
    form = _act()

    def deed() -> Response:
        actions.take_back(at.model, path, form.versie.data or "")
        return _done(at, path, _("De tekst is weer een concept."), "edit")

    return _tried(at, path, deed)


def publish(at: Desk, path: str) -> Answer:
    form = PublishForm()
    if not form.validate():
        return read(at, path, {"publish": form}), 400

    def deed() -> Response:
        actions.publish(at.model, path, form.versie.data or "", accounts.me().person_id, form.at)
        said = _("De tekst staat op de site.") if form.at is None else _("De tekst is gepland.")
        return _done(at, path, said, "history")

    return _tried(at, path, deed, {"publish": form})


def discard(at: Desk, path: str) -> Answer:
    form = _act()

    def deed() -> Response:
        actions.discard(at.model, path, form.versie.data or "", accounts.me().person_id)
        flash(_("Het concept is weggegooid."), "texts")
        return redirect(url_for(f"{at.name}.overview"), 303)

    return _tried(at, path, deed)


# --- versions -------------------------------------------------------------------------------------------------------


def history(at: Desk, path: str, fault: str = "") -> str:
    shelf, known = known_or_404(at, path)
    theme, slug = path.split("/")
    shows = path in shelf.paths() and shelf.mode_of(path)
    live = any(
        row.state == PUBLISHED or (row.state == SCHEDULED and row.publish_at <= now()) for row in known
    )
    return render_template(
        "content/texts/history.html",
        desk=at,
        urls=urls_of(at, path),
        heading=shelf.title_of(path),
        rows=shown.version_rows(at, known, theme, slug),
        is_open=any(row.state in OPEN for row in known),
        may_withdraw=live or (path in shelf.local and not known),
        falls_back=path in shelf.central,
        site_url=url_for("content_public.page", theme=theme, slug=slug) if shows else "",
        fault=fault,
    )


def version(at: Desk, path: str, number: int) -> str:
    """One version, and what it changed in the one before it."""
    shelf, known = known_or_404(at, path)
    row = next((row for row in known if row.number == number), None)
    if row is None:
        abort(404)
    earlier = next((other for other in known if other.number < number), None)
    page, block = desk.as_page(row, shelf.central)
    theme, slug = path.split("/")
    return render_template(
        "content/texts/version.html",
        desk=at,
        urls=urls_of(at, path),
        text=parts_of_page(page, block),
        version=shown.version_rows(at, [row], theme, slug)[0],
        earlier=earlier.number if earlier else None,
        changes=difference(shown.words_of(earlier), shown.words_of(row)),
        may_restore=not any(other.state in OPEN for other in known),
    )


def restore(at: Desk, path: str, number: int) -> Answer:
    _act()

    def deed() -> Response:
        actions.restore(at.model, path, number, accounts.me().person_id)
        return _done(at, path, _("Dit is nu een concept. Het staat nog niet op de site."), "edit")

    try:
        return _tried(at, path, deed)
    except LookupError:
        abort(404)


def withdraw(at: Desk, path: str) -> Answer:
    _act()
    shelf = Shelf.of(at)
    file = (
        desk.text_of_file(shelf.local[path]) if path in shelf.local and path not in shelf.published else None
    )

    def deed() -> Response:
        actions.withdraw(at.model, path, accounts.me().person_id, file)
        return _done(at, path, _("De tekst is van de site gehaald."), "history")

    return _tried(at, path, deed)


def central(path: str) -> str:
    """What changed in the central page since a local text was made from it."""
    shelf, known = known_or_404(LOCAL, path)
    page = shelf.central.get(path)
    if page is None:
        abort(404)
    row = next((row for row in known if row.base), None)
    _hash, words = desk.base_of(page)
    return render_template(
        "content/texts/central.html",
        desk=LOCAL,
        urls=urls_of(LOCAL, path),
        text=parts_of_page(page, ""),
        known=row is not None,
        changes=difference(row.base_text, words) if row is not None else [],
    )

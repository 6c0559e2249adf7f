"""Writing texts: the list, a new page, the form. What is typed is looked at as the files are."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts
from portal.clock import today
from portal.content import actions, checking, desk, queries
from portal.content.desk import Desk, Shelf
from portal.content.helps import HELPS
from portal.content.models import BLOCK, OWN, REPLACE
from portal.content.reading import unknown_names
from portal.content.rules import difference
from portal.content.text_forms import NewForm, TextForm
from portal.content.views import texts_shown as shown
from portal.db import db

Answer = str | Response | tuple[str, int]


def overview(at: Desk) -> str:
    shelf = Shelf.of(at)
    return render_template(
        "content/texts/overview.html",
        desk=at,
        themes=shown.themes(shelf),
        alone=is_alone(at),
        to_read=shown.waiting(shelf, mine=False),
        own=shown.waiting(shelf, mine=True),
    )


def is_alone(at: Desk) -> bool:
    """Nobody else could be the second reader."""
    return not at.readers().keys() - {accounts.me().person_id}


# --- a page of one's own ------------------------------------------------------------------------------------------


def new(at: Desk) -> str:
    return render_template("content/texts/new.html", desk=at, form=NewForm(formdata=None))


def create(at: Desk) -> Answer:
    form = NewForm()
    fine = form.validate()
    shelf = Shelf.of(at)
    if fine and (form.path in shelf.paths() or queries.versions(at.model, form.path)):
        form.naam.errors = [_("Deze naam is er al. Kies een andere naam.")]
        fine = False
    if not fine:
        return render_template("content/texts/new.html", desk=at, form=form), 400
    facts: dict[str, Any] = {
        "audiences": ["ouders"],
        "phases": ["twijfel", "scheiden", "daarna"],
        "relations": ["getrouwd", "partnerschap", "samenwonend"],
        "controleren_voor": (today() + timedelta(days=365)).isoformat(),
    }
    if at.is_central:
        facts["id"] = _free_id()
    text = actions.Text(form.path, OWN, form.titel.data or "", "", "", facts)
    actions.save(at.model, text, accounts.me().person_id, "")
    return redirect(to(at, "edit", form.path), 303)


def _free_id() -> str:
    """ "Y1", "Y2" …: the short id of a central page that was made in the browser."""
    taken = [int(key[1:]) for key in queries.central_ids() if key.startswith("Y")]
    return f"Y{max(taken, default=0) + 1}"


def to(at: Desk, view: str, path: str) -> str:
    theme, slug = path.split("/")
    return url_for(f"{at.name}.{view}", theme=theme, slug=slug)


# --- the form -----------------------------------------------------------------------------------------------------


def edit(at: Desk, path: str) -> Answer:
    shelf, known = known_or_404(at, path)
    mode = REPLACE if request.args.get("soort") == REPLACE else ""
    form = TextForm(
        formdata=None, data=desk.typed_now(shelf, path, mode) if path in shelf.paths() else _last(known)
    )
    return _form_page(shelf, path, form, known)


def known_or_404(at: Desk, path: str) -> tuple[Shelf, list[Any]]:
    """404 for a page that is nowhere."""
    shelf, known = Shelf.of(at), queries.versions(at.model, path)
    if path not in shelf.paths() and not known:
        abort(404)
    return shelf, known


def _last(known: list[Any]) -> dict[str, Any]:
    """An own page that is gone begins with its last version."""
    row = known[0]
    return desk.as_typed(row.title, row.summary, row.body, row.mode, row.facts | desk.NOT_LOOKED_AT)


def save(at: Desk, path: str) -> Answer:
    shelf, known = known_or_404(at, path)
    form = TextForm()
    if at.is_central or path not in shelf.central:
        form.soort.data = OWN
    if not _check(form, shelf, path):
        return _form_page(shelf, path, form, known, form.versie.data), 400
    earlier = known[0].facts if known else {}
    kept = shelf.central.get(path, None)
    facts = desk.facts_of(form, at, desk.facts_of_page(kept) if kept is not None else earlier)
    block = form.is_block
    text = actions.Text(
        path,
        form.soort.data,
        "" if block else form.titel.data or "",
        "" if block else form.samenvatting.data or "",
        form.tekst.data or "",
        facts,
        *(("", "") if at.is_central else desk.base_of(kept)),
    )
    try:
        actions.save(at.model, text, accounts.me().person_id, form.versie.data or "")
    except actions.ChangedMeanwhile as lost:
        db.session.rollback()
        form.form_errors.append(_(lost.message))
        return _conflict(at, path, form, text)
    flash(_("Het concept is opgeslagen. Het staat nog niet op de site."), "texts")
    return redirect(to(at, "edit", path), 303)


def _check(form: TextForm, shelf: Shelf, path: str) -> bool:
    """The rules of the files: shapes, helps, names before a line, links. Faults stand at their field."""
    fine = form.validate()
    modes = (BLOCK, REPLACE) if not shelf.desk.is_central and path in shelf.central else (OWN,)
    if form.soort.data not in modes:
        form.soort.errors = [_("Kies wat u maakt.")]
        fine = False
    pages, body = shelf.pages(), form.tekst.data or ""
    faults = [shown.link_line(f) for f in checking.link_faults(body, lambda p: desk.is_page(p, pages))]
    faults += [_("Wij kennen deze hulp niet: %(name)s", name=name) for name in unknown_names(body)]
    if faults:
        form.tekst.errors = [*form.tekst.errors, " ".join(faults)]
        fine = False
    if form.is_block:
        return fine
    if missing := [line for line in form.lees_ook.lines if line not in pages]:
        form.lees_ook.errors = [_("Deze pagina bestaat niet: %(target)s", target=missing[0])]
        fine = False
    if shelf.desk.is_central and not form.bronnen.lines:
        form.bronnen.errors = [_("Noem ten minste een bron.")]
        fine = False
    return fine and set(form.hulp.data or ()) <= HELPS.keys()


def _form_page(
    shelf: Shelf, path: str, form: TextForm, known: list[Any], mark: str | None = None, changes: Any = None
) -> str:
    """`mark`: of the version that the form was made from, when it comes back with faults."""
    at, row = shelf.desk, shelf.open.get(path)
    form.versie.data = mark if mark is not None else known[0].mark if known else ""
    page, block = desk.as_page(row, shelf.central) if row is not None else (None, "")
    judged = None
    if row is not None and page is not None:
        judged = checking.advice(desk.Page(path, page.front, row.body), block=bool(block))
    return render_template(
        "content/texts/edit.html",
        desk=at,
        path=path,
        urls=urls_of(at, path),
        form=form,
        heading=shelf.title_of(path),
        asks_mode=not at.is_central and path in shelf.central,
        mode=shown.MODES[shelf.mode_of(path)](),
        state=shown.state_of(row) if row is not None else None,
        changed=shelf.central_changed(path),
        advice=shown.advice_lines(judged) if judged is not None else [],
        changes=changes,
    )


def urls_of(at: Desk, path: str) -> dict[str, str]:
    views = ["edit", "read", "history", *([] if at.is_central else ["central"])]
    return {view: to(at, view, path) for view in views}


def _conflict(at: Desk, path: str, form: TextForm, typed: actions.Text) -> Answer:
    """409, with both texts: what was typed stays in the form, above it what the other made of it."""
    shelf, known = known_or_404(at, path)
    other = shown.words_of(known[0] if known else None)
    return _form_page(shelf, path, form, known, None, difference(shown.words_of(typed), other)), 409

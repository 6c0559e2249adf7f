"""/beheer/verklaringen: the municipality's own words on privacy and on accessibility."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, tenancy, web
from portal.administration import appearance
from portal.administration.appearance_forms import AccessibilityForm, StatementForm
from portal.db import db
from portal.errors import N_

pages = web.pages("administration_statements", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]
NAMES = {"privacy": "privacy", "toegankelijkheid": "accessibility"}  # in the address → in the settings
TITLES = {
    "privacy": N_("Verklaring over privacy"),
    "toegankelijkheid": N_("Verklaring over toegankelijkheid"),
}
FIELDS = {"tekst": "text", "status": "status", "datum": "on", "contact": "contact", "register": "register"}


@pages.get("/beheer/verklaringen")
def overview() -> str:
    rows = [
        {"title": _(TITLES[name]), "url": url_for(".statement", name=name), "example": web.is_example(kept)}
        for name, kept in NAMES.items()
    ]
    return render_template("administration/statements.html", rows=rows)


@pages.get("/beheer/verklaringen/<name>")
def statement(name: str) -> str:
    return _ask(name, _form(name)(formdata=None, data=_as_typed(name)))


def _form(name: str) -> type[StatementForm]:
    if name not in NAMES:
        abort(404)
    return AccessibilityForm if name == "toegankelijkheid" else StatementForm


def _stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = tenancy.read_setting(f"statement.{NAMES[name]}", {})
    return found


def _as_typed(name: str) -> dict[str, Any]:
    """What is stored, or the example with its mark."""
    stored = _stored(name)
    typed = {field: stored.get(key, "") for field, key in FIELDS.items()}
    if not stored.get("text"):
        typed["tekst"] = f"**{_(web.MARK)}**\n\n{web.example_text(NAMES[name])}"
    return typed | {"versie": web.fingerprint(stored)}


def _ask(name: str, form: StatementForm, now: Any = None) -> str:
    stored = _stored(name)
    return render_template(
        "administration/statement.html",
        form=form,
        name=name,
        now=now,
        title=_(TITLES[name]),
        example=not stored.get("text"),
        stored_version=web.fingerprint(stored),
        public_url="/privacy/" if name == "privacy" else "/toegankelijkheid/",
    )


@pages.post("/beheer/verklaringen/<name>", success=303)
def save(name: str) -> Answer:
    form = _form(name)()
    if not form.validate():
        return _ask(name, form), 400
    try:
        appearance.save_statement(NAMES[name], form.values(), form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask_again(name, form, refusal), refusal.status
    flash(_("De tekst is opgeslagen en staat op de site."), "office")
    return redirect(url_for(".overview"), 303)


def _ask_again(name: str, form: StatementForm, refusal: web.SavedMeanwhile) -> str:
    db.session.rollback()
    there = _as_typed(name)
    form.versie.data = there["versie"]
    form.form_errors.append(_(refusal.message))
    now = [
        {"key": str(form[field].label.text), "value": there[field]}
        for field in FIELDS
        if field in form and (form[field].data or "").replace("\r\n", "\n") != there[field]
    ]
    return _ask(name, form, now)


@pages.post("/beheer/verklaringen/<name>/weg", success=303)
def remove(name: str) -> Answer:
    """Back to the general text; nothing when somebody changed it meanwhile, for that was not seen."""
    _form(name)
    form = web.Seen()
    try:
        appearance.save_statement(NAMES[name], {}, form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask_again(name, _form(name)(formdata=None, data=_as_typed(name)), refusal), refusal.status
    flash(_("De algemene tekst staat weer op de site."), "office")
    return redirect(url_for(".overview"), 303)

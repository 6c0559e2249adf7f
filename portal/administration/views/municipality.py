"""/beheer/gemeente: telephone, hours, the number we call from, the promise and the welcome, in one form."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, web
from portal.administration.help_forms import MunicipalityForm
from portal.administration.municipality import reached, save_reached
from portal.db import db

pages = web.pages("administration_municipality", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]


@pages.get("/beheer/gemeente")
def municipality() -> str:
    return _ask(MunicipalityForm(formdata=None, data=_as_typed()))


def _as_typed() -> dict[str, Any]:
    now = reached()
    typed = {name: now.get(key) or "" for name, key in MunicipalityForm.keys.items()}
    texts = {name: now[f"text.{key}"] for name, key in MunicipalityForm.TEXTS.items()}
    hours = web.as_rows(now.get("hours") or ())
    days = str(now.get("call_back_days") or 2)
    return typed | texts | {"open": hours, "dagen": days, "versie": web.fingerprint(now)}


def _ask(form: MunicipalityForm, now: Any = None) -> str:
    return render_template("administration/municipality.html", form=form.more_rows(), now=now)


@pages.post("/beheer/gemeente", success=303)
def save() -> Answer:
    form = MunicipalityForm()
    if not form.validate():
        return _ask(form), 400
    by, seen = accounts.me().actor, form.versie.data or ""
    try:
        save_reached(form.fitted, form.text("belofte"), form.text("welkom"), seen, by)
    except web.SavedMeanwhile as refusal:
        db.session.rollback()
        typed, status = _as_typed(), form.refuse(refusal)
        form.versie.data = typed["versie"]
        return _ask(form, web.what_is_there(form, typed, *form.TEXTS)), status
    flash(_("Dat is opgeslagen."), "office")
    return redirect(url_for(".municipality"), 303)

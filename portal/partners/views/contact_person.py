"""/beheer/contactpersoon: one named person whom residents can expect, who agreed to stand on the site."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, web
from portal.db import db
from portal.partners import actions
from portal.partners.forms import ContactPersonForm
from portal.partners.queries import read_contact_person

pages = web.pages("partners_contact", __name__, audience="staff", permission="help")
Answer = str | Response | tuple[str, int]


@pages.get("/beheer/contactpersoon")
def person() -> str:
    return _ask(ContactPersonForm(formdata=None, data=_as_typed()))


def _as_typed() -> dict[str, Any]:
    known = read_contact_person()
    values = known.values if known else {}
    typed = {name: values.get(key, "") for name, key in ContactPersonForm.keys.items()}
    return typed | {"versie": web.fingerprint(values)}


def _ask(form: ContactPersonForm, now: Any = None) -> str:
    return render_template("partners/office/person.html", form=form, known=read_contact_person(), now=now)


@pages.post("/beheer/contactpersoon", success=303)
def save() -> Answer:
    form = ContactPersonForm()
    if not form.validate():
        return _ask(form), 400
    try:
        actions.save_contact_person(form.fitted, form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        db.session.rollback()
        typed, status = _as_typed(), form.refuse(refusal)
        form.versie.data = typed["versie"]
        return _ask(form, web.what_is_there(form, typed)), status
    flash(_("Dat is opgeslagen."), "office")
    return redirect(url_for(".person"), 303)


@pages.post("/beheer/contactpersoon/weg", success=303)
def remove() -> Answer:
    actions.remove_contact_person(accounts.me().actor)
    flash(_("Deze persoon staat niet meer op de site."), "office")
    return redirect(url_for(".person"), 303)

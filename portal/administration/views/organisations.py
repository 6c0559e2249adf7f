"""/beheer/organisaties: who takes part in this municipality."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, web
from portal.administration.help_forms import KINDS, OrganisationForm, SharedForm
from portal.db import db

pages = web.pages("administration_organisations", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]


@pages.get("/beheer/organisaties")
def organisations() -> str:
    return _overview(_shared(SharedForm(formdata=None)))


def _overview(form: SharedForm) -> str:
    kinds = {choice.value: choice.label for choice in KINDS}
    rows = [{"info": one, "kind": kinds.get(one.kind, one.kind)} for one in accounts.organisations_here()]
    return render_template("administration/organisations.html", organisations=rows, form=form)


def _shared(form: SharedForm) -> SharedForm:
    found = [(one.id, one.name) for one in accounts.organisations_elsewhere()]
    form.organisatie.choices = [("", _("Kies")), *found]
    return form


@pages.post("/beheer/organisaties", success=303)
def take_on() -> Answer:
    form = _shared(SharedForm())
    if not form.validate():
        return _overview(form), 400
    accounts.take_on(form.organisatie.data, accounts.me().actor)
    return _done(_("Deze organisatie doet nu mee."))


def _done(said: str) -> Response:
    flash(said, "office")
    return redirect(url_for(".organisations"), 303)


@pages.post("/beheer/organisaties/<organisation_id>/weg", success=303)
def let_go(organisation_id: str) -> Answer:
    try:
        accounts.let_go(organisation_id, accounts.me().actor)
    except LookupError:
        abort(404)
    return _done(_("Deze organisatie doet niet meer mee."))


@pages.get("/beheer/organisaties/nieuw")
def new() -> str:
    return _ask(OrganisationForm(formdata=None, data={"versie": web.new_version()}), None)


def _ask(form: OrganisationForm, known: accounts.OrganisationInfo | None, now: Any = None) -> str:
    return render_template("administration/organisation.html", form=form, organisation=known, now=now)


@pages.post("/beheer/organisaties/nieuw", success=303)
def create() -> Answer:
    form = OrganisationForm()
    form.given = {"key": web.free_key(form.naam.data or "", accounts.organisation_keys())}
    if not form.validate():
        return _ask(form, None), 400
    try:
        accounts.add_organisation(form.fitted, form.id_of_new(), accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask(form, None), form.refuse(refusal)
    return _done(_("Deze organisatie is er nu bij."))


@pages.get("/beheer/organisaties/<organisation_id>")
def edit(organisation_id: str) -> str:
    known = _own(organisation_id)
    return _ask(_name_only(OrganisationForm(formdata=None, data=_as_typed(known))), known)


def _own(organisation_id: str) -> accounts.OrganisationInfo:
    return accounts.find_own_organisation(organisation_id) or abort(404)


def _name_only(form: OrganisationForm) -> OrganisationForm:
    """What kind it is stays: it says what the people of it may do."""
    del form.soort
    return form


def _as_typed(known: accounts.OrganisationInfo) -> dict[str, Any]:
    return {"naam": known.name, "versie": web.fingerprint(known.values)}


@pages.post("/beheer/organisaties/<organisation_id>", success=303)
def save(organisation_id: str) -> Answer:
    known, form = _own(organisation_id), _name_only(OrganisationForm())
    form.given = {"key": "organisatie", "kind": known.kind}
    if not form.validate():
        return _ask(form, known), 400
    by, seen = accounts.me().actor, form.versie.data or ""
    try:
        accounts.rename_organisation(organisation_id, form.fitted.name, seen, by)
    except web.SavedMeanwhile as refusal:
        db.session.rollback()
        typed, status = _as_typed(_own(organisation_id)), form.refuse(refusal)
        form.versie.data = typed["versie"]
        return _ask(form, known, web.what_is_there(form, typed)), status
    return _done(_("Dat is opgeslagen."))

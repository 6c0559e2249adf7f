"""/beheer/plekken: where a spreekuur can sit."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, agenda, web
from portal.administration.help_forms import PlaceForm
from portal.db import db
from portal.errors import Refusal

pages = web.pages("administration_places", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]


@pages.get("/beheer/plekken")
def places() -> str:
    return render_template("administration/places.html", places=agenda.all_places())


@pages.get("/beheer/plekken/nieuw")
def new() -> str:
    return _ask(PlaceForm(formdata=None, data={"versie": web.new_version()}), None)


def _ask(form: PlaceForm, place: agenda.PlaceInfo | None, now: Any = None) -> str:
    return render_template("administration/place.html", form=form, place=place, now=now)


@pages.post("/beheer/plekken/nieuw", success=303)
def create() -> Answer:
    form = PlaceForm()
    form.given = {"key": web.free_key(form.naam.data or "", agenda.place_keys())}
    if not form.validate():
        return _ask(form, None), 400
    try:
        agenda.add_place(form.fitted, form.id_of_new(), accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask(form, None), form.refuse(refusal)
    return _done(_("Deze plek is er nu bij."))


def _done(said: str) -> Response:
    flash(said, "office")
    return redirect(url_for(".places"), 303)


@pages.get("/beheer/plekken/<place_id>")
def edit(place_id: str) -> str:
    place = _own(place_id)
    return _ask(PlaceForm(formdata=None, data=_as_typed(place)), place)


def _own(place_id: str) -> agenda.PlaceInfo:
    return agenda.find_place(place_id) or abort(404)


def _as_typed(place: agenda.PlaceInfo) -> dict[str, Any]:
    typed = {name: place.values[key] for name, key in PlaceForm.keys.items()}
    return typed | {"versie": web.fingerprint(place.values)}


@pages.post("/beheer/plekken/<place_id>", success=303)
def save(place_id: str) -> Answer:
    place, form = _own(place_id), PlaceForm()
    form.given = {"key": "plek"}
    if not form.validate():
        return _ask(form, place), 400
    try:
        agenda.change_place(form.fitted, place_id, form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        db.session.rollback()
        typed, status = _as_typed(_own(place_id)), form.refuse(refusal)
        form.versie.data = typed["versie"]
        return _ask(form, place, web.what_is_there(form, typed)), status
    return _done(_("Dat is opgeslagen."))


@pages.get("/beheer/plekken/<place_id>/weg")
def remove_form(place_id: str) -> str:
    return render_template("administration/place_remove.html", place=_own(place_id), fault=None)


@pages.post("/beheer/plekken/<place_id>/weg", success=303)
def remove(place_id: str) -> Answer:
    place = _own(place_id)
    try:
        agenda.remove_place(place_id, accounts.me().actor)
    except Refusal as refusal:
        fault = _(refusal.message, **refusal.details)
        db.session.rollback()
        return render_template("administration/place_remove.html", place=place, fault=fault), refusal.status
    return _done(_("Deze plek is weg."))

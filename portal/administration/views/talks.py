"""/beheer/gesprekken: which talks people can book. What is booked stays as it was booked."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, agenda, web
from portal.administration.help_forms import TalkForm
from portal.db import db

pages = web.pages("administration_talks", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]
ROLES = {
    "wijkteam": lambda: _("Wijkteam"),
    "juridisch": lambda: _("Jurist"),
    "raadslieden": lambda: _("Raadslieden"),
    "mediator": lambda: _("Mediator"),
    "advocaat": lambda: _("Advocaat"),
}


def role_name(role: str) -> str:
    return ROLES[role]() if role in ROLES else role[:1].upper() + role[1:]


@pages.get("/beheer/gesprekken")
def talks() -> str:
    tables = [{chair[0] for chair in series.chairs} for series in agenda.all_series() if not series.removed]
    rows = [
        {
            "id": talk.id,
            "name": talk.name,
            "minutes": talk.minutes,
            "roles": ", ".join(role_name(role) for role in talk.roles),
            "seated": any(set(talk.roles) <= table for table in tables),
            "removed": talk.removed,
        }
        for talk in agenda.all_talks()
    ]
    return render_template(
        "administration/talks.html",
        talks=[row for row in rows if not row["removed"]],
        gone=[row for row in rows if row["removed"]],
    )


@pages.get("/beheer/gesprekken/nieuw")
def new() -> str:
    data = {"versie": web.new_version(), "minuten": "30", "samen": True}
    return _ask(_offered(TalkForm(formdata=None, data=data)), None)


def _offered(form: TalkForm) -> TalkForm:
    known = {role for talk in agenda.all_talks() for role in talk.roles}
    known |= {chair[0] for series in agenda.all_series() for chair in series.chairs}
    form.stoelen.choices = [(role, role_name(role)) for role in (*ROLES, *sorted(known - ROLES.keys()))]
    return form


def _ask(form: TalkForm, talk: agenda.TalkInfo | None, now: Any = None) -> str:
    return render_template("administration/talk.html", form=form, talk=talk, now=now)


@pages.post("/beheer/gesprekken/nieuw", success=303)
def create() -> Answer:
    form = _offered(TalkForm())
    keys = {talk.key for talk in agenda.all_talks()}
    form.given = {"key": web.free_key(form.sleutel.data or form.naam.data or "", keys)}
    if not form.validate():
        return _ask(form, None), 400
    try:
        agenda.add_talk(form.fitted, form.id_of_new(), accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask(form, None), form.refuse(refusal)
    return _done(_("Dit gesprek is er nu bij."))


def _done(said: str) -> Response:
    flash(said, "office")
    return redirect(url_for(".talks"), 303)


@pages.get("/beheer/gesprekken/<talk_id>")
def edit(talk_id: str) -> str:
    talk = _own(talk_id)
    return _ask(_without_key(_offered(TalkForm(formdata=None, data=_as_typed(talk)))), talk)


def _own(talk_id: str) -> agenda.TalkInfo:
    return agenda.read_talk(talk_id) or abort(404)


def _without_key(form: TalkForm) -> TalkForm:
    """A talk's word in the address never changes: links to it stand elsewhere."""
    del form.sleutel
    return form


def _as_typed(talk: agenda.TalkInfo) -> dict[str, Any]:
    typed = {name: getattr(talk, key) for name, key in TalkForm.keys.items()}
    lists = {"stoelen": list(talk.roles), "onderwerpen": sorted(talk.topics), "minuten": str(talk.minutes)}
    return typed | lists | {"versie": web.fingerprint(agenda.talk_values(talk))}


@pages.post("/beheer/gesprekken/<talk_id>", success=303)
def save(talk_id: str) -> Answer:
    talk, form = _own(talk_id), _without_key(_offered(TalkForm()))
    form.given = {"key": talk.key}
    if not form.validate():
        return _ask(form, talk), 400
    try:
        agenda.change_talk(form.fitted, talk_id, form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        db.session.rollback()
        typed, status = _as_typed(_own(talk_id)), form.refuse(refusal)
        form.versie.data = typed["versie"]
        return _ask(form, talk, web.what_is_there(form, typed)), status
    return _done(_("Dat is opgeslagen."))


@pages.get("/beheer/gesprekken/<talk_id>/weg")
def remove_form(talk_id: str) -> str:
    return render_template("administration/talk_remove.html", talk=_own(talk_id))


@pages.post("/beheer/gesprekken/<talk_id>/weg", success=303)
def remove(talk_id: str) -> Answer:
    said = _("Niemand kan dit gesprek nog kiezen. Afspraken blijven staan.")
    return _do(talk_id, lambda by: agenda.offer_talk(talk_id, False, by), said)


@pages.post("/beheer/gesprekken/<talk_id>/terug", success=303)
def restore(talk_id: str) -> Answer:
    return _do(talk_id, lambda by: agenda.offer_talk(talk_id, True, by), _("Dit gesprek is er weer."))


@pages.post("/beheer/gesprekken/<talk_id>/omhoog", success=303)
def up(talk_id: str) -> Answer:
    return _do(talk_id, lambda by: agenda.move_talk(talk_id, True, by), _("De volgorde is veranderd."))


@pages.post("/beheer/gesprekken/<talk_id>/omlaag", success=303)
def down(talk_id: str) -> Answer:
    return _do(talk_id, lambda by: agenda.move_talk(talk_id, False, by), _("De volgorde is veranderd."))


def _do(talk_id: str, deed: Callable[[str], None], said: str) -> Answer:
    _own(talk_id)
    deed(accounts.me().actor)
    return _done(said)

"""Who works for this municipality: the list, inviting, roles, stopping, and the quarterly look."""

from collections.abc import Callable

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import web
from portal.accounts import factor_queries, people, second_factor
from portal.accounts import people_queries as found
from portal.accounts.forms import InviteForm, JobForm, PlainForm, ReviewForm, role_hints, role_name
from portal.accounts.looks import me
from portal.accounts.models import Person
from portal.accounts.permissions import ROLES
from portal.clock import wall
from portal.db import db
from portal.errors import Refusal

pages = web.pages("accounts_people", __name__, audience="staff", permission="manage")
Answer = str | Response | tuple[str, int]
REGIONAL = "regioredacteur"  # given by who is one, or from the command line


@pages.get("/beheer/mensen")
def people_here() -> str:
    workers = found.workers()
    return render_template(
        "accounts/office/people.html",
        workers=[_worker_row(worker) for worker in workers],
        invited=[_invited_row(one) for one in found.invitations()],
        due=sum(worker.due for worker in workers),
    )


def _worker_row(worker: found.Worker) -> dict[str, object]:
    return {
        "id": worker.id,
        "name": worker.name,
        "organisations": ", ".join(dict.fromkeys(job.organisation for job in worker.jobs)),
        "roles": ", ".join(dict.fromkeys(role_name(job.role) for job in worker.jobs)),
        "seen": web.day_label(wall(worker.signed_in_at).date()) if worker.signed_in_at else _("Nog niet"),
        "factor": worker.second_factor,
        "due": worker.due,
    }


def _invited_row(one: found.Invited) -> dict[str, object]:
    return {
        "id": one.row.id,
        "name": one.row.name,
        "email": one.row.email,
        "organisation": one.organisation,
        "roles": ", ".join(map(role_name, one.row.roles.split())),
        "open": one.open,
        "until": web.day_label(wall(one.row.expires_at).date()),
    }


# --- invitations -------------------------------------------------------------------------------------------


def _roles_to_give(has: frozenset[str] = frozenset()) -> list[str]:
    """Every role, but the regional one only for who is one; what somebody has already stays to be chosen."""
    return [role for role in ROLES if role != REGIONAL or REGIONAL in me().roles or REGIONAL in has]


def _invite_form() -> InviteForm:
    form = InviteForm(formdata=None) if request.method == "GET" else InviteForm()
    return form.offer(found.organisation_choices(), _roles_to_give())


def _ask_to_invite(form: InviteForm) -> str:
    return render_template("accounts/office/invite.html", form=form, hints=role_hints())


@pages.get("/beheer/mensen/uitnodigen")
def invite_form() -> str:
    return _ask_to_invite(_invite_form())


@pages.post("/beheer/mensen/uitnodigen", success=303, limit="60 per minute")
def invite() -> Answer:
    form = _invite_form()
    if not form.validate():
        return _ask_to_invite(form), 400
    try:
        people.invite(form.email.data, form.naam.data, form.organisatie.data, form.rollen.data, me().actor)
    except Refusal as refusal:
        form.email.errors = [_(refusal.message)]
        return _ask_to_invite(form), refusal.status
    flash(_("De uitnodiging is verstuurd. Die blijft zeven dagen geldig."), "office")
    return redirect(url_for(".people_here"), 303)


def _with_invitation(invitation_id: str, deed: Callable[[found.Invited, str], None], said: str) -> Answer:
    one = found.find_invitation(invitation_id)
    if one is None or one.row.accepted_at or one.row.withdrawn_at or not PlainForm().validate():
        abort(404)
    deed(one, me().actor)
    flash(said, "office")
    return redirect(url_for(".people_here"), 303)


@pages.post("/beheer/mensen/uitnodiging/<invitation_id>/intrekken", success=303)
def withdraw(invitation_id: str) -> Answer:
    return _with_invitation(invitation_id, people.withdraw, _("De uitnodiging is ingetrokken."))


@pages.post("/beheer/mensen/uitnodiging/<invitation_id>/opnieuw", success=303, limit="60 per minute")
def send_again(invitation_id: str) -> Answer:
    return _with_invitation(invitation_id, people.send_again, _("De uitnodiging is opnieuw verstuurd."))


# --- one person --------------------------------------------------------------------------------------------


def _colleague(person_id: str) -> Person:
    """Somebody who works or worked here, or 404."""
    person = found.find_colleague(person_id)
    if person is None:
        abort(404)
    return person


@pages.get("/beheer/mensen/<person_id>")
def person(person_id: str) -> str:
    return _page(_colleague(person_id))


def _page(who: Person, fault: str | None = None) -> str:
    jobs = found.jobs_of(who.id)
    names = dict(found.organisation_choices()) | {job.organisation_id: job.organisation for job in jobs}
    mine = {job.organisation_id for job in jobs}
    return render_template(
        "accounts/office/person.html",
        person=who,
        fault=fault,
        jobs=[
            {
                "id": organisation,
                "organisation": names[organisation],
                "roles": ", ".join(role_name(j.role) for j in jobs if j.organisation_id == organisation),
            }
            for organisation in dict.fromkeys(job.organisation_id for job in jobs)
        ],
        others=[(key, name) for key, name in names.items() if key not in mine] if jobs else [],
        works=bool(jobs),
        chairs=[
            {"title": title, "days": days}
            for title, days in (() if jobs else current_app.extensions["chairs_of"](who.id))
        ],
        may_replace=me().may("plan"),
        factor=factor_queries.has_factor(who.id),
        myself=who.id == me().person_id,
    )


def _do(person_id: str, deed: Callable[[Person], object], said: str) -> Answer:
    who = _colleague(person_id)
    if not PlainForm().validate():
        abort(404)
    try:
        deed(who)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_colleague(person_id), _(refusal.message)), refusal.status
    flash(said, "office")
    return redirect(url_for(".person", person_id=person_id), 303)


@pages.post("/beheer/mensen/<person_id>/stop", success=303)
def stop(person_id: str) -> Answer:
    return _do(person_id, lambda who: people.stop(who, me().actor), _("De toegang is gestopt."))


@pages.post("/beheer/mensen/<person_id>/tweede-stap", success=303)
def reset_factor(person_id: str) -> Answer:
    def deed(who: Person) -> None:
        if who.id == me().person_id:
            raise people.NotYourself
        second_factor.reset(who, me().actor)

    return _do(person_id, deed, _("Bij de volgende keer inloggen stelt deze persoon een nieuwe app in."))


# --- roles -------------------------------------------------------------------------------------------------


def _job(person_id: str, organisation_id: str) -> tuple[Person, str, frozenset[str]]:
    """Somebody who works here, the name of an organisation of this municipality, and their roles there; or 404."""
    who, jobs = _colleague(person_id), found.jobs_of(person_id)
    names = dict(found.organisation_choices()) | {job.organisation_id: job.organisation for job in jobs}
    if not jobs or organisation_id not in names:
        abort(404)
    return who, names[organisation_id], _roles_at(jobs, organisation_id)


def _roles_at(jobs: list[found.Job], organisation_id: str) -> frozenset[str]:
    return frozenset(job.role for job in jobs if job.organisation_id == organisation_id)


def _ask_roles(who: Person, organisation: str, form: JobForm, fault: tuple[str, str] | None = None) -> str:
    return render_template(
        "accounts/office/roles.html",
        person=who,
        organisation=organisation,
        form=form,
        hints=role_hints(),
        saved=fault,
    )


def _job_form(has: frozenset[str]) -> JobForm:
    asked = request.method == "GET"
    data = {"rollen": sorted(has), "was": " ".join(sorted(has))}
    form = JobForm(formdata=None, data=data) if asked else JobForm()
    form.rollen.choices = [(role, role_name(role)) for role in _roles_to_give(has)]
    return form


@pages.get("/beheer/mensen/<person_id>/<organisation_id>")
def roles_form(person_id: str, organisation_id: str) -> str:
    who, organisation, has = _job(person_id, organisation_id)
    return _ask_roles(who, organisation, _job_form(has))


@pages.post("/beheer/mensen/<person_id>/<organisation_id>", success=303)
def save_roles(person_id: str, organisation_id: str) -> Answer:
    who, organisation, has = _job(person_id, organisation_id)
    form = _job_form(has)
    if not form.validate():
        return _ask_roles(who, organisation, form), 400
    was, wanted = frozenset((form.was.data or "").split()), frozenset(form.rollen.data or ())
    try:
        people.change_roles(who, organisation_id, was, wanted, me().actor)
    except people.ChangedMeanwhile as meanwhile:
        saved = frozenset(meanwhile.details["now"])  # type: ignore[call-overload]
        form.rollen.errors = [_(meanwhile.message)]
        form.was.data = " ".join(sorted(saved))  # the next time they choose knowing this
        return _ask_roles(who, organisation, form, (_told(saved), _told(wanted))), meanwhile.status
    except Refusal as refusal:
        db.session.rollback()
        form.rollen.errors = [_(refusal.message)]
        return _ask_roles(who, organisation, form), refusal.status
    flash(_("De rollen zijn opgeslagen."), "office")
    return redirect(url_for(".person", person_id=person_id), 303)


def _told(roles: frozenset[str]) -> str:
    return ", ".join(role_name(role) for role in ROLES if role in roles) or _("Geen rol")


# --- the quarterly look ------------------------------------------------------------------------------------


@pages.get("/beheer/mensen/nakijken")
def review_form() -> str:
    return _ask_review()


def _ask_review(fault: str | None = None) -> str:
    rows = [
        {
            "id": job.id,
            "name": job.name,
            "organisation": job.organisation,
            "role": role_name(job.role),
            "seen": web.day_label(wall(job.reviewed_at).date()) if job.reviewed_at else _("Nog nooit"),
        }
        for job in found.jobs()
        if job.due
    ]
    return render_template("accounts/office/review.html", rows=rows, fault=fault)


@pages.post("/beheer/mensen/nakijken", success=303)
def review() -> Answer:
    form = ReviewForm()
    asked = form.lidmaatschap.data or ""
    job = found.find_job(asked) if asked.isprintable() else None  # PostgreSQL takes no NUL
    if job is None or form.doe.data not in ("klopt", "stop") or not form.validate():
        abort(404)
    try:
        (people.still_right if form.doe.data == "klopt" else people.end_job)(job, me().actor)
    except Refusal as refusal:
        db.session.rollback()
        return _ask_review(_(refusal.message)), refusal.status
    if form.doe.data == "stop" and not found.jobs_of(job.person_id):
        flash(_("De toegang is gestopt."), "office")
        return redirect(url_for(".person", person_id=job.person_id), 303)  # with the chairs that are left
    flash(_("Dat is opgeslagen."), "office")
    return redirect(url_for(".review_form"), 303)

"""/beheer/huisstijl: colours, letters, corners and logo, with an example of real components."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal import accounts, tenancy, web
from portal.administration import appearance
from portal.administration.appearance_forms import LogoForm, StyleForm, example_form
from portal.administration.contrast_words import too_close
from portal.administration.logo import LogoRefused
from portal.db import db
from portal.errors import N_

pages = web.pages("administration_style", __name__, audience="staff", permission="manage")
Answer = str | Redirect | tuple[str, int]
EXAMPLE = "voorbeeld"  # the class and the sheet of the example


@pages.get("/beheer/huisstijl")
def style() -> str:
    return _ask(StyleForm(formdata=None, data=_as_typed(_stored())))


def _stored() -> dict[str, Any]:
    found: dict[str, Any] = tenancy.read_setting(appearance.STYLE, {})
    return found


def _as_typed(stored: dict[str, Any]) -> dict[str, Any]:
    now = web.style_of(stored)
    return {
        "versie": web.fingerprint(stored),
        "hoofdkleur": now.primary,
        "knopkleur": now.action or "",
        "lettertype": now.font,
        "hoeken": now.radius,
    }


def _ask(form: StyleForm, logo_form: LogoForm | None = None, **more: Any) -> str:
    logo = tenancy.read_setting(appearance.LOGO, "")
    return render_template(
        "administration/style.html",
        form=form,
        logo_form=logo_form or LogoForm(formdata=None),
        logo_url=web.logo_address(tenancy.current_id(), logo),
        example_url=_example_url(form),
        example=example_form(),
        **more,
    )


def _example_url(form: StyleForm) -> str:
    """The sheet of what is filled in, or of what is stored when that is no style."""
    faulty = form.errors.keys() & {"hoofdkleur", "knopkleur", "lettertype", "hoeken"}
    shown = web.style_of(_stored()) if faulty else form.style()
    given = {
        "primary": shown.primary,
        "action": shown.action or "",
        "font": shown.font,
        "radius": shown.radius,
    }
    return f"{url_for('.example_sheet')}?{urlencode(given)}"


@pages.get("/beheer/huisstijl/voorbeeld.css")
def example_sheet() -> Response:
    """The tokens of the style in the question, for the example only; 404 when it is no style."""
    try:
        asked = web.Style(
            request.args.get("primary", ""),
            request.args.get("action") or None,
            request.args.get("font", "source-sans-3"),
            request.args.get("radius", "soft"),
        )
    except ValueError:
        abort(404)
    return Response(web.theme_css(EXAMPLE, asked), content_type="text/css; charset=utf-8")


@pages.post("/beheer/huisstijl", success=303)
def save() -> Answer:
    """Shows (`doe=bekijk`), fills in a colour that would do (`vul=veld:#rrggbb`), or saves."""
    form = StyleForm()
    _fill_in(form, request.form.get("vul", ""))
    if not form.validate():
        return _ask(form), 400
    pairs = too_close(form.style())
    if request.form.get("doe") == "bekijk" or request.form.get("vul"):
        return _ask(form, pairs=pairs, looked=True)
    if pairs:
        return _ask(form, pairs=pairs, refused=True), 400
    try:
        appearance.save_style(form.style(), form.versie.data or "", accounts.me().actor)
    except web.SavedMeanwhile as refusal:
        return _ask_again(form, refusal), refusal.status
    flash(_("De huisstijl is opgeslagen. Inwoners zien hem meteen."), "office")
    return redirect(url_for(".style"), 303)


def _fill_in(form: StyleForm, wish: str) -> None:
    name, _colon, colour = wish.partition(":")
    if name in ("hoofdkleur", "knopkleur"):
        form[name].process_formdata([colour])


def _ask_again(form: StyleForm, refusal: web.SavedMeanwhile) -> str:
    db.session.rollback()
    there = _as_typed(_stored())
    form.form_errors.append(_(refusal.message))
    names = ("hoofdkleur", "knopkleur", "lettertype", "hoeken")
    form.versie.data = there["versie"]
    now = [
        {"key": str(form[name].label.text), "value": _readable(form[name], there[name])}
        for name in names
        if (form[name].data or "") != there[name]
    ]
    return _ask(form, now=now)


def _readable(field: Any, value: str) -> str:
    words = {c[0]: str(c[1]) for c in field.iter_choices()} if hasattr(field, "iter_choices") else {}
    return words.get(value, value)


@pages.post("/beheer/huisstijl/terug", success=303)
def reset() -> Redirect:
    appearance.reset_style(accounts.me().actor)
    flash(_("De huisstijl is weer zoals aan het begin."), "office")
    return redirect(url_for(".style"), 303)


@pages.post("/beheer/huisstijl/logo", success=303)
def save_logo() -> Answer:
    form = LogoForm()
    form.validate()
    given = form.given()
    try:
        if not given:
            raise LogoRefused(N_("Kies een bestand, of plak de tekst ervan."))
        appearance.save_logo(given, accounts.me().actor)
    except LogoRefused as refusal:
        db.session.rollback()
        field = form.bestand if form.bestand.data or not given else form.tekst
        field.errors = [_(refusal.message)]
        return _ask(StyleForm(formdata=None, data=_as_typed(_stored())), form), 400
    flash(_("Het logo is opgeslagen. Kijk of het er goed uitziet."), "office")
    return redirect(url_for(".style"), 303)


@pages.post("/beheer/huisstijl/logo/weg", success=303)
def remove_logo() -> Redirect:
    appearance.remove_logo(accounts.me().actor)
    flash(_("Het logo is weg. De eerste letter van uw gemeente staat er weer."), "office")
    return redirect(url_for(".style"), 303)

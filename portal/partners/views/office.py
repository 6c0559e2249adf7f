"""/beheer/hulp: what organisations offer here, in the order that residents see; adding, changing, taking away."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, web
from portal.clock import today
from portal.db import db
from portal.partners import actions, rules
from portal.partners.forms import KINDS, ListingForm, OfferForm
from portal.partners.queries import OfferInfo, find_offer, read_offers
from portal.web import SavedMeanwhile

pages = web.pages("partners_office", __name__, audience="staff", permission="help")
Answer = str | Response | tuple[str, int]


@pages.get("/beheer/hulp")
def offers() -> str:
    return _overview()


def _overview(fault: str | None = None) -> str:
    known = read_offers()
    fixed = [offer for offer in known if offer.kind not in rules.ROTATING]
    rotating = [offer for offer in known if offer.kind in rules.ROTATING]
    late = [offer for offer in known if rules.is_overdue(offer.review_on, today())]
    return render_template(
        "partners/office/offers.html",
        groups=[(fixed and _rows(fixed), True), (rotating and _rows(rotating), False)],
        late=_rows(sorted(late, key=lambda offer: offer.review_on)),
        any=bool(known),
        fault=fault,
    )


def _rows(offers: Iterable[OfferInfo]) -> list[dict[str, Any]]:
    kinds = {choice.value: choice.label for choice in KINDS}
    return [
        {
            "id": offer.id,
            "name": offer.name,
            "kind": kinds.get(offer.kind, offer.kind),
            "owner": offer.maintainer,
            "review": format_date(offer.review_on, "d MMMM y"),
            "overdue": rules.is_overdue(offer.review_on, today()),
            "seen": web.fingerprint(offer.values),
        }
        for offer in offers
    ]


@pages.get("/beheer/hulp/nieuw")
def new() -> str:
    start = {"versie": web.new_version(), "nakijken": rules.next_review(today()).isoformat()}
    return _ask(OfferForm(formdata=None, data=start), None)


def _ask(form: OfferForm, offer: OfferInfo | None, now: Any = None) -> str:
    return render_template("partners/office/offer.html", form=form.more_rows(), offer=offer, now=now)


@pages.post("/beheer/hulp/nieuw", success=303)
def create() -> Answer:
    form = OfferForm()
    form.given = {"key": web.free_key(form.naam.data or "", {offer.key for offer in read_offers()})}
    if not form.validate():
        return _ask(form, None), 400
    try:
        actions.add_offer(form.fitted, form.id_of_new(), accounts.me().actor)
    except SavedMeanwhile as refusal:
        return _ask(form, None), form.refuse(refusal)
    return _done(_("Dat staat er nu bij."))


def _done(said: str) -> Response:
    flash(said, "office")
    return redirect(url_for(".offers"), 303)


@pages.get("/beheer/hulp/<offer_id>")
def edit(offer_id: str) -> str:
    offer = _own(offer_id)
    form = OfferForm(formdata=None, data=_as_typed(offer) | {"versie": web.fingerprint(offer.values)})
    return _ask(form, offer)


def _own(offer_id: str) -> OfferInfo:
    return find_offer(offer_id) or abort(404)


def _as_typed(offer: OfferInfo) -> dict[str, Any]:
    names = {"maintainer": "owner", "review_on": "review"}
    by_key = {names.get(name, name): value for name, value in offer.values.items()}
    typed = {name: by_key[key] for name, key in OfferForm.keys.items()}
    hours = {name: web.as_rows(typed[name]) for name in ("open", "inloop")}
    return typed | hours | {"nakijken": offer.review_on.isoformat()}


@pages.post("/beheer/hulp/<offer_id>", success=303)
def save(offer_id: str) -> Answer:
    offer, form = _own(offer_id), OfferForm()
    form.given = {"key": offer.key}
    if not form.validate():
        return _ask(form, offer), 400
    try:
        actions.change_offer(form.fitted, offer_id, form.versie.data or "", accounts.me().actor)
    except SavedMeanwhile as refusal:
        db.session.rollback()
        offer, status = _own(offer_id), form.refuse(refusal)
        form.versie.data = web.fingerprint(offer.values)
        return _ask(form, offer, web.what_is_there(form, _as_typed(offer))), status
    except LookupError:
        abort(404)
    return _done(_("Dat is opgeslagen."))


@pages.get("/beheer/hulp/<offer_id>/weg")
def remove_form(offer_id: str) -> str:
    return render_template("partners/office/remove.html", offer=_own(offer_id))


@pages.post("/beheer/hulp/<offer_id>/weg", success=303)
def remove(offer_id: str) -> Answer:
    return _do(offer_id, lambda by: actions.remove_offer(offer_id, by), _("Dat staat er niet meer bij."))


@pages.post("/beheer/hulp/<offer_id>/omhoog", success=303)
def up(offer_id: str) -> Answer:
    return _do(offer_id, lambda by: actions.move_offer(offer_id, True, by), _("De volgorde is veranderd."))


@pages.post("/beheer/hulp/<offer_id>/omlaag", success=303)
def down(offer_id: str) -> Answer:
    return _do(offer_id, lambda by: actions.move_offer(offer_id, False, by), _("De volgorde is veranderd."))


@pages.post("/beheer/hulp/<offer_id>/klopt", success=303)
def still_holds(offer_id: str) -> Answer:
    """It was looked at: the next time is in half a year."""
    seen = web.Seen().versie.data or ""
    said = _("Genoteerd: dit klopt nog. Kijk het over een half jaar weer na.")
    return _do(offer_id, lambda by: actions.renew_offer(offer_id, seen, by), said)


def _do(offer_id: str, deed: Callable[[str], None], said: str) -> Answer:
    _own(offer_id)
    try:
        deed(accounts.me().actor)
    except LookupError:
        abort(404)
    except SavedMeanwhile as refusal:
        db.session.rollback()
        return _overview(_(refusal.message)), refusal.status
    return _done(said)


# --- how lawyers and mediators come on the list -------------------------------------------------------------------


@pages.get("/beheer/hulp/vermelding")
def listing() -> str:
    known = actions.read_listing()
    seen = web.fingerprint({"listing": known})
    return _ask_listing(ListingForm(formdata=None, data={"tekst": known, "versie": seen}))


def _ask_listing(form: ListingForm, now: Any = None) -> str:
    return render_template("partners/office/listing.html", form=form, now=now)


@pages.post("/beheer/hulp/vermelding", success=303)
def save_listing() -> Answer:
    form = ListingForm()
    if not form.validate():
        return _ask_listing(form), 400
    try:
        actions.save_listing(form.fitted.listing or "", form.versie.data or "", accounts.me().actor)
    except SavedMeanwhile as refusal:
        db.session.rollback()
        known, status = actions.read_listing(), form.refuse(refusal)
        form.versie.data = web.fingerprint({"listing": known})
        return _ask_listing(form, web.what_is_there(form, {"tekst": known})), status
    return _done(_("Dat is opgeslagen."))

"""/beheer/bestanden: organisations, places, offers and the whole municipality, out of the portal and in."""

import base64
import zlib
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import accounts, tenancy, web
from portal.administration import exporting, importing, words
from portal.administration.comparing import NEW, OTHER, SAME, Line
from portal.administration.csv_files import MOST_BYTES
from portal.administration.forms import DoForm, FileForm
from portal.administration.importing import WHOLE, WHOLE_FILE, Trial
from portal.administration.tables import TABLES
from portal.db import db
from portal.errors import Refusal

pages = web.pages("administration_files", __name__, audience="staff", permission="manage")
RIGHTS = ("email", "organisation", "roles")
Answer = str | AnyResponse | tuple[str, int]
# A file of 1 MB that is sent, and the same file going along in the second form (packed, as text).
BODY = 2 * 1024 * 1024


@pages.get("/beheer/bestanden")
def files() -> str:
    return _ask(FileForm(formdata=None, data={"soort": request.args.get("soort", "organisaties")}))


def _ask(form: FileForm) -> str:
    return render_template("administration/files.html", form=form, tables=TABLES.values(), whole=WHOLE_FILE)


@pages.get("/beheer/bestanden/<name>.csv")
def csv_out(name: str) -> Response:
    table = TABLES.get(name) or abort(404)
    return _download(exporting.csv_now(table), table.file, "text/csv")


@pages.get("/beheer/bestanden/gemeente.toml")
def whole_out() -> Response:
    return _download(exporting.toml_now(), WHOLE_FILE, "application/toml")


def _download(content: bytes, name: str, mimetype: str) -> Response:
    answer = Response(content, content_type=f"{mimetype}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.post("/beheer/bestanden", success=200, limit="30 per minute", body=BODY)
def look() -> Answer:
    """What the file would do; nothing is kept."""
    form = FileForm()
    if not form.validate():
        return _ask(form), 400
    content = form.bestand.data.read(MOST_BYTES + 1)
    # What kind of file it is, its name says better than a list that nobody looked at.
    named = (form.bestand.data.filename or "").lower()
    trial = importing.try_file(WHOLE if named.endswith(".toml") else form.soort.data, content)
    return _show(trial, content), 400 if trial.faults else 200


@pages.post("/beheer/bestanden/doen", success=303, limit="30 per minute", body=BODY)
def bring_in() -> Answer:
    form = DoForm()
    kind, content = form.soort.data, _unpacked(form.meegenomen.data or "")
    if not form.validate() or kind not in importing.KINDS or content is None:
        abort(400)
    ticked = request.form.getlist("vervang") if kind == WHOLE else None
    try:
        done, lost = importing.apply(kind, content, form.gezien.data or "", ticked, accounts.me().actor)
    except Refusal as refusal:
        db.session.rollback()
        current_app.extensions["shelf"].forget(tenancy.current_id())  # it may have read what is undone now
        return _show(importing.try_file(kind, content), content, _(refusal.message)), refusal.status
    flash(_done(done, lost), "office")
    return redirect(url_for(".files"), 303)


def _done(done: list[Line], lost: int) -> str:
    new = sum(line.outcome == NEW for line in done)
    said = _("Het bestand is verwerkt. Nieuw: %(new)s. Veranderd: %(other)s.", new=new, other=len(done) - new)
    if not lost:
        return said
    return said + " " + _("Afspraken die hun plek verliezen: %(lost)s. Die staan in de werklijst.", lost=lost)


def _show(trial: Trial, content: bytes, refused: str | None = None) -> str:
    counted = {outcome: len(trial.of(outcome)) for outcome in (NEW, OTHER, SAME)}
    return render_template(
        "administration/trial.html",
        title=_("Dit staat in het bestand"),
        trial=trial,
        whole=trial.kind == WHOLE,
        refused=refused,
        to_invite=trial.to_invite,
        faults=[_fault(fault) for fault in trial.faults],
        new=[_row(line) for line in trial.of(NEW)],
        other=[_row(line) for line in trial.of(OTHER)],
        counted=counted,
        nothing=not trial.faults and not counted[NEW] and all(line.fixed for line in trial.of(OTHER)),
        form=DoForm(
            formdata=None, data={"soort": trial.kind, "meegenomen": _packed(content), "gezien": trial.seen}
        ),
    )


def _fault(fault: Any) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column, "said": _(fault.sentence, **fault.given)}


def _row(line: Line) -> dict[str, Any]:
    after = line.thing.values
    return {
        "row": line.row,
        "label": line.label,
        "name": words.called(line.thing.kind, line.thing.name),
        # Who gets which rights is said before it is done.
        "about": words.value({name: after[name] for name in RIGHTS if name in after})
        if line.thing.kind == "professional"
        else "",
        "fixed": line.fixed,
        "fields": [
            {
                "field": words.field(f),
                "before": words.value((line.before or {}).get(f), f),
                "after": words.value(after.get(f), f),
            }
            for f in line.fields
        ],
    }


def _packed(content: bytes) -> str:
    """As text without line ends, which a browser would change."""
    return base64.b64encode(zlib.compress(content)).decode() if len(content) <= MOST_BYTES else ""


def _unpacked(text: str) -> bytes | None:
    """None when it is not what `_packed` made, or more than a file may be."""
    try:
        packed = base64.b64decode(text, validate=True)
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(packed, MOST_BYTES + 1)
    except (ValueError, zlib.error):
        return None
    return content if unpacker.eof and len(content) <= MOST_BYTES else None

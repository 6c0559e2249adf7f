"""Error pages: the same calm page for every fault. It never tells what exists and what does not."""

import structlog
from flask import Flask, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.db import db
from portal.errors import N_, Refusal
from portal.web import leaving

log = structlog.get_logger("portal")

_TEXTS = {
    400: (
        N_("Dit lukt niet"),
        N_("Wij begrijpen deze vraag niet."),
        [N_("Ga terug en probeer het nog een keer.")],
    ),
    404: (
        N_("Deze pagina is er niet"),
        N_("Misschien is het adres niet goed, of bestaat de pagina niet meer."),
        [N_("Kijk of het adres klopt."), N_("Bel ons als het niet lukt.")],
    ),
    405: (
        N_("Dit lukt niet"),
        N_("Zo kunt u deze pagina niet openen."),
        [N_("Begin opnieuw op de eerste pagina.")],
    ),
    413: (
        N_("Dit is te veel"),
        N_("U stuurde meer dan wij kunnen ontvangen."),
        [N_("Maak de tekst korter en probeer het opnieuw.")],
    ),
    429: (
        N_("Even wachten"),
        N_("Er kwamen veel vragen tegelijk. Wacht een minuut."),
        [N_("Probeer het daarna nog een keer. Wat u al koos, blijft staan.")],
    ),
    500: (
        N_("Er ging iets mis bij ons"),
        N_("Dit is niet uw schuld."),
        [N_("Probeer het over een paar minuten nog een keer."), N_("Of bel ons.")],
    ),
}


def error_page(status: int, message: str | None = None) -> tuple[str, int]:
    if leaving.hides_faults():
        return leaving.closed_page(), 200
    title, usual, advice = _TEXTS.get(status, _TEXTS[400])
    page = render_template(
        "web/error.html",
        title=gettext(title),
        message=gettext(message or usual),
        advice=[gettext(line) for line in advice],
        links=[],
        languages=(),  # in no language there is more here
    )
    return page, status


def init_app(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> tuple[str, int]:
        db.session.rollback()
        return error_page(refusal.status, refusal.message)

    @app.errorhandler(CSRFError)
    def expired(_error: CSRFError) -> tuple[str, int]:
        return error_page(
            400, N_("Deze pagina was te oud of werd niet door u verstuurd. Open de pagina opnieuw.")
        )

    @app.errorhandler(HTTPException)
    def http_fault(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        return error_page(404 if status == 403 else status)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        if app.testing and app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        db.session.rollback()
        # The kind and the place, never the message: it may quote what somebody typed.
        log.error("request.failed", kind=type(error).__name__, endpoint=request.endpoint, where=_where(error))
        g.pop("site", None)
        return error_page(500)


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""

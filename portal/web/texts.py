"""Texts in templates. Flask-Babel looks its translations up anew for every text; a page has a hundred and fifty."""

from typing import Any

from flask import Flask, g
from flask_babel import get_locale, get_translations


def _translations() -> Any:
    """The translations of this app context's language, found once."""
    language = str(get_locale())
    kept = g.get("translations")
    if kept is None or kept[0] != language:
        kept = g.translations = (language, get_translations())
    return kept[1]


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _translations().ugettext(text),
        lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )

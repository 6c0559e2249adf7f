"""Puts the shell around an app: hosts, headers, error pages, forms, languages, static files, one commit per POST."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, has_request_context, request, url_for
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.config import Settings
from portal.db import db
from portal.web import dates, faults, guard, logs, site, texts
from portal.web.assets import STATIC, asset
from portal.web.headers import SafeHeaders
from portal.web.hosts import PlainHost
from portal.web.kept import KeptPages
from portal.web.language import LanguagePrefix, current_language, direction
from portal.web.limits import limiter
from portal.web.views import components, leaving, operations, public

csrf = CSRFProtect()
babel = Babel()


def configure(app: Flask, settings: Settings) -> None:
    """Everything Flask and its extensions read from the configuration."""
    cookie = "__Host-sessie" if settings.secure_cookies else "sessie"
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        MAX_FORM_PARTS=100,
        WTF_I18N_ENABLED=False,  # every message in a form is ours
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a page left open at night still works
        WTF_CSRF_SSL_STRICT=False,  # we send no Referer; the token and SameSite do this work
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        BABEL_TRANSLATION_DIRECTORIES=str(settings.translations_dir),
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_HEADERS_ENABLED=False,
    )


def init_app(app: Flask, settings: Settings) -> None:
    configure(app, settings)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.url_map.strict_slashes = True
    guard.init_app(app)  # first of all: whose host is this?
    csrf.init_app(app)
    babel.init_app(app, locale_selector=current_language)
    texts.init_app(app)
    limiter.init_app(app)
    logs.init_app(app, quiet=settings.portal_env != "production")
    faults.init_app(app)
    app.after_request(_one_commit)
    app.context_processor(_for_every_page)
    app.jinja_env.globals.update(
        asset=asset,
        day_label=dates.day_label,
        time_label=dates.time_label,
        when_label=dates.when_label,
        hours_label=dates.hours_label,
    )
    for blueprint in (
        public.pages,
        leaving.pages,
        public.styles,
        public.front,
        operations.pages,
        components.pages,
    ):
        app.register_blueprint(blueprint)
    _wrap(app, settings)


def _for_every_page() -> dict[str, Any]:
    if not has_request_context():
        return {}  # the text of a message
    found = site.find_site()
    return {
        "site": found,
        "lang": current_language(),
        "direction": direction(current_language()),
        "menu": site.menu() if found and not found.is_message_host else (),
        "languages": site.languages(),
        "footer_links": site.footer_links(),
        "leave_url": "/weg",
        "home_url": url_for("web_front.home"),
        "canonical": site.own_address() if found and not found.is_message_host else None,
        "demo": not current_app.extensions["settings"].production,
    }


def _one_commit(response: Response) -> Response:
    """A POST that ends well commits once; everything else leaves nothing behind."""
    if request.method == "POST" and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _wrap(app: Flask, settings: Settings) -> None:
    """Static files first (from disk, compressed beforehand), then the language prefix, then the app."""
    # Every address of a file carries its fingerprint (assets.py), so browsers may keep it for ever.
    static = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        max_age=31536000,
        immutable_file_test=lambda _path, _url: True,
    )
    static.add_headers_function = None
    secure = settings.public_scheme == "https"
    kept = app.extensions["kept_pages"] = KeptPages(LanguagePrefix(static, settings.languages))
    app.wsgi_app = SafeHeaders(PlainHost(kept), secure)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        # Only the visitor's address and scheme; never the host, which chooses the municipality.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=settings.trusted_proxies,
            x_proto=settings.trusted_proxies,
            x_host=0,
            x_port=0,
            x_prefix=0,
        )


TEMPLATES = Path(__file__).parent / "templates"

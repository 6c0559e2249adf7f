"""`make run`: the demo on the embedded database. Makes its own secrets in var/, never usable in production."""

import base64
import os
import secrets
import sys
from pathlib import Path

from whitenoise import compress

from portal import accounts, schema, start, tenancy
from portal.config import ROOT, SettingsFaults, load_settings
from portal.db import db
from portal.web.assets import STATIC

VAR = ROOT / "var"
PASSWORD_FILE = VAR / "demo-password"


def _secret(name: str, make: str) -> str:
    """A secret made at the first run and kept in var/ (mode 600)."""
    path = VAR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make)
    return path.read_text().strip()


def environment(port: str) -> dict[str, str]:
    """The settings of the demo; what the caller set already stays."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    (VAR / "mail").mkdir(exist_ok=True)
    key = "demo-1:" + base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "PORTAL_ENV": "demo",
        "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite'}",
        "SECRET_KEY": _secret("secret-key", "demo-" + secrets.token_urlsafe(40)),
        "SEALING_KEYS": _secret("sealing-keys", key),
        "MAIL_URL": f"folder://{VAR / 'mail'}",
        "PLATFORM_HOSTS": '["localhost", "127.0.0.1"]',
        "PUBLIC_SCHEME": "http",
        "PUBLIC_PORT": port,
        "SECURE_COOKIES": "false",
        "SECOND_FACTOR": "false",
        "WORKER_IN_PROCESS": "true",
    }


def prepare() -> list[str]:
    """Migrate, load the municipalities, fill the agenda, give the staff a password; gives the sign-ins."""
    from portal.app import create_app
    from portal.jobs import run_daily_jobs

    settings = load_settings()
    compress.main(["--quiet", str(STATIC)])
    schema.upgrade(settings)
    app = create_app(settings)
    password = _secret("demo-password", secrets.token_urlsafe(9) + "-demo")
    with app.app_context():
        for slug in tenancy.registry().by_slug:
            start.load(slug)
        run_daily_jobs()
        people = [
            (p.email, file.deploy.name) for file in tenancy.registry().files for p in file.start.professional
        ]
        for email in sorted({email for email, _ in people}):
            if accounts.has_no_password(email):
                accounts.reset_password(email, password)
        db.session.commit()
    db_users = [(email, place) for email, place in people if place in ("Hollands Kroon", "Schagen")]
    return [f"{place}: {email}" for email, place in db_users] + [f"wachtwoord van iedereen: {password}"]


def main() -> None:
    port = os.environ.get("PORT") or "8000"
    os.environ |= {name: value for name, value in environment(port).items() if name not in os.environ}
    try:
        sign_ins = prepare()
    except (SettingsFaults, tenancy.TenantFileFaults) as faults:
        sys.exit(str(faults))
    print(
        "\n".join(
            [
                "",
                "Scheidingsplein, demo met 15 gemeenten (voorbeeldconfiguratie)",
                f"  Kies uw gemeente   http://localhost:{port}/",
                f"  Hollands Kroon     http://hollands-kroon.localhost:{port}/",
                f"  Schagen            http://schagen.localhost:{port}/",
                f"  Medewerkers        http://hollands-kroon.localhost:{port}/inloggen",
                *(f"    {line}" for line in sign_ins),
                f"  Uitgaande post     {Path('var') / 'mail'} (bestanden .eml) en http://hollands-kroon.localhost:{port}/post/",
                "",
            ]
        ),
        flush=True,
    )
    os.environ.setdefault("WEB_CONCURRENCY", "1")
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.py"), "wsgi:app"]
    os.chdir(ROOT)
    os.execv(sys.executable, gunicorn)


if __name__ == "__main__":
    main()

"""Settings: every fault in one list, secrets from files, nothing unsafe in production."""

import base64
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from portal.config import ROOT, SettingsFaults, load_settings
from portal.messaging import Folder, Notify, Smtp, channels

KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "PORTAL_ENV": "production",
    "DATABASE_URL": "postgresql+psycopg://portal_app:geheim@db/portal",
    "MIGRATION_URL": "postgresql+psycopg://portal_owner:geheim@db/portal",
    "SECRET_KEY": "s" * 40,
    "SEALING_KEYS": f"2026:{KEY}",
    "PLATFORM_HOSTS": "scheidingsplein.example, www.scheidingsplein.example",
    "MAIL_URL": "smtps://post:geheim@mail.example",
}
KEY_OF_GATEWAY = f"proef-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"
NOTIFY = {
    "NOTIFY_URL": "https://api.poort.example",
    "NOTIFY_API_KEY": KEY_OF_GATEWAY,
    "NOTIFY_SMS_TEMPLATE": str(uuid.UUID(int=3)),
    "NOTIFY_MAIL_TEMPLATE": str(uuid.UUID(int=4)),
}
GOOD = Path(__file__).parent / "tenants"


@pytest.fixture
def environment(monkeypatch):  # type: ignore[no-untyped-def]
    """Settings that are fine in production; `environment(NAME=...)` changes or (None) removes some."""
    for name in [*os.environ]:
        if name.removesuffix("_FILE") in {
            *PRODUCTION,
            "TENANTS_DIR",
            "PUBLIC_SCHEME",
            "RATE_LIMITS",
            "PUBLIC_PORT",
            *NOTIFY,
        }:
            monkeypatch.delenv(name)

    def given(**values: str | None) -> None:
        for name, value in (PRODUCTION | values).items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)

    given()
    return given


def faults() -> list[str]:
    with pytest.raises(SettingsFaults) as caught:
        load_settings()
    return caught.value.faults


def names(found: list[str]) -> list[str]:
    return sorted(fault.partition(":")[0] for fault in found)


# --- what is good ------------------------------------------------------------------------------------------


def test_production_with_everything_set_starts(environment) -> None:
    settings = load_settings()
    assert settings.production and settings.secure_cookies and settings.rate_limits
    assert settings.platform_hosts == ("scheidingsplein.example", "www.scheidingsplein.example")
    assert settings.keyring() == {"2026": b"k" * 32}


def test_hosts_may_also_be_written_as_json(environment) -> None:
    environment(PLATFORM_HOSTS='["a.example", "b.example"]')
    assert load_settings().platform_hosts == ("a.example", "b.example")


def test_the_first_sealing_key_seals(environment) -> None:
    environment(SEALING_KEYS=f"2027:{KEY},2026:{KEY}")
    assert list(load_settings().keyring()) == ["2027", "2026"]


def test_without_any_word_it_is_production(environment) -> None:
    environment(PORTAL_ENV=None)
    assert load_settings().production


# --- all faults at once ------------------------------------------------------------------------------------


def test_every_missing_setting_is_named_at_once(environment) -> None:
    environment(**dict.fromkeys(PRODUCTION))
    assert names(faults()) == ["DATABASE_URL", "MAIL_URL", "PLATFORM_HOSTS", "SEALING_KEYS", "SECRET_KEY"]


def test_missing_wrong_and_unsafe_are_told_together(environment) -> None:
    environment(
        SECRET_KEY=None,
        PUBLIC_PORT="tachtig",
        SEALING_KEYS="demo-1:kort",
        DATABASE_URL="sqlite:///x.sqlite",
        MAIL_URL="folder:///tmp/mail",
        PUBLIC_SCHEME="http",
        RATE_LIMITS="false",
        TENANTS_DIR="/bestaat/niet",
    )
    assert names(faults()) == [
        "DATABASE_URL",
        "MAIL_URL",
        "PUBLIC_PORT",
        "PUBLIC_SCHEME en SECURE_COOKIES",
        "RATE_LIMITS",
        "SEALING_KEYS",
        "SECRET_KEY",
        "SECRET_KEY en SEALING_KEYS",
        "TENANTS_DIR",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "x" * 31),
        ("SEALING_KEYS", ""),
        ("SEALING_KEYS", KEY),
        ("SEALING_KEYS", "a:" + base64.b64encode(b"k" * 31).decode()),
        ("SEALING_KEYS", f"a:{KEY},b:?"),
        ("DATABASE_URL", "mysql://x"),
        ("MAIL_URL", "mail.example"),
        ("LEAVE_URL", "http://knmi.nl"),
        ("PORTAL_ENV", "productie"),
        ("TRUSTED_PROXIES", "9"),
        ("PLATFORM_HOSTS", "[a"),
    ],
)
def test_a_wrong_value_is_told_by_its_name_only(environment, name, value) -> None:
    environment(**{name: value})
    (fault,) = faults()
    assert fault.startswith(name) and (not value or value not in fault)


# --- a gateway for sms and mail ----------------------------------------------------------------------------


def test_without_a_gateway_there_is_no_sms(environment) -> None:
    found = channels(load_settings())
    assert found["gateway"] is None and found["sms"] is None


def test_a_gateway_with_everything_set_sends_sms_and_mail(environment) -> None:
    environment(**NOTIFY, MAIL_URL="notify:")
    found = channels(load_settings())
    assert isinstance(found["gateway"], Notify)
    assert found["gateway"] is found["sms"] is found["mail"]


def test_a_gateway_beside_smtp_sends_sms_only(environment) -> None:
    environment(**NOTIFY | {"NOTIFY_MAIL_TEMPLATE": ""})
    found = channels(load_settings())
    assert found["gateway"] is found["sms"] and isinstance(found["mail"], Smtp)


def test_a_gateway_without_an_sms_template_offers_no_sms(environment) -> None:
    environment(**NOTIFY | {"NOTIFY_SMS_TEMPLATE": ""})
    found = channels(load_settings())
    assert found["gateway"] is not None and found["sms"] is None


def test_in_the_demo_sms_goes_where_the_mail_goes(environment) -> None:
    environment(PORTAL_ENV="demo", MAIL_URL="folder:///var/mail")
    found = channels(load_settings())
    assert isinstance(found["sms"], Folder) and found["sms"] is found["mail"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"NOTIFY_URL": None}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "poort.example"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "ftp://poort.example"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "https://poort.example/v2/"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "https://wie:wat@poort.example"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "https://poort.example:x"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "https://[poort"}, ["NOTIFY_URL"]),
        ({"NOTIFY_URL": "http://poort.example"}, ["NOTIFY_URL"]),
        ({"NOTIFY_API_KEY": None}, ["NOTIFY_API_KEY"]),
        ({"NOTIFY_API_KEY": "geheim"}, ["NOTIFY_API_KEY"]),
        ({"NOTIFY_SMS_TEMPLATE": "sms"}, ["NOTIFY_SMS_TEMPLATE"]),
        ({"NOTIFY_MAIL_TEMPLATE": "mail"}, ["NOTIFY_MAIL_TEMPLATE"]),
        ({"NOTIFY_SMS_TEMPLATE": None, "NOTIFY_MAIL_TEMPLATE": None}, ["NOTIFY_SMS_TEMPLATE"]),
        ({"NOTIFY_MAIL_TEMPLATE": None, "MAIL_URL": "notify:"}, ["NOTIFY_MAIL_TEMPLATE"]),
        ({**dict.fromkeys(NOTIFY), "MAIL_URL": "notify:"}, ["NOTIFY_MAIL_TEMPLATE", "NOTIFY_URL"]),
        (
            {"NOTIFY_URL": "x", "NOTIFY_API_KEY": "y", "NOTIFY_SMS_TEMPLATE": "z", "SECRET_KEY": "kort"},
            ["NOTIFY_API_KEY", "NOTIFY_SMS_TEMPLATE", "NOTIFY_URL", "SECRET_KEY"],
        ),
    ],
)
def test_what_is_wrong_with_the_gateway_is_told_with_the_rest(environment, given, named) -> None:
    environment(**NOTIFY | given)
    found = faults()
    assert names(found) == named
    assert "geheim" not in "".join(found) and "wie:wat" not in "".join(found)


def test_outside_production_a_gateway_may_be_near_by(environment) -> None:
    environment(**NOTIFY | {"NOTIFY_URL": "http://127.0.0.1:6011"}, PORTAL_ENV="test")
    assert load_settings().notify_url == "http://127.0.0.1:6011"


def test_the_key_of_the_gateway_may_come_from_a_file_and_is_not_printed(environment, tmp_path) -> None:
    (tmp_path / "key").write_text(KEY_OF_GATEWAY + "\n")
    environment(**NOTIFY | {"NOTIFY_API_KEY": None}, NOTIFY_API_KEY_FILE=str(tmp_path / "key"))
    settings = load_settings()
    assert settings.notify_api_key.get_secret_value() == KEY_OF_GATEWAY
    shown = repr(settings) + str(settings.model_dump()) + repr(channels(settings))
    assert str(uuid.UUID(int=2)) not in shown


# --- production --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "demo-" + "x" * 40),
        ("SEALING_KEYS", f"demo-1:{KEY}"),
        ("DATABASE_URL", "sqlite:///portal.sqlite"),
        ("PUBLIC_SCHEME", "http"),
        ("SECURE_COOKIES", "false"),
        ("MAIL_URL", "folder:///var/mail"),
        ("MIGRATION_URL", PRODUCTION["DATABASE_URL"]),
        ("PLATFORM_HOSTS", ""),
        ("WORKER_IN_PROCESS", "true"),
        ("RATE_LIMITS", "false"),
    ],
)
def test_production_refuses_what_is_fine_in_the_demo(environment, name, value) -> None:
    environment(**{name: value})
    (fault,) = faults()
    assert name in fault
    environment(**{name: value, "PORTAL_ENV": "demo"})
    assert load_settings().demo


# --- secrets from files ------------------------------------------------------------------------------------


def test_every_secret_may_come_from_a_file(environment, tmp_path) -> None:
    for name, value in PRODUCTION.items():
        (tmp_path / name).write_text(f"{value}\n")
    environment(**dict.fromkeys(PRODUCTION), **{f"{name}_FILE": str(tmp_path / name) for name in PRODUCTION})
    settings = load_settings()
    assert settings.secret_key.get_secret_value() == "s" * 40 and settings.keyring()["2026"] == b"k" * 32
    assert settings.database_url == PRODUCTION["DATABASE_URL"] and len(settings.platform_hosts) == 2


def test_a_value_itself_goes_before_its_file(environment, tmp_path) -> None:
    (tmp_path / "key").write_text("uit-het-bestand" * 4)
    environment(SECRET_KEY_FILE=str(tmp_path / "key"))
    assert load_settings().secret_key.get_secret_value() == "s" * 40


def test_an_unreadable_file_is_one_of_the_faults(environment, tmp_path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    environment(
        SECRET_KEY=None,
        SECRET_KEY_FILE="/er/is/niets",
        MAIL_URL=None,
        MAIL_URL_FILE=str(tmp_path / "bytes"),
        PORTAL_ENV="x",
    )
    assert names(faults()) == ["MAIL_URL_FILE", "PORTAL_ENV", "SECRET_KEY_FILE"]


def test_secrets_are_not_printed(environment) -> None:
    shown = repr(load_settings()) + str(load_settings().model_dump())
    assert "s" * 40 not in shown and KEY not in shown


# --- starting ----------------------------------------------------------------------------------------------


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load wsgi.py as gunicorn would."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"], env=given, cwd="/", capture_output=True, text=True, timeout=60
    )


def bad_tenants(folder: Path) -> str:
    (folder / "dorp").mkdir(parents=True)
    text = (GOOD / "dorp" / "tenant.toml").read_text()
    (folder / "dorp" / "tenant.toml").write_text(
        text.replace("minutes = 30", "minutes = 31").replace("GM9001", "dorp")
    )
    return str(folder)


def test_a_start_with_bad_settings_prints_them_all_and_stops() -> None:
    stopped = start(PORTAL_ENV="production", DATABASE_URL="sqlite:///x", RATE_LIMITS="nee?")
    assert stopped.returncode != 0 and "Traceback" not in stopped.stderr
    for name in ("DATABASE_URL", "SECRET_KEY", "SEALING_KEYS", "MAIL_URL", "PLATFORM_HOSTS", "RATE_LIMITS"):
        assert name in stopped.stderr, name


def test_a_start_with_a_bad_tenant_file_prints_all_its_faults_and_stops(tmp_path) -> None:
    stopped = start(**PRODUCTION, TENANTS_DIR=bad_tenants(tmp_path / "tenants"))
    assert stopped.returncode != 0 and "Traceback" not in stopped.stderr
    assert stopped.stderr.count("minutes") >= 2 and "cbs_code" in stopped.stderr


def test_a_start_with_both_prints_both(tmp_path) -> None:
    stopped = start(**PRODUCTION | {"SECRET_KEY": "kort"}, TENANTS_DIR=bad_tenants(tmp_path / "tenants"))
    assert stopped.returncode != 0 and "SECRET_KEY" in stopped.stderr and "cbs_code" in stopped.stderr

"""Settings: typed, from the environment; every secret also as NAME_FILE. All faults in one list."""

import base64
import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ROOT = Path(__file__).resolve().parent.parent


class SettingsFaults(Exception):
    """Everything that is wrong with the settings, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("De instellingen kloppen niet:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


def _listed(value: Any) -> Any:
    """`a.example, b.example`, or the same as JSON."""
    if not isinstance(value, str):
        return value
    return (
        json.loads(value)
        if value.startswith("[")
        else [part.strip() for part in value.split(",") if part.strip()]
    )


class Settings(BaseSettings):
    """A default is allowed only if it is safe in production and may be public."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    portal_env: Literal["demo", "test", "production"] = "production"
    database_url: str = Field(repr=False)
    migration_url: str = Field("", repr=False)
    secret_key: SecretStr
    sealing_keys: SecretStr = Field(description="id:base64 of 32 bytes, comma separated; the first one seals")
    tenants_dir: Path = ROOT / "tenants"
    translations_dir: Path = Field(ROOT / "translations", description="<language>/LC_MESSAGES/messages.mo")
    platform_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    public_scheme: Literal["http", "https"] = "https"
    public_port: int | None = None
    mail_url: str = Field(
        repr=False, description="smtp://host:port, smtps://…, notify:, or folder:///path (not in production)"
    )
    notify_url: str = Field("", description="a gateway that speaks as NotifyNL does; empty: there is none")
    notify_api_key: SecretStr = SecretStr("")
    notify_sms_template: str = Field("", description="uuid of a template with the field text; empty: no sms")
    notify_mail_template: str = Field("", description="uuid of a template with the fields subject and text")
    calendar_inside: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="hosts of calendars that may be on our own network, and without https; usually none"
    )
    leave_url: str = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
    trusted_proxies: int = Field(0, ge=0, le=5, description="proxies in front that set X-Forwarded-For")
    rate_limit_storage: str = "memory://"
    rate_limits: bool = True
    worker_in_process: bool = False
    secure_cookies: bool = True
    second_factor: bool = Field(
        True, description="staff sign in with a code besides their password; not in the demo"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)

    @property
    def demo(self) -> bool:
        return self.portal_env == "demo"

    @property
    def production(self) -> bool:
        return self.portal_env == "production"

    @property
    def languages(self) -> frozenset[str]:
        """Dutch is in the templates; another language exists when its catalogue does."""
        found = self.translations_dir.glob("*/LC_MESSAGES/messages.mo")
        return frozenset({"nl", *(path.parent.parent.name for path in found)})

    def keyring(self) -> dict[str, bytes]:
        """Sealing keys by id, in order; the first one seals new data."""
        return dict(_parse_key(part) for part in self.sealing_keys.get_secret_value().split(","))


class _Unreadable:
    """Stands where a secret should be: the fault is told together with all others."""


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads NAME_FILE where NAME itself is not set (12-factor secrets on disk)."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            return _Unreadable(), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, _, _ = self.get_field_value(field, name)
            if value is not None:
                found[name] = value
        return found


def load_settings(**given: Any) -> Settings:
    """Read the settings; raises SettingsFaults with every missing, wrong and unsafe one at once."""
    faults = []
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults = [_told(e) for e in error.errors()]
        harmless = {str(e["loc"][0]): _harmless(str(e["loc"][0])) for e in error.errors()}
        settings = Settings(**{**given, **harmless})  # the others are looked at all the same
    faults += _unsafe(settings)
    if faults:
        raise SettingsFaults(faults)
    return settings


def _told(error: Any) -> str:
    name = str(error["loc"][0]).upper()
    if isinstance(error["input"], _Unreadable):
        return f"{name}_FILE: dit bestand kunnen wij niet lezen"
    return f"{name}: {'ontbreekt' if error['type'] == 'missing' else error['msg']}"


def _harmless(name: str) -> Any:
    """A value for a faulty setting that gives no fault of its own."""
    stand_ins = {
        "database_url": "postgresql+psycopg://app@localhost/portal",
        "secret_key": "x" * 32,
        "sealing_keys": "x:" + base64.b64encode(bytes(32)).decode(),
        "platform_hosts": ("localhost",),
        "mail_url": "smtp://localhost",
    }
    return stand_ins.get(name) or Settings.model_fields[name].get_default()


def _parse_key(part: str) -> tuple[str, bytes]:
    name, _, encoded = part.strip().partition(":")
    return name, base64.b64decode(encoded, validate=True)


def _unsafe(settings: Settings) -> Any:
    yield from _wrong_values(settings)
    if settings.production:
        yield from _unsafe_in_production(settings)


def _wrong_values(settings: Settings) -> Any:
    if len(settings.secret_key.get_secret_value()) < 32:
        yield "SECRET_KEY: korter dan 32 tekens"
    try:
        keys = settings.keyring()
        if not keys or any(not name or len(key) != 32 for name, key in keys.items()):
            raise ValueError
    except ValueError:
        yield "SEALING_KEYS: elke sleutel is id:base64 van 32 bytes"
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        yield "DATABASE_URL: begint met sqlite:/// of postgresql+psycopg://"
    if not (
        settings.mail_url == "notify:" or settings.mail_url.startswith(("smtp://", "smtps://", "folder:///"))
    ):
        yield "MAIL_URL: begint met smtp://, smtps:// of folder:///, of is notify:"
    yield from _wrong_gateway(settings)
    if not settings.leave_url.startswith("https://"):
        yield "LEAVE_URL: begint met https://"
    if not settings.tenants_dir.is_dir():
        yield "TENANTS_DIR: deze map bestaat niet"


def _wrong_gateway(settings: Settings) -> Any:
    key = settings.notify_api_key.get_secret_value()
    templates = {
        "NOTIFY_SMS_TEMPLATE": settings.notify_sms_template,
        "NOTIFY_MAIL_TEMPLATE": settings.notify_mail_template,
    }
    for name, value in templates.items():
        if value and not re.fullmatch(_UUID, value):
            yield f"{name}: is geen uuid"
    if settings.mail_url == "notify:" and not settings.notify_mail_template:
        yield "NOTIFY_MAIL_TEMPLATE: ontbreekt (MAIL_URL is notify:)"
    if not settings.notify_url:
        if key or any(templates.values()) or settings.mail_url == "notify:":
            yield "NOTIFY_URL: ontbreekt"
        return
    if not _is_plain_address(settings.notify_url):
        yield "NOTIFY_URL: is https:// en een host, zonder pad of wachtwoord"
    if not re.fullmatch(rf".+-{_UUID}-{_UUID}", key):
        yield "NOTIFY_API_KEY: heeft niet de vorm naam-uuid-uuid" if key else "NOTIFY_API_KEY: ontbreekt"
    if not any(templates.values()):
        yield "NOTIFY_SMS_TEMPLATE: ontbreekt (of NOTIFY_MAIL_TEMPLATE)"


def _is_plain_address(url: str) -> bool:
    """The client puts its own paths behind it; a path of ours would be lost without a word."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port or 1) > 0
            and url.rstrip("/") == f"{parts.scheme}://{parts.netloc}"
            and "@" not in parts.netloc
        )
    except ValueError:
        return False


def _unsafe_in_production(settings: Settings) -> Any:
    if settings.database_url.startswith("sqlite"):
        yield "DATABASE_URL: productie vraagt PostgreSQL (SQLite scheidt gemeenten niet zelf)"
    elif urlsplit(settings.database_url).username == urlsplit(settings.migration_url).username:
        yield "MIGRATION_URL: een andere gebruiker dan DATABASE_URL, de eigenaar van de tabellen"
    if settings.public_scheme != "https" or not settings.secure_cookies:
        yield "PUBLIC_SCHEME en SECURE_COOKIES: in productie https en veilige cookies"
    if settings.mail_url.startswith("folder:"):
        yield "MAIL_URL: in productie geen map maar smtp://, smtps:// of notify:"
    if settings.notify_url.startswith("http:"):
        yield "NOTIFY_URL: in productie https://"
    if (
        settings.secret_key.get_secret_value().startswith("demo-")
        or "demo-" in settings.sealing_keys.get_secret_value()
    ):
        yield "SECRET_KEY en SEALING_KEYS: dit zijn demosleutels"
    if not settings.platform_hosts:
        yield "PLATFORM_HOSTS: ontbreekt (de host van 'Kies uw gemeente')"
    if settings.worker_in_process:
        yield "WORKER_IN_PROCESS: in productie draait de worker apart (flask outbox work)"
    if not settings.second_factor:
        yield "SECOND_FACTOR: in productie altijd aan"
    if not settings.rate_limits:
        yield "RATE_LIMITS: in productie altijd aan"


def provider_secret(slug: str) -> str:
    """OIDC_SECRET_<SLUG> or the file that OIDC_SECRET_<SLUG>_FILE names: the secret of our client at a municipality's
    own provider. Empty when there is none, or when the file cannot be read.
    """
    name = "OIDC_SECRET_" + slug.upper().replace("-", "_")
    if value := os.environ.get(name, "").strip():
        return value
    path = os.environ.get(f"{name}_FILE")
    try:
        return Path(path).read_text("utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError):
        return ""

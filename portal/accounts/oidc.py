"""A municipality's own provider: where it is, what we ask it, and whether what it says is good.

Nothing here knows the request or the tables. Redirects are never followed; every question has a time limit.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import Flask, current_app
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from portal import tenancy
from portal.accounts.oidc_rules import LEEWAY, Identity, Login, NotSignedIn, identity_of
from portal.clock import epoch, now
from portal.config import provider_secret

KEPT = timedelta(hours=1)
SECONDS = (3.05, 6)  # to connect; between two parts of an answer
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class ProviderDown(Exception):
    """It does not answer, or not as a provider does."""


@dataclass
class Known:
    """What a provider says of itself, for an hour."""

    document: Mapping[str, Any]
    since: datetime
    keys: Any = None  # a JWKS, fetched when the first token is to be read


@dataclass
class Providers:
    """Of one process: the secrets of our clients by municipality, what is known of providers by issuer."""

    secrets: dict[str, str]
    known: dict[str, Known] = field(default_factory=dict)


def init_app(app: Flask, registry: tenancy.Registry) -> None:
    found = {t.slug: provider_secret(t.slug) for t in registry.tenants if t.oidc}
    app.extensions["oidc"] = Providers({slug: secret for slug, secret in found.items() if secret})


def faults(registry: tenancy.Registry, production: bool) -> list[tenancy.Fault]:
    """What is missing or unsafe in this environment for the providers that the tenant files name."""
    told = []
    for file in registry.files:
        settings = file.deploy.oidc
        if settings is None:
            continue
        slug = file.deploy.slug
        name = f"OIDC_SECRET_{slug.upper().replace('-', '_')}"
        if not provider_secret(slug):
            told.append((file, "", f"{name} ontbreekt in de omgeving (of {name}_FILE)."))
        if production and settings.issuer.startswith("http:"):
            told.append((file, ".issuer", "In productie begint dit adres met https://."))
    return [
        tenancy.Fault(
            f"{file.path.parent.parent.name}/{file.path.parent.name}/tenant.toml",
            _line(file, key),
            f"deploy.oidc{key}",
            reason,
        )
        for file, key, reason in told
    ]


def _line(file: tenancy.TenantFile, key: str) -> int:
    lines = tenancy.locate(file.path.read_text("utf-8").replace("\r\n", "\n"))
    return tenancy.line_of(("deploy", "oidc", *([key[1:]] if key else [])), lines)


# --- going there -------------------------------------------------------------------------------------------


def begin(
    tenant: tenancy.Tenant, back: str, invitation: str | None = None, proved: bool = False
) -> tuple[str, Login]:
    """The provider's address to send somebody to, and what the browser must remember. Raises ProviderDown."""
    settings = cast(tenancy.Oidc, tenant.oidc)
    where = _known(settings).document["authorization_endpoint"]
    login = Login(
        tenant=tenant.slug,
        issuer=settings.issuer,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=epoch(now()),
        invitation=invitation,
        proved=proved,
    )
    with _client(tenant, back) as client:
        address, _state = client.create_authorization_url(
            where, state=login.state, code_verifier=login.verifier, nonce=login.nonce
        )
    return address, login


def _client(tenant: tenancy.Tenant, back: str) -> Any:
    settings = cast(tenancy.Oidc, tenant.oidc)
    methods = _known(settings).document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = "client_secret_basic" in methods or "client_secret_post" not in methods
    return OAuth2Session(
        client_id=settings.client_id,
        client_secret=_providers().secrets[tenant.slug],
        token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
        scope=" ".join(dict.fromkeys(["openid", *settings.scopes])),
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=SECONDS,
    )


def form_targets(settings: tenancy.Oidc) -> tuple[str, ...]:
    """The origins that a form which leads to the provider passes by (Chromium looks at each redirect)."""
    return (origin_of(settings.issuer), *settings.origins)


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


# --- what it says of itself --------------------------------------------------------------------------------


def _providers() -> Providers:
    return cast(Providers, current_app.extensions["oidc"])


def _known(settings: tenancy.Oidc) -> Known:
    known = _providers().known.get(settings.issuer)
    if known is None or now() - known.since >= KEPT:
        known = Known(_document(settings), now())
        _providers().known[settings.issuer] = known
    return known


def _document(settings: tenancy.Oidc) -> Mapping[str, Any]:
    document = _get(settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if document.get("issuer") != settings.issuer or not all(
        _is_safe(document.get(name), settings) for name in wanted
    ):
        raise ProviderDown("discovery")
    if origin_of(document["authorization_endpoint"]) not in form_targets(settings):
        raise ProviderDown("origin")
    return document


def _is_safe(address: Any, settings: tenancy.Oidc) -> bool:
    """As safe as the issuer: https, or (outside production) on this machine as the issuer is."""
    if not isinstance(address, str):
        return False
    return address.startswith("https://") or origin_of(address) == origin_of(settings.issuer)


def _get(address: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError):
        found = None
    if not isinstance(found, dict):
        raise ProviderDown("no answer")
    return found


# --- coming back -------------------------------------------------------------------------------------------


def identify(tenant: tenancy.Tenant, login: Login, code: str, iss: str | None, back: str) -> Identity:
    """Who came back with this code. Raises ProviderDown or NotSignedIn."""
    settings = cast(tenancy.Oidc, tenant.oidc)
    document = _known(settings).document
    if document.get("authorization_response_iss_parameter_supported") is True and iss != settings.issuer:
        raise NotSignedIn("issuer")
    with _client(tenant, back) as client:
        try:
            token = client.fetch_token(
                document["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=login.verifier,
                allow_redirects=False,
            )
        except OAuthError:
            raise NotSignedIn("code") from None
        except (requests.RequestException, ValueError):
            raise ProviderDown("token") from None
    return identity_of(_claims(token, login, settings), settings)


def _claims(token: Mapping[str, Any], login: Login, settings: tenancy.Oidc) -> Mapping[str, Any]:
    """Of an ID token that this provider signed, for us, now, in answer to this login. Raises NotSignedIn."""
    written = token.get("id_token")
    if not isinstance(written, str):
        raise NotSignedIn("no_token")
    try:
        read = _read(written, settings)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
            },
            {
                "nonce": login.nonce,
                "client_id": settings.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=epoch(now()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError):
        raise NotSignedIn("token") from None
    return cast(Mapping[str, Any], claims)


def _read(written: str, settings: tenancy.Oidc) -> jwt.Token:
    """Checks the signature, only with asymmetric keys. A key that is new to us is asked for once."""
    known = _known(settings)
    if known.keys is not None:
        try:
            return _decode(written, known.keys)
        except (InvalidKeyIdError, BadSignatureError):
            pass  # the provider may have new keys
    known.keys = _get(known.document["jwks_uri"])
    return _decode(written, known.keys)


def _decode(written: str, keys: Any) -> jwt.Token:
    allowed = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(written, KeySet.import_key_set(keys), registry=allowed)

"""Rules of signing in at the municipality's own provider (OpenID Connect); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from portal import tenancy
from portal.clock import epoch

LOGIN_LASTS = timedelta(minutes=10)
LEEWAY = 60  # seconds that the clocks of a provider and of ours may differ


class NotSignedIn(Exception):
    """What came back is not an answer to what this browser asked. `reason` is for the log, one word, of nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Login:
    """What this browser asked, and of whom; kept in its signed cookie of this host, once, for ten minutes.

    `invitation` is the hash of an invitation's token when it began there; `proved`: the password was right there.
    """

    tenant: str
    issuer: str
    state: str
    nonce: str
    verifier: str
    at: int  # epoch seconds
    invitation: str | None = None
    proved: bool = False


@dataclass(frozen=True)
class Identity:
    """What an ID token said, after it was found to be good. `subject` means something only with its issuer."""

    issuer: str
    subject: str
    groups: frozenset[str]
    methods: frozenset[str]  # acr and amr


def code_of(
    login: Login | None, answer: Mapping[str, str], tenant: str, settings: tenancy.Oidc, now: datetime
) -> str:
    """The code in the answer that a provider sent this browser back with. Raises NotSignedIn.

    Municipality and issuer are those of the host that was asked now; they must be the ones the login began at.
    """
    if login is None:
        raise NotSignedIn("unknown")
    if login.tenant != tenant or login.issuer != settings.issuer:
        raise NotSignedIn("mixed_up")
    if not 0 <= epoch(now) - login.at < LOGIN_LASTS.total_seconds():
        raise NotSignedIn("too_late")
    if not compare_digest(answer.get("state", "").encode(), login.state.encode()):
        raise NotSignedIn("state")
    if answer.get("iss", settings.issuer) != settings.issuer:  # RFC 9207
        raise NotSignedIn("issuer")
    if answer.get("error") or not answer.get("code"):
        raise NotSignedIn("refused_there")
    return answer["code"]


def identity_of(claims: Mapping[str, Any], settings: tenancy.Oidc) -> Identity:
    """From claims that were checked. Raises NotSignedIn when there is no usable subject."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise NotSignedIn("subject")
    methods = _texts(claims.get("amr")) | _texts(claims.get("acr"))
    return Identity(settings.issuer, subject, _texts(claims.get(settings.groups_claim)), methods)


def _texts(value: Any) -> frozenset[str]:
    """One text, or the texts of a list; of anything else nothing."""
    listed = value if isinstance(value, list) else [value]
    return frozenset(text for text in listed if isinstance(text, str))


def roles_of(identity: Identity, settings: tenancy.Oidc) -> frozenset[str]:
    """What the groups give here; of a group that is not in the file nothing."""
    return frozenset(settings.roles[group] for group in identity.groups & settings.roles.keys())


def has_second_factor(identity: Identity, settings: tenancy.Oidc) -> bool:
    """Did the provider ask a second thing, by a name that this municipality trusts?"""
    return not identity.methods.isdisjoint(settings.second_factor)

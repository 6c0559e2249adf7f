"""Providers of OpenID Connect on free ports: the real one of a package, which is overheard, and a hostile one."""

import base64
import contextlib
import hashlib
import hmac
import io
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


@dataclass
class Provider:
    """The package's provider; `asked` holds every request that reached it."""

    issuer: str
    asked: list[Request] = field(default_factory=list)

    def knows(self, subject: str, **claims: Any) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def sends_back(self, address: str, subject: str) -> str:
        """Somebody signs in on the provider's page; gives the address that it sends the browser to."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def token_requests(self) -> list[dict[str, str]]:
        return [dict(asked.form) for asked in self.asked if asked.path == "/oauth2/token"]


@contextlib.contextmanager
def real_provider() -> Iterator[Provider]:
    with oidc_provider_mock.run_server_in_thread() as server:
        provider = Provider(f"http://localhost:{server.server_port}")
        inner = server.app

        def recording(environ: dict[str, Any], start_response: Any) -> Any:
            body = Request(environ).get_data()
            asked = Request({**environ, "wsgi.input": io.BytesIO(body)})
            asked.form  # read now
            provider.asked.append(asked)
            return inner({**environ, "wsgi.input": io.BytesIO(body)}, start_response)

        server.app = recording
        yield provider


@dataclass
class Hostile:
    """Answers as a provider, with a token that a test spoils. `claims` and `header` are put over the good ones."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signs_with: Any = None
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def good(self, address: str) -> None:
        """What a good provider would say to this authorisation request; the rest is for the test to spoil."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        now = int(time.time())
        self.claims = {
            "iss": self.issuer,
            "sub": "een",
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            "groups": ["sp-medewerkers"],
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        body: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/ga",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.document,
            },
            "/keys": {"keys": [self.key.as_dict(private=False)]},
        }.get(request.path) or {"access_token": "x", "token_type": "Bearer", "id_token": self._token()}
        answer = Response(json.dumps(body), self.status, content_type="application/json")
        if self.status == 302:
            answer.headers["Location"] = f"{self.issuer}/elders"
        return answer(environ, start_response)

    def _token(self) -> str:
        header = {"alg": "RS256", "kid": "one", **self.header}
        claims = {name: value for name, value in self.claims.items() if value is not None}
        told = f"{_part(header)}.{_part(claims)}"
        if header["alg"] == "none":
            return f"{told}."
        if header["alg"] == "HS256":  # the public key as the shared secret
            signed = hmac.new(self.key.as_pem(private=False), told.encode(), hashlib.sha256).digest()
            return f"{told}.{_base64(signed)}"
        return jwt.encode(header, claims, self.signs_with or self.key)


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextlib.contextmanager
def hostile_provider() -> Iterator[Hostile]:
    hostile = Hostile()
    server = make_server("localhost", 0, hostile, threaded=True)
    hostile.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.1,))
    thread.start()
    try:
        yield hostile
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()

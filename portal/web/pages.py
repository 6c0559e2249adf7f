"""Blueprints that say for whom they are. What is not declared is not served."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask

from portal.web.limits import limiter

AUDIENCES: dict[str, str] = {
    "resident": "everyone, on a municipality's own host",
    "message": "everyone, on a municipality's own host and on its neutral message host",
    "everywhere": "everyone, on every known host",
    "front": "everyone, on a municipality's own host and on the host of 'Kies uw gemeente'",
    "operations": "machines, outside tenant resolution",
    "staff": "who is signed in at this municipality and has the permission",
    "demo": "only in the demo and in tests, on a municipality's host",
}


@dataclass(frozen=True)
class RouteInfo:
    """What a route declares: who may come, with which permission, and how it answers when all is well.

    `body`: how many bytes it takes, when that is more than MAX_CONTENT_LENGTH (a file that is sent).
    """

    audience: str
    permission: str | None
    success: int
    body: int | None = None


class Pages(Blueprint):
    """A blueprint with an audience; `get` and `post` declare each address."""

    def __init__(
        self, name: str, import_name: str, audience: str, permission: str | None = None, **kwargs: Any
    ) -> None:
        if audience not in AUDIENCES:
            raise ValueError(f"{name}: unknown audience {audience!r}")
        super().__init__(name, import_name, **kwargs)
        self.audience = audience
        self.permission = permission
        self.declared: dict[str, RouteInfo] = {}

    def get(self, rule: str, *, success: int = 200, **options: Any) -> Callable:
        return self._declare(rule, "GET", success, None, options)

    def post(self, rule: str, *, success: int = 302, limit: str | None = None, **options: Any) -> Callable:
        """`limit` is per network address, for instance "60 per minute"; `body` in bytes, see RouteInfo."""
        return self._declare(rule, "POST", success, limit, options)

    def _declare(
        self, rule: str, method: str, success: int, limit: str | None, options: dict[str, Any]
    ) -> Callable:
        body = options.pop("body", None)

        def decorate(view: Callable) -> Callable:
            endpoint = options.pop("endpoint", view.__name__)
            self.declared[f"{self.name}.{endpoint}"] = RouteInfo(
                self.audience, self.permission, success, body
            )
            limited = limiter.limit(limit)(view) if limit else view
            self.add_url_rule(rule, endpoint, limited, methods=[method], **options)
            return view

        return decorate


def pages(name: str, import_name: str, audience: str, permission: str | None = None) -> Pages:
    """The blueprint of one audience of a room; its templates are the room's."""
    folder = "../templates" if import_name.rpartition(".")[0].endswith("views") else "templates"
    return Pages(name, import_name, audience, permission, template_folder=folder)


class UndeclaredRoute(RuntimeError):
    """An address whose audience nobody declared: the portal does not start."""


def route_table(app: Flask) -> dict[str, RouteInfo]:
    """Endpoint → declaration, for every address; raises UndeclaredRoute when one has none."""
    declared: dict[str, RouteInfo] = {}
    for blueprint in app.blueprints.values():
        declared |= getattr(blueprint, "declared", {})
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in declared:
            raise UndeclaredRoute(
                f"{rule.rule} ({rule.endpoint}) has no audience; make it with web.pages(...)"
            )
    return declared

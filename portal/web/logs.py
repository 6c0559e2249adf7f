"""JSON logs to standard output, with allow-listed keys: no path, no query, no address, no text of anybody."""

import logging
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from portal import tenancy

_ALLOWED = {
    "event",
    "level",
    "timestamp",
    "method",
    "endpoint",
    "status",
    "ms",
    "tenant",
    "kind",
    "where",
    "count",
    "job",
}


def _only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key in _ALLOWED}


def init_app(app: Flask, quiet: bool) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        cache_logger_on_first_use=True,
    )
    if quiet:
        return
    log = structlog.get_logger("portal")

    @app.before_request
    def start_the_clock() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def one_line(response: Response) -> Response:
        tenant = tenancy.find_current()
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
            tenant=tenant.slug if tenant else None,
        )
        return response

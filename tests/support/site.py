"""One portal and one Chromium for all browser tests: started at the first one, stopped at the end of the run.

It has the repository's own municipalities and the invented ones of the journeys and of the pages. Its clock
starts where every other test stands still: what is seen does not depend on the day the tests are run. It has a
gateway for sms; `GATEWAY.taken` is what went over it.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from portal.config import ROOT
from tests.conftest import NOW
from tests.messaging.notify_peer import KEY, SMS, Gateway, open_gateway
from tests.support import browser
from tests.support.server import Server, running

FOLDERS = (
    ROOT / "tenants",
    ROOT / "tests" / "journeys" / "tenants",
    ROOT / "tests" / "pages" / "tenants",
    ROOT / "tests" / "pages" / "with_provider",
)

GATEWAY = Gateway()
_stack = ExitStack()
_server: Server | None = None


def shared() -> Server:
    """The running portal, started at the first call."""
    global _server
    browser.chromium()  # first, so that without Chromium nothing is started
    if _server is None:
        _stack.enter_context(open_gateway(GATEWAY))
        os.environ.setdefault("OIDC_SECRET_INLOGDORP", "geheim")
        over_it = {"notify_url": GATEWAY.url, "notify_api_key": KEY, "notify_sms_template": SMS}
        _server = _stack.enter_context(running(FOLDERS, clock=NOW, **over_it))
    return _server


@pytest.fixture(scope="session")
def site() -> Iterator[Server]:
    """The running portal. Two conftests share this fixture, so it starts once and stops once."""
    yield shared()
    stop()


def stop() -> None:
    browser.close()
    _stack.close()

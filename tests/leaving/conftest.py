"""A portal whose neutral site is on this machine too: leaving ends on a page that the tests can look at."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portal.config import ROOT
from tests.conftest import NOW
from tests.leaving.neutral import HOST, neutral_site
from tests.support import browser
from tests.support.server import Server, running


@dataclass(frozen=True)
class Sites:
    portal: Server
    neutral: str

    @property
    def hosts(self) -> set[str]:
        return self.portal.hosts | {HOST}


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    with (
        neutral_site() as neutral,
        running([ROOT / "tests" / "journeys" / "tenants"], clock=NOW, leave_url=f"{neutral}/") as portal,
    ):
        yield Sites(portal, neutral)
        browser.close()

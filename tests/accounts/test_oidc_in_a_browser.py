"""Chromium holds `form-action` against every redirect of a form: only a browser shows that the way is open."""

import logging
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.models import OidcLink, Person
from portal.db import db
from tests.accounts.providers import real_provider
from tests.accounts.test_oidc import BUTTON, OIDC
from tests.booking.steps import WIL
from tests.support import browser
from tests.support.browser import window
from tests.support.server import running
from tests.support.world import TENANTS

CDN = "cdn.jsdelivr.net"  # of the style of the provider's own page; it stays away
pytestmark = pytest.mark.browser


def test_a_browser_goes_to_the_provider_and_comes_back_signed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.chromium()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    shutil.copytree(TENANTS, tmp_path / "tenants")
    monkeypatch.setenv("OIDC_SECRET_DORP", "geheim")
    with real_provider() as provider:
        with (tmp_path / "tenants" / "dorp" / "tenant.toml").open("a", encoding="utf-8") as file:
            file.write(OIDC.format(issuer=provider.issuer, slug="dorp"))
        provider.knows("een", groups=["sp-medewerkers"])
        with (
            running((tmp_path / "tenants",), second_factor=False) as server,
            window({*server.hosts, "localhost", CDN}) as opened,
        ):
            with server.inside("dorp"):
                person = db.session.scalar(select(Person.id).where(Person.email == WIL))
                tie = OidcLink(tenant="dorp", issuer=provider.issuer, subject="een", person_id=person)
                db.session.add(tie)
                db.session.commit()
            opened.tolerated.add("net::ERR_")
            tab = opened.tab()
            tab.route(f"https://{CDN}/**", lambda route: route.abort())
            tab.goto(server.address("dorp", "/inloggen"))
            tab.get_by_role("button", name=BUTTON).click()
            tab.wait_for_url(f"{provider.issuer}/**")
            tab.locator("input[name=sub]").fill("een")
            tab.get_by_role("button", name="Authorize").click()
            tab.wait_for_url("**/medewerker/")
            assert "Wil Dorpsmens" in tab.content()

"""What somebody types in a text does nothing in anybody's browser: every payload, in every field, in every view."""

from pathlib import Path

import pytest

from portal import tenancy
from portal.content import actions
from portal.content.models import TextVersion
from portal.content.reading import to_html
from portal.db import db
from tests.booking.steps import WIL
from tests.content.texts import PATH, ROOS, TEKSTEN, a_moment_later, at_desk, mark, people
from tests.support.harmless import check_harmless, faults_of
from tests.support.visitor import Visitor

PAYLOADS = Path(__file__).with_name("xss.txt").read_text().splitlines()
FIELDS = (
    "titel",
    "samenvatting",
    "tekst",
    "bronnen",
    "lees_ook",
    "woorden",
    "soort",
    "doelgroepen",
    "momenten",
)
MORE = ("relaties", "hulp", "gecontroleerd_op", "controleren_voor", "versie")
GROUPS = [PAYLOADS[at : at + 4] for at in range(0, len(PAYLOADS), 4)]


@pytest.fixture
def roos(app, visit) -> Visitor:
    people(app)
    return at_desk(visit, ROOS)


def seen(visitor: Visitor, path: str, status: int = 200) -> str:
    answer = visitor.client.get(path, base_url=f"http://{visitor.host}")
    assert answer.status_code == status, path
    html: str = answer.get_data(as_text=True)
    check_harmless(html)
    return html


def test_the_list_is_long_and_the_check_bites() -> None:
    assert len(set(PAYLOADS)) >= 40
    for planted in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='jav\tascript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<p style='x'>x</p>",
        "<iframe src=/x></iframe>",
        "<svg><a xlink:href='javascript:x'>x</a></svg>",
        "<base href=//evil.example>",
        "<script src=//evil.example/static/x.js></script>",
        "<meta http-equiv=refresh content=0>",
    ):
        assert faults_of(planted), planted
    assert not faults_of("<script src='/static/x.js'></script><p><a href='https://x.example/'>x</a></p>")


def test_in_every_field_that_comes_back_with_a_fault(roos) -> None:
    page = roos.visit(f"{TEKSTEN}{PATH}")
    token = roos.csrf_token()
    for payload in PAYLOADS:
        form = dict.fromkeys((*FIELDS, *MORE), payload) | {"csrf_token": token}
        for address in (f"{TEKSTEN}{PATH}", f"{TEKSTEN}nieuw"):
            answer = roos.client.post(
                address, data=form | {"thema": payload, "naam": payload}, base_url="http://dorp.localhost"
            )
            assert answer.status_code == 400, payload
            check_harmless(answer.get_data(as_text=True))
    assert mark(page) == ""


def test_in_every_view_of_a_text_that_was_kept(app, visit, roos) -> None:
    """Straight into the table, past every check of the form: what is shown must be safe by itself."""
    wil, resident = at_desk(visit, WIL), visit()
    for number, group in enumerate(GROUPS):
        path = f"wonen/p{number}"
        first, second = _saved(app, path, group, "own"), _saved(app, path, group[::-1], "own")
        assert first != second
        link = _shared(app, path)
        for address in ("", "/lezen", "/versies", "/versies/1", "/versies/2"):
            seen(wil, f"{TEKSTEN}{path}{address}")
        assert "Dit staat niet op de site" in seen(resident, link)
    _saved(app, PATH, PAYLOADS, "block")
    _publish(app, [f"wonen/p{number}" for number in range(len(GROUPS))] + [PATH])
    a_moment_later(app)
    for number in range(len(GROUPS)):
        seen(resident, f"/themas/wonen/p{number}")
    html = seen(resident, f"/themas/{PATH}")
    assert "{{7*7}}" in html and "&lt;script&gt;alert(1)" in html
    found = seen(resident, "/zoeken?q=alert")
    assert found.count("/themas/wonen/p") >= 5
    for address in ("/themas/wonen/", "/voor/ouders", "/voor/scheiden"):
        assert "/themas/wonen/p3" in seen(resident, address)
    assert "/themas/wonen/p3" in resident.visit("/sitemap.xml").text
    seen(wil, TEKSTEN)
    seen(wil, f"{TEKSTEN}{PATH}/centraal")


def _saved(app, path: str, payloads: list[str], mode: str) -> str:
    """Published when there is one already, so that there is a difference to see."""
    everything = " ".join(payloads)
    facts = {
        "gecontroleerd_op": "2026-11-24",
        "controleren_voor": "2027-06-01",
        "audiences": ["ouders"],
        "phases": ["scheiden"],
        "relations": ["getrouwd"],
        "sources": [
            {"title": everything, "url": f"https://dorp.example/?x={payloads[0]}".replace(" ", "%20")}
        ],
        "related": payloads,
        "helps": [],
    }
    facts = {k: v for k, v in facts.items() if mode == "own" or k.startswith(("gecontr", "contr"))}
    with app.app_context(), tenancy.acting_for("dorp"):
        known = _versions(path)
        if known and known[0].state == "draft":
            _show(known[0])
        title = payloads[0][:70].ljust(5, ".") if mode == "own" else ""
        summary = everything[:140].ljust(10, ".") if mode == "own" else ""
        text = actions.Text(path, mode, title, summary, "\n\n".join(payloads), facts, "x", everything)
        row = actions.save(TextVersion, text, "somebody", _versions(path)[0].mark if known else "")
        row.note = everything[:300]
        db.session.commit()
        return row.id


def _versions(path: str) -> list[TextVersion]:
    return actions.queries.versions(TextVersion, path)


def _show(row: TextVersion) -> None:
    row.state, row.edits = "published", row.edits + 1
    db.session.flush()


def _shared(app, path: str) -> str:
    with app.app_context(), tenancy.acting_for("dorp"):
        secret = actions.share(TextVersion, path, _versions(path)[0].mark)
        db.session.commit()
        return f"/voorbeeld/{secret}"


def _publish(app, paths: list[str]) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        for path in paths:
            for row in _versions(path):
                row.state = "published" if row.number == _versions(path)[0].number else "replaced"
        db.session.commit()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_by_itself_makes_nothing_that_runs(payload: str) -> None:
    for text in (
        payload,
        f"- {payload}",
        f"**{payload}**",
        f"# {payload}",
        f"[{payload}]({payload})",
        f"> {payload}",
    ):
        check_harmless(str(to_html(text)))

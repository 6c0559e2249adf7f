"""What somebody sends to every address at once, and what the database holds before and after."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from portal import tenancy
from portal.booking.models import Draft
from portal.db import Base, db
from tests.rights.crawl import addresses
from tests.rights.scene import Actor, Scene
from tests.support.world import World


def everything(scene: Scene, actor: Actor) -> dict[str, str]:
    """A good answer to every question of every form for staff."""
    with scene.app.app_context(), tenancy.acting_for("dorp"):
        mine = scene.ids["draft"][f"held by {actor.name}"]
        claim = db.session.scalars(select(Draft.claim_id).where(Draft.id == mine)).one()
    return {
        "doe": "bewaar",
        "claim": claim,
        "naam": "Gast",
        "telefoon": "06 12345678",
        "kanaal": "geen",
        "via": "telefoon",
        "uitkomst": "arrived",
        "bericht": "Tot dan.",
        "code": scene.codes[0],
        "weet": "zelf",
        "wie": actor.person_id,
        "door": "niemand",
        "van": "2026-12-02",
        "tot": "2026-12-02",
        "wat": "alles",
        "titel": "Dicht",
        "datum": "2026-12-25",
        "keuze": "ik",
        "gezien": "",
        "gesprek": "wijkteam",
        "samen": "nee",
        "spreekuurdag": scene.ids["sitting"]["hier"],
        "tijd": "2026-12-16T09:00",
        "poging": "0" * 24,
        "waarom": "spoed",
        "zeker": "y",
        "stand": "uit",
        "adres": "https://agenda.example/a.ics",
    }


def answers_everywhere(scene: Scene, actor: Actor, token: str, form: dict[str, str]) -> dict[str, str]:
    """By "METHOD address" what somebody gets at every address for staff: "in", "sign in" or "404"."""
    base, found = {"base_url": "http://dorp.localhost"}, {}
    for method in ("GET", "POST"):
        for path in addresses(scene, method):
            if path == "/uitloggen":
                continue  # signing out is always allowed
            if method == "GET":
                answer = actor.visitor.client.get(path, **base)
            else:
                answer = actor.visitor.client.post(path, data={**form, "csrf_token": token}, **base)
            found[f"{method} {path}"] = _said(answer)
    return found


def _said(answer: Any) -> str:
    if answer.status_code == 302 and answer.headers["Location"] == "/inloggen":
        return "sign in"
    return "404" if answer.status_code == 404 else f"in: {answer.status_code}"


def contents(world: World) -> dict[str, list[Any]]:
    """Every row of every table, around all layers of the portal."""
    asked = {table.name: f'SELECT * FROM "{table.name}"' for table in Base.metadata.sorted_tables}
    if world.kind == "sqlite":
        file = Path(world.settings.database_url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(file)) as connection:
            return {name: sorted(map(repr, connection.execute(query))) for name, query in asked.items()}
    with world._admin.begin() as connection:
        return {name: sorted(map(repr, connection.execute(text(query)))) for name, query in asked.items()}

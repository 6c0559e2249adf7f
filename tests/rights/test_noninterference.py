"""What has no word of its own: change all of it where somebody has no right to look, and their pages stay the same.

How somebody came, who booked how, what was tried, how a message went: one of a few words, so nobody can search a page
for it. But if any of it could be seen, then a page would differ.
"""

import re
from typing import Any

import pytest
from sqlalchemy import update

from portal import tenancy
from portal.agenda.models import CalendarImport
from portal.booking.models import Appointment, Draft, Participation, Waiting
from portal.callbacks.models import CallAttempt, CallBack
from portal.db import db
from portal.messaging import OutboxMessage
from tests.rights.crawl import pages
from tests.rights.scene import Scene

CHANGES: dict[Any, dict[str, Any]] = {
    Appointment: {
        "joint": True,
        "joint_at_start": True,
        "kept": "desk_empty",
        "unclaimed": "overbooked",
        "unclaimed_why": "spoed",
        "created_via": "phone",
        "channel": "email",
    },
    Participation: {"outcome": "arrived"},
    Waiting: {"joint": True, "weekdays": "ma", "parts": "middag", "created_via": "phone", "offers": 3},
    CallBack: {"state": "spoken", "created_via": "phone", "attempts": 2},
    CallAttempt: {"result": "left_message"},
    CalendarImport: {"fault": "unreachable"},
    Draft: {"joint": True, "renewals": 3, "unclaimed_why": "spoed"},
    OutboxMessage: {"kind": "moved", "attempts": 4},
}
# In which situations each may look at nothing.
APART = {
    "medewerker@ander": {"W", "W lost", "W untold", "stad", "stad lost", "W waits", "W offered", "hier"},
    "planner@zonder": {"W", "W apart", "J", "J apart", "stad", "stad lost", "W waits", "J waits", "hier"},
}
OTHERS = {"wil", "juul", "held by medewerker@startpunt"}  # of colleagues
_OWN_TO_EACH_PAGE = re.compile(r'name="(csrf_token|poging|claim)"[^>]*?value="[^"]*"')


@pytest.mark.parametrize("who", APART)
def test_nothing_of_another_desk_changes_a_page(scene: Scene, who: str) -> None:
    before = _pages(scene, who)
    assert _change(scene, APART[who] | OTHERS) > 20
    after = _pages(scene, who)
    differ = [path for path, page in before.items() if after[path] != page]
    assert not differ


def _pages(scene: Scene, who: str) -> dict[str, str]:
    return {
        path: _OWN_TO_EACH_PAGE.sub("", text.partition("\n\n")[2] or text)
        for path, _asked, text in pages(scene, scene.actors[who].visitor)
    }


def _change(scene: Scene, situations: set[str]) -> int:
    changed = 0
    with scene.app.app_context():
        for slug in ("dorp", "stad"):
            with tenancy.acting_for(slug):
                for model, values in CHANGES.items():
                    table = model.__tablename__
                    ids = [key for (t, key), s in scene.rows.items() if t == table and s in situations]
                    result: Any = db.session.execute(
                        update(model)
                        .where(model.id.in_(ids))
                        .values(**values)
                        .execution_options(synchronize_session=False)
                    )
                    changed += result.rowcount
                db.session.commit()
    return changed

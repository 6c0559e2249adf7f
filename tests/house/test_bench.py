"""The bench measures the same work: its statements are the ones a real confirmation sends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from bench.statements import CONFIRM, as_pgbench, parameters, take_from
from portal.agenda.cli import audit_all
from tests.booking import steps
from tests.support.visitor import Visitor

Act = tuple[str, str, bool]  # verb, first table, does it lock: ("select", "resource", True)
KNOWN = {"tenant": "dorp", "sitting": "s" * 24, "talk": "t" * 24, "organisation": "o" * 24}


def act(statement: str) -> Act:
    words = " ".join(statement.lower().split())
    verb = words.split(" ", 1)[0]
    if "set_config(" in words:
        return verb, "set_config", False
    found = re.search({"insert": r"into (\w+)", "update": r"update (\w+)"}.get(verb, r"from (\w+)"), words)
    assert found, statement
    return verb, found.group(1), " for update" in words


@contextmanager
def recorded() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def confirmed(world) -> list[str]:
    """What is sent for one POST of somebody with only a first name, the case of the bench; no page after it."""
    visitor = Visitor(world.app)
    steps.hold(visitor)
    page = steps.fill_in(visitor)
    fields = {i.get("name", ""): i.get("value", "") for i in page.all("input") if i.get("type") == "hidden"}
    with recorded() as statements:
        answer = visitor.client.post("/afspraak/bevestigen", data=fields, base_url="http://dorp.localhost")
    assert (answer.status_code, answer.headers["Location"]) in {
        (302, "/afspraak/klaar"),
        (303, "/afspraak/klaar"),
    }
    return statements


def test_a_confirmation_sends_what_the_bench_measures(postgres_world, clock) -> None:
    postgres_world.reset()
    sent = confirmed(postgres_world)
    with postgres_world.app.app_context():
        assert str(audit_all()) == "0, 0, 0"
    assert [act(s) for s in sent] == [act(s) for s in CONFIRM], "\n\n".join(sent)


def test_every_statement_of_the_bench_has_its_values() -> None:
    take_from(KNOWN)
    wanted = {name for sql in CONFIRM for name in re.findall(r"(?<!:):(\w+)", sql)}
    assert wanted <= set(parameters(1))
    script = as_pgbench(0, 9)
    assert script.count(";\n") == len(CONFIRM) + 2
    assert set(re.findall(r"(?<!:):([a-z]\w*)", script)) == {"n", "r"}, "a value is left open"


def test_two_drafts_of_the_bench_share_nothing() -> None:
    take_from(KNOWN)
    one, other = parameters(1), parameters(2)
    assert not {str(one[k]) for k in ("draft", "claim", "visitor", "random")} & {
        str(other[k]) for k in ("draft", "claim", "visitor", "random")
    }

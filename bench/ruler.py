"""The ruler: bare Flask apps that do only what the portal's hot requests cannot do without.

`/page` one Jinja page of the home page's size; `/list` one text() query of about 260 rows as JSON;
`/confirm/<n>` the statements of a confirmation, written out. BENCH_URL names the database.
"""

import os
import random
import sqlite3
import threading

from flask import Flask, jsonify, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

from bench.statements import CONFIRM, parameters

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/portal.css"></head><body><nav><ul>
{% for n in nav %}<li><a href="{{ n.href }}"{% if n.href == here %} aria-current="page"{% endif %}>{{ n.label }}</a></li>
{% endfor %}</ul></nav><main><h1>{{ title }}</h1>
{% for b in blocks %}<section id="b{{ loop.index }}"><h2>{{ b.head }}</h2><p>{{ b.body }}</p>
{% if b.link %}<a class="more" href="{{ b.link }}">{{ b.head }}</a>{% endif %}</section>
{% endfor %}</main><footer>{{ title }}</footer></body></html>"""
BLOCKS = int(os.environ.get("BENCH_BLOCKS", "22"))
CONTEXT = {
    "title": "Gemeente & wijkteam",
    "here": "/a3",
    "nav": [{"href": f"/a{i}", "label": f"Onderdeel {i}"} for i in range(20)],
    "blocks": [
        {"head": f"Dienst <{i}>", "body": "Openingstijden & hoe u ons bereikt. " * 11, "link": f"/s/{i}"}
        for i in range(BLOCKS)
    ],
}
URL = os.environ.get("BENCH_URL", "")
engine = create_engine(URL, pool_size=8) if URL.startswith("postgresql") else None
LIST = text(
    "SELECT id, starts_at, capacity, booked FROM bench_list WHERE tenant_id = :t AND starts_at >= :a "
    "AND starts_at < :b AND booked < capacity ORDER BY starts_at"
)
PER_MONTH, MONTHS = 400, 24
STATEMENTS = [text(sql) for sql in CONFIRM]

app = Flask(__name__, static_folder=None)
app.jinja_loader = DictLoader({"page.html": PAGE})


@app.get("/page")
def page() -> str:
    return render_template("page.html", **CONTEXT)


@app.get("/list")
def month():  # type: ignore[no-untyped-def]
    first = random.randrange(int(os.environ["BENCH_ROWS"]) // PER_MONTH)
    start = (first % MONTHS) * 30 * 86400
    given = {"t": first // MONTHS + 1, "a": start, "b": start + 30 * 86400}
    assert engine is not None
    with engine.connect() as connection:
        rows = connection.execute(LIST, given).all()
    return jsonify([(r[0], r[1], r[2] - r[3]) for r in rows])


@app.post("/confirm/<int:number>")
def confirm(number: int) -> str:
    given = parameters(number)
    if engine is None:
        return _confirm_sqlite(given)
    with engine.begin() as connection:
        for statement in STATEMENTS:
            connection.execute(statement, given)
    return "ok"


_local = threading.local()


def _confirm_sqlite(given: dict[str, object]) -> str:
    if not hasattr(_local, "db"):
        _local.db = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        _local.db.execute("PRAGMA synchronous=FULL")
    database = _local.db
    database.execute("BEGIN IMMEDIATE")
    for sql in CONFIRM:
        if "set_config" in sql or "FROM resource" in sql:
            continue  # PostgreSQL's part of the work
        database.execute(sql.removesuffix(" FOR UPDATE"), given)
    database.execute("COMMIT")
    return "ok"

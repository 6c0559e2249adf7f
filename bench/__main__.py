"""make bench: every ratio of DESIGN §8, printed with its target. `python -m bench pages|confirm|growth|same`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from bench import town as towns
from bench.load import SECONDS, gunicorn, interleave, memory, need, table, wrk
from bench.statements import as_pgbench, take_from
from tests.support import postgres

ROWS = int(float(os.environ.get("BENCH_ROWS", "1e6")))
PER_CASE = int(os.environ.get("BENCH_DRAFTS", "9000"))
HOST = "dorp.localhost"
TIMES = "/afspraak/tijden?gesprek=wijkteam&samen=nee"
verdicts: list[tuple[str, float, str, float]] = []


def judge(what: str, ratio: float, sign: str, target: float) -> None:
    verdicts.append((what, ratio, sign, target))


def main() -> None:
    asked = sys.argv[1:] or ["pages", "confirm", "growth", "same"]
    if "same" in asked:
        _same()
        asked.remove("same")
    if asked:
        _ratios(asked)


def _same() -> None:
    """Timings of answers that must not differ; what they mean stands in same.py."""
    from bench.same import LIMIT, TIMES, same

    print(f"## Same answers, {TIMES} timings each\n\n| pair | difference of medians | 99 % interval | |")
    print("| --- | --- | --- | --- |")
    for what, difference, low, high in same():
        verdict = "same" if abs(difference) < LIMIT else "DIFFERS"
        print(f"| {what} | {difference:+.2f} ms | {low:+.2f} … {high:+.2f} | {verdict} |")


def _ratios(asked: list[str]) -> None:
    need("wrk")
    server = postgres.start(durable=True)
    try:
        for part in asked:
            {"pages": pages, "confirm": confirm, "growth": growth}[part](server)
    finally:
        server.stop()
    print("\n| what | ratio | target | met |\n| --- | --- | --- | --- |")
    for what, ratio, sign, target in verdicts:
        met = ratio >= target if sign == ">=" else ratio <= target
        print(f"| {what} | {ratio:.2f} | {sign} {target} | {'yes' if met else 'NO'} |")


def _town(server: postgres.PostgresServer, name: str, **kwargs: int | range) -> towns.Town:
    server.create_database(name)
    return towns.build(server.app_url(name), server.owner_url(name), **kwargs)  # type: ignore[arg-type]


def pages(server: postgres.PostgresServer) -> None:
    """Home page against a Jinja page of its size; times page against a list from the database."""
    town = _town(server, "bench_pages", municipalities=15, drafts=range(0), past=200)
    _make_list(server, "bench_pages")
    env = town.environment()
    ruler = {"BENCH_URL": server.app_url("bench_pages"), "BENCH_ROWS": str(ROWS)}
    with ExitStack() as stack:
        portal, started, pid = stack.enter_context(gunicorn("wsgi:app", env, "/", HOST))
        bare, bare_started, bare_pid = stack.enter_context(gunicorn("bench.ruler:app", ruler, "/page"))
        results = interleave(
            {
                "bare Flask + Jinja, a page of this size": lambda: wrk(f"{bare}/page", "bench"),
                "home page, warm": lambda: wrk(f"{portal}/", HOST),
                "page of information, warm": lambda: wrk(f"{portal}/themas/geld/kinderalimentatie", HOST),
                "LIST BASE: bare Flask + one query, JSON": lambda: wrk(f"{bare}/list", "bench"),
                "times page": lambda: wrk(f"{portal}{TIMES}", HOST),
            }
        )
        sizes, bare_sizes = memory(pid), memory(bare_pid)
    print("\n## Pages (PostgreSQL, 2 sync workers, wrk c=16)\n\n" + table(results))
    rates = [r["rate"] for r in results.values()]
    judge("home page, warm / Jinja page", rates[1] / rates[0], ">=", 1.3)
    judge("page of information, warm / Jinja page", rates[2] / rates[0], ">=", 1.3)
    judge("times page / LIST BASE", rates[4] / rates[3], ">=", 0.6)
    print(f"\nstart to first answer: portal {started:.2f} s, bare Flask + SQLAlchemy {bare_started:.2f} s")
    print(f"memory of a worker: portal {max(sizes):.0f} MiB, bare {max(bare_sizes):.0f} MiB")
    towns.forget(town)


def _make_list(server: postgres.PostgresServer, name: str) -> None:
    """The table of LIST BASE: 400 rows per (tenant, month), a third of them full."""
    engine = create_engine(server.owner_url(name), execution_options={"schema_work": True})
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE bench_list AS SELECT i AS id, (i / 400 / 24 + 1)::int AS tenant_id, "
                "((i / 400 % 24) * 30 * 86400 + i % 400 * 6000)::bigint AS starts_at, 1 AS capacity, "
                f"(i % 20 < 7)::int AS booked FROM generate_series(0, {ROWS - 1}) AS i"
            )
        )
        connection.execute(text("CREATE INDEX ON bench_list (tenant_id, starts_at)"))
        connection.execute(text("GRANT SELECT ON bench_list TO portal_app"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def confirm(server: postgres.PostgresServer) -> None:
    """A confirmation against bare Flask and pgbench with the same statements, on both engines."""
    drafts = range(2 * PER_CASE + 1000)
    town = _town(server, "bench_confirm", municipalities=3, drafts=drafts, past=200)
    take_from(town.fixed)
    _confirm_postgres(server, town, drafts)
    towns.forget(town)
    folder = Path(tempfile.mkdtemp(prefix="bench-lite-"))
    lite = towns.build(
        f"sqlite:///{folder / 'bench.sqlite'}", "", municipalities=3, drafts=range(2 * PER_CASE), past=200
    )
    take_from(lite.fixed)
    _confirm_sqlite(lite)
    towns.forget(lite)


def _rounds(first: int) -> Iterator[range]:
    """A fresh range of drafts for every round."""
    step = PER_CASE // 3
    return (range(first + i * step, first + (i + 1) * step) for i in count())


def _portal_confirms(portal: str, town: towns.Town, numbers: range) -> dict[str, float]:
    path = towns.requests_file(town, numbers)
    return wrk(f"{portal}/afspraak/bevestigen", HOST, lua=_LUA_PORTAL % (path, len(numbers)))


_LUA_PORTAL = """
local all, mine, at = {}, 0, 0
local counter = 0
function setup(thread) thread:set("offset", counter); counter = counter + 1 end
function init() for line in io.lines("%s") do all[#all + 1] = line end; at = 1 + offset end
request = function()
  local line = all[at]; at = at + 2
  if not line then wrk.thread:stop(); line = all[#all] end
  local cookie, body = line:match("([^\\t]+)\\t(.+)")
  return wrk.format("POST", nil, {["Cookie"] = cookie, ["Host"] = wrk.headers["Host"],
    ["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
local limit = %d
"""
_LUA_BARE = """
local counter = 0
function setup(thread) thread:set("offset", counter); counter = counter + 1 end
function init() at = %d + offset end
request = function()
  local path = "/confirm/" .. at; at = at + 2
  if at > %d then wrk.thread:stop() end
  return wrk.format("POST", path)
end
"""


def _compare(town: towns.Town, ruler: dict[str, str], extra: dict) -> dict[str, dict[str, float]]:  # type: ignore[type-arg]
    own, others = _rounds(0), _rounds(PER_CASE)
    fixed = ",".join(f"{k}={v}" for k, v in town.fixed.items())
    with ExitStack() as stack:
        portal, _, _ = stack.enter_context(gunicorn("wsgi:app", town.environment(), "/", HOST))
        bare, _, _ = stack.enter_context(
            gunicorn("bench.ruler:app", {**ruler, "BENCH_FIXED": fixed}, "/page")
        )

        def bare_confirms() -> dict[str, float]:
            numbers = next(others)
            return wrk(bare, "bench", lua=_LUA_BARE % (numbers.start, numbers.stop - 2))

        results = interleave(
            {
                "bare Flask, the same statements": bare_confirms,
                "confirm, the portal": lambda: _portal_confirms(portal, town, next(own)),
                **extra,
            }
        )
    if towns.confirmed(town) < 100:
        raise RuntimeError("the portal confirmed nothing; the figures mean nothing")
    return results


def _confirm_postgres(server: postgres.PostgresServer, town: towns.Town, drafts: range) -> None:
    script = Path(tempfile.mkdtemp(prefix="bench-")) / "confirm.sql"
    script.write_text(as_pgbench(drafts.stop - 1000, drafts.stop - 1))
    url = server.app_url("bench_confirm").replace("+psycopg", "")
    results = _compare(
        town,
        {"BENCH_URL": server.app_url("bench_confirm")},
        {"pgbench, 8 clients": lambda: _pgbench(script, url)},
    )
    print("\n## Confirm (PostgreSQL, fsync on, 2 sync workers)\n\n" + table(results))
    bare, portal, limit = (r["rate"] for r in results.values())
    judge("confirm / bare Flask, PostgreSQL", portal / bare, ">=", 0.6)
    judge("confirm / pgbench", portal / limit, ">=", 0.20)


def _pgbench(script: Path, url: str) -> dict[str, float]:
    program = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))), Path("pgbench"))
    command = [
        str(program),
        "-n",
        "-M",
        "prepared",
        "-c",
        "8",
        "-j",
        "2",
        "-T",
        str(int(SECONDS)),
        "-f",
        str(script),
        url,
    ]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    rate = next(float(line.split()[2]) for line in out.splitlines() if line.startswith("tps"))
    latency = next(float(line.split()[3]) for line in out.splitlines() if line.startswith("latency average"))
    return {"rate": rate, "p50": latency, "p95": latency, "errors": 0.0}


def _confirm_sqlite(town: towns.Town) -> None:
    results = _compare(town, {"BENCH_URL": town.settings.database_url}, {})
    print("\n## Confirm (SQLite, WAL, synchronous=FULL, 2 sync workers)\n\n" + table(results))
    bare, portal = (r["rate"] for r in results.values())
    judge("confirm / bare Flask, SQLite", portal / bare, ">=", 0.4)


def growth(server: postgres.PostgresServer) -> None:
    """Municipalities, sittings and past appointments × 100: the same pages and confirmations."""
    small = _town(server, "bench_small", municipalities=3, drafts=range(PER_CASE), past=200)
    large = _town(server, "bench_large", municipalities=300, drafts=range(PER_CASE), past=20_000)
    numbers = {"small": _rounds(0), "large": _rounds(0)}
    with ExitStack() as stack:
        one, quick, small_pid = stack.enter_context(gunicorn("wsgi:app", small.environment(), "/", HOST))
        hundred, slow, large_pid = stack.enter_context(gunicorn("wsgi:app", large.environment(), "/", HOST))
        results = interleave(
            {
                "times page, 3 municipalities": lambda: wrk(f"{one}{TIMES}", HOST),
                "times page, 300": lambda: wrk(f"{hundred}{TIMES}", HOST),
                "confirm, 3 municipalities": lambda: _portal_confirms(one, small, next(numbers["small"])),
                "confirm, 300": lambda: _portal_confirms(hundred, large, next(numbers["large"])),
            }
        )
        sizes = max(memory(small_pid)), max(memory(large_pid))
    print("\n## Growth × 100 (PostgreSQL)\n\n" + table(results))
    times_one, times_many, confirm_one, confirm_many = (r["rate"] for r in results.values())
    judge("times page, time × when all grows × 100", times_one / times_many, "<=", 1.5)
    judge("confirm, time × when all grows × 100", confirm_one / confirm_many, "<=", 1.5)
    print(
        f"\nstart: {quick:.2f} s with 3, {slow:.2f} s with 300; memory: {sizes[0]:.0f} and {sizes[1]:.0f} MiB"
    )
    towns.forget(small)
    towns.forget(large)


if __name__ == "__main__":
    main()

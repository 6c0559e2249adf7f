"""Servers, wrk and rounds. All cases are interleaved in every round; only ratios of one run count."""

import contextlib
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("BENCH_SECS", "3"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))

_DONE = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %d\\n", summary.requests, summary.duration,
    latency:percentile(50)/1000, latency:percentile(95)/1000, e.connect + e.read + e.write + e.timeout + e.status))
end
"""


def need(*programs: str) -> None:
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        sys.exit(f"the benchmark needs {', '.join(missing)} (Debian: apt install wrk postgresql)")


def wrk(
    url: str, host: str, lua: str = "", connections: int = 16, seconds: float = SECONDS
) -> dict[str, float]:
    """One run: requests per second, p50 and p95 in ms, errors."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(lua + _DONE)
        script.flush()
        command = [
            "wrk",
            "-t2",
            f"-c{connections}",
            f"-d{int(seconds)}s",
            "--timeout",
            "30s",
            "-s",
            script.name,
        ]
        command += ["-H", f"Host: {host}", url]
        out = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", out)
    if not found:
        raise RuntimeError(out)
    requests, micros, p50, p95, errors = map(float, found.groups())
    return {"rate": requests / (micros / 1e6), "p50": p50, "p95": p95, "errors": errors}


def interleave(cases: dict[str, Callable[[], dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Every case once per round; medians, and the spread of the rate over its median."""
    got: dict[str, list[dict[str, float]]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, run in cases.items():
            got[name].append(run())
    result = {}
    for name, runs in got.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        rates = [run["rate"] for run in runs]
        result[name] = {**middle, "spread": (max(rates) - min(rates)) / middle["rate"]}
    return result


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def gunicorn(
    app: str, environment: dict[str, str], url: str, host: str = "bench"
) -> Iterator[tuple[str, float, int]]:
    """Two sync workers, as in the limits they are compared with; gives address, seconds to first answer, pid."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w2", "-k", "sync", "-b", f"127.0.0.1:{port}"]
    command += ["--log-level", "warning", app]
    began = time.monotonic()
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}{url}", host)
        yield f"http://127.0.0.1:{port}", time.monotonic() - began, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _wait_for(url: str, host: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": host}), timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(url)


def memory(pid: int) -> list[float]:
    """MiB resident of each worker of a gunicorn master."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = []
    for child in children:
        found = re.search(r"^Rss:\s+(\d+) kB", Path(f"/proc/{child}/smaps_rollup").read_text(), re.M)
        sizes.append(int(found.group(1)) / 1024 if found else 0.0)
    return sizes


def table(results: dict[str, dict[str, float]]) -> str:
    lines = ["| case | per s | p50 ms | p95 ms | errors | spread |", "| --- | --- | --- | --- | --- | --- |"]
    for name, r in results.items():
        lines.append(
            f"| {name} | {r['rate']:.0f} | {r['p50']:.1f} | {r['p95']:.1f} | {r['errors']:.0f} | {r['spread']:.0%} |"
        )
    return "\n".join(lines)

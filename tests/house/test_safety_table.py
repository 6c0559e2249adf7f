"""Every test that docs/veiligheid.md names exists, and every row of the ex-partner and of other towns is there."""

import re
from pathlib import Path

from portal.config import ROOT

TABLE = (ROOT / "docs" / "veiligheid.md").read_text()


def test_every_row_is_there() -> None:
    assert re.findall(r"^\| (A\d+) \|", TABLE, re.M) == [f"A{n}" for n in range(1, 23)]
    assert re.findall(r"^\| (B\d+) \|", TABLE, re.M) == [f"B{n}" for n in range(1, 16)]


def test_every_named_test_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE)
    assert len(named) > 30
    missing = [f"{path}::{name}" for path, name in named if not _has(Path(ROOT, path), name)]
    assert not missing


def test_every_named_test_runs_on_both_engines() -> None:
    """Except in a browser, and where the database has no part in it."""
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE))
    once = {
        "test_five_pages_deep_and_five_times_back",
        "test_a17_wrong_codes_slow_down_one_network_and_lock_nobody_out",
        "test_the_setting_does_not_stay_in_the_pool",  # SQLite has no such setting
        "test_false_headers_change_neither_municipality_nor_links",
    }
    missing = [f"{p}::{n}" for p, n in sorted(named) if n not in once and not _on_both(Path(ROOT, p), n)]
    assert not missing


def _has(path: Path, name: str) -> bool:
    return path.exists() and f"def {name}(" in path.read_text()


def _on_both(path: Path, name: str) -> bool:
    text = path.read_text()
    above = text[: text.index(f"def {name}(")].rsplit("\n\n\n", 1)[-1]
    return "pytestmark = pytest.mark.both" in text or "pytest.mark.both" in above

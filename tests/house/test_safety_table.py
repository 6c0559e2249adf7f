"""Every test that docs/veiligheid.md names exists, and every row of the ex-partner is in the table."""

import re
from pathlib import Path

from portal.config import ROOT

TABLE = (ROOT / "docs" / "veiligheid.md").read_text()


def test_every_row_is_there() -> None:
    assert re.findall(r"^\| (A\d+) \|", TABLE, re.M) == [f"A{n}" for n in range(1, 23)]


def test_every_named_test_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE)
    assert len(named) > 30
    missing = [f"{path}::{name}" for path, name in named if not _has(Path(ROOT, path), name)]
    assert not missing


def _has(path: Path, name: str) -> bool:
    return path.exists() and f"def {name}(" in path.read_text()

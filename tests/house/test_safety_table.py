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
        # texts, colours and logos are cleaned before or after the database, never by it
        "test_in_every_field_that_comes_back_with_a_fault",
        "test_in_every_view_of_a_text_that_was_kept",
        "test_markdown_by_itself_makes_nothing_that_runs",
        "test_what_is_kept_is_shown_as_text",
        "test_what_is_refused_comes_back_as_text",
        "test_what_is_no_colour_is_named_and_stays_in_its_field",
        "test_a_sheet_is_only_made_of_a_style",
        "test_what_wants_to_be_more_than_a_picture_is_refused_or_harmless",
        "test_residents_see_the_logo_beside_the_name_and_it_can_do_nothing",
        # judged while the file is read; what it writes is test_b15, which is on both
        "test_a_trial_keeps_nothing_and_the_button_does_what_was_shown",
        "test_a_shared_organisation_is_changed_by_no_municipality",
        "test_every_fault_has_its_line_and_nothing_is_kept",
    }
    missing = [f"{p}::{n}" for p, n in sorted(named) if n not in once and not _on_both(Path(ROOT, p), n)]
    assert not missing


def _has(path: Path, name: str) -> bool:
    return path.exists() and f"def {name}(" in path.read_text()


def _on_both(path: Path, name: str) -> bool:
    text = path.read_text()
    above = text[: text.index(f"def {name}(")].rsplit("\n\n\n", 1)[-1]
    return "pytestmark = pytest.mark.both" in text or "pytest.mark.both" in above

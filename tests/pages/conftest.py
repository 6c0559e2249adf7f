import sys

import pytest

from tests.support.site import site

__all__ = ["site"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    looked = sys.modules.get("tests.pages.test_every_state")
    if looked is not None and looked.CHECKED:
        pages = len({state.template for state in looked.STATES})
        terminalreporter.line(
            f"{len(looked.CHECKED)} states of {pages} pages looked at: axe at 390 and 1280 px, zoom, own colours"
        )

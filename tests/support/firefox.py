"""Debian's Firefox ESR, driven over Marionette: lines of JSON over a loopback socket. No driver, nothing to install.

Nothing but loopback names is asked for: everything else goes to a proxy that is not there.
"""

import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import leave_out

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name W3C WebDriver gives to "this is an element"
SHIFT = "\ue008"
PREFERENCES: dict[str, Any] = {
    "marionette.port": 0,  # any free one; Firefox writes it down in the profile
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, .localhost, 127.0.0.1",
    "network.trr.mode": 5,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "intl.accept_languages": "nl-NL, nl",
}


class FirefoxFault(Exception):
    """What Firefox answered instead: "no such element", "unexpected alert open", …"""


class Firefox:
    """One window of one browser. Element arguments are XPath; what is not there is waited for a little while."""

    PATIENCE = 15.0

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""
        self._number = 0
        self._read()  # who it is
        session = self.send("WebDriver:NewSession", acceptInsecureCerts=True, pageLoadStrategy="normal")
        self.version: str = session["capabilities"]["browserVersion"]

    def send(self, command: str, **parameters: Any) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, parameters]).encode()
        self._connection.sendall(str(len(text)).encode() + b":" + text)
        _, number, fault, result = self._read()
        assert number == self._number, (number, self._number)
        if fault:
            raise FirefoxFault(f"{command}: {fault['error']}: {fault['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def _read(self) -> Any:
        while b":" not in self._buffer:
            self._receive()
        length, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(length):
            self._receive()
        message, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return json.loads(message)

    def _receive(self) -> None:
        more = self._connection.recv(65536)
        if not more:
            raise FirefoxFault("Firefox hung up")
        self._buffer += more

    # --- what somebody does ---

    def goes(self, address: str) -> None:
        self.send("WebDriver:Navigate", url=address)

    def back(self) -> None:
        self.send("WebDriver:Back")

    def forward(self) -> None:
        self.send("WebDriver:Forward")

    def clicks(self, xpath: str) -> None:
        self.send("WebDriver:ElementClick", id=self.finds(xpath))

    def types(self, xpath: str, text: str) -> None:
        self.send("WebDriver:ElementSendKeys", id=self.finds(xpath), text=text)

    def presses(self, key: str, times: int) -> None:
        strokes = [{"type": kind, "value": key} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self.send("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": strokes}])

    # --- what somebody sees ---

    def finds(self, xpath: str) -> str:
        until = time.monotonic() + self.PATIENCE
        while True:
            try:
                return str(self.send("WebDriver:FindElement", using="xpath", value=xpath)[ELEMENT])
            except FirefoxFault:
                if time.monotonic() > until:
                    raise
            time.sleep(0.05)

    def has(self, xpath: str) -> bool:
        return bool(self.send("WebDriver:FindElements", using="xpath", value=xpath))

    def reads(self, xpath: str = "//body") -> str:
        return str(self.send("WebDriver:GetElementText", id=self.finds(xpath)))

    def title(self) -> str:
        return str(self.send("WebDriver:GetTitle"))

    def address(self) -> str:
        return str(self.send("WebDriver:GetCurrentURL"))

    def source(self) -> str:
        return str(self.send("WebDriver:GetPageSource"))

    def runs(self, script: str) -> Any:
        """Only with JavaScript on."""
        return self.send("WebDriver:ExecuteScript", script=script, args=[])


@contextlib.contextmanager
def firefox(scripts: bool = True) -> Iterator[Firefox]:
    """A fresh browser with a profile of its own; without Firefox the test is left out, loudly."""
    path = shutil.which("firefox-esr")
    if path is None:
        leave_out("Firefox ESR is not installed: leaving was not tested in it")
    profile = Path(tempfile.mkdtemp(prefix="firefox-"))
    preferences = {**PREFERENCES, "javascript.enabled": scripts}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines))
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(
            [path, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "HOME": str(profile), "LC_ALL": "C.UTF-8"},
        )
    try:
        with socket.create_connection(("127.0.0.1", _port(process, profile)), timeout=60) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(profile, ignore_errors=True)


def _port(process: subprocess.Popen[bytes], profile: Path) -> int:
    written = profile / "MarionetteActivePort"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if written.exists() and written.read_text().strip():
            return int(written.read_text())
        time.sleep(0.1)
    raise RuntimeError(f"Firefox did not start:\n{(profile / 'log').read_text()}")

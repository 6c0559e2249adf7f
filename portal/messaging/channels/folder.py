"""Mail as .eml files in a folder, for the demo and for tests."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    path: Path

    @classmethod
    def from_url(cls, url: str) -> "Folder":
        return cls(Path(url.removeprefix("folder://")))

    def send(self, mail: EmailMessage, about_to_hand_over: Callable[[], None]) -> None:
        """Write the mail under the name of its Message-ID: sent twice, it is still one file."""
        self.path.mkdir(parents=True, exist_ok=True)
        name = mail["Message-ID"].strip("<>").replace("@", "-at-")
        unfinished = self.path / f".{name}.{os.getpid()}"
        unfinished.write_bytes(bytes(mail))
        about_to_hand_over()
        unfinished.replace(self.path / f"{name}.eml")

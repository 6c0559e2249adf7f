"""Mail as .eml files in a folder, and sms as .txt files, for the demo and for tests."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from portal.messaging.channels.outcome import Sms


@dataclass(frozen=True)
class Folder:
    path: Path

    @classmethod
    def from_url(cls, url: str) -> "Folder":
        return cls(Path(url.removeprefix("folder://")))

    def send(self, mail: EmailMessage, about_to_hand_over: Callable[[], None]) -> None:
        """Write the mail under the name of its Message-ID: sent twice, it is still one file."""
        self._write(mail["Message-ID"], "eml", bytes(mail), about_to_hand_over)

    def send_sms(self, sms: Sms, about_to_hand_over: Callable[[], None]) -> None:
        """The number on the first line, then the text."""
        self._write(sms.message_id, "txt", f"{sms.to}\n{sms.body}\n".encode(), about_to_hand_over)

    def _write(
        self, message_id: str, ending: str, text: bytes, about_to_hand_over: Callable[[], None]
    ) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        name = message_id.strip("<>").replace("@", "-at-")
        unfinished = self.path / f".{name}.{os.getpid()}"
        unfinished.write_bytes(text)
        about_to_hand_over()
        unfinished.replace(self.path / f"{name}.{ending}")

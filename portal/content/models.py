"""Texts that people write in the browser: of a municipality, and the central pages that all municipalities share."""

import json
from typing import Any

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import KEY, Base, Data, Instant, column, new_id

TEXT = Data(
    0, "what a page says, and each earlier version of it", "as long as the page exists, for comparing"
)
WHO = Data(1, "who wrote a text and who read it before it was shown", "as long as the version")

# draft → ready → (scheduled →) published → replaced | withdrawn. A path has at most one version before "published".
DRAFT, READY, SCHEDULED = "draft", "ready", "scheduled"
PUBLISHED, REPLACED, WITHDRAWN = "published", "replaced", "withdrawn"
OPEN = (DRAFT, READY, SCHEDULED)
BLOCK, REPLACE, OWN = "block", "replace", "own"


class Version:
    """One version of one text. `path` is "<thema>/<pagina>", `number` counts per path, `edits` per change of the row.

    `base` and `base_text` are the hash and the words of the central page that it was made from. A preview is open to
    whoever has its link until `preview_until`; only a hash of the link is kept.
    """

    path: Mapped[str] = column(TEXT, String(100))
    mode: Mapped[str] = column(TEXT, String(10))
    title: Mapped[str] = column(TEXT, String(200))
    summary: Mapped[str] = column(TEXT, String(300))
    body: Mapped[str] = column(TEXT, Text)  # Markdown
    front: Mapped[str] = column(TEXT, Text)  # JSON, the shape of reading.Front without title and summary
    number: Mapped[int] = column(TEXT, Integer)
    edits: Mapped[int] = column(TEXT, Integer, default=0)
    state: Mapped[str] = column(TEXT, String(12), default=DRAFT)
    author: Mapped[str] = column(WHO, String(24))  # person id of who saved it last
    reader: Mapped[str | None] = column(WHO, String(24), nullable=True)
    note: Mapped[str] = column(TEXT, String(300), default="")  # to the second reader
    made_at = column(TEXT, Instant, default=now)
    publish_at = column(TEXT, Instant, nullable=True)
    published_at = column(TEXT, Instant, nullable=True)
    base: Mapped[str] = column(TEXT, String(64), default="")
    base_text: Mapped[str] = column(TEXT, Text, default="")
    preview_hash: Mapped[str | None] = column(TEXT, String(64), nullable=True)
    preview_until = column(TEXT, Instant, nullable=True)

    @property
    def facts(self) -> dict[str, Any]:
        """The front matter without title and summary; dates are ISO strings."""
        found: dict[str, Any] = json.loads(self.front)
        return found

    @property
    def mark(self) -> str:
        """Changes whenever the row does: what a form was made from."""
        return f"{self.number}.{self.edits}"


class TextVersion(Version, tenancy.TenantRow, Base):
    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("tenant_id", "path", "number"),)

    @property
    def shown_on_pages(self) -> bool:
        """A draft that is saved changes no page."""
        return self.state in (PUBLISHED, REPLACED, WITHDRAWN)


class CentralText(Version, Base):
    __tablename__ = tenancy.platform_table(
        "central_text", "the central pages are the same for every municipality; written by regioredacteurs"
    )
    __table_args__ = (UniqueConstraint("path", "number"),)

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)

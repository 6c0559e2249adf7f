"""Content: pages of information in plain Dutch, the same for every municipality, and what each adds to them.

A page begins as `pages/<thema>/<pagina>.nl.md`; a regioredacteur changes it in the browser, a municipality adds a block
or a page of its own, and a second reader publishes. What is offered locally is added when it is shown; what is not
offered there is not named.
"""

from portal.content.actions import publish_due_central, publish_due_texts
from portal.content.library import library
from portal.content.local import local_faults, shown_here
from portal.content.queries import central_count
from portal.content.reading import ContentFaults, Page, to_html
from portal.content.reminders import COMPOSERS, remind

__all__ = [
    "COMPOSERS",
    "ContentFaults",
    "Page",
    "central_count",
    "library",
    "local_faults",
    "publish_due_central",
    "publish_due_texts",
    "remind",
    "shown_here",
    "to_html",
]

"""Content: pages of information in plain Dutch, from Markdown files, the same for every municipality.

A page is `pages/<thema>/<pagina>.nl.md`. What is offered locally is added when it is shown; what is not offered
there is not named.
"""

from portal.content.library import library
from portal.content.local import local_faults, shown_here
from portal.content.reading import ContentFaults, Page

__all__ = ["ContentFaults", "Page", "library", "local_faults", "shown_here"]

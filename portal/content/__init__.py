"""Content: pages of information in plain Dutch, from Markdown files, the same for every municipality.

A page is `pages/<thema>/<pagina>.nl.md`. What is offered locally is added when it is shown; what is not offered
there is not named.
"""

from portal.content.library import Page, find_page, library, pages_for
from portal.content.reading import ContentFaults

__all__ = ["ContentFaults", "Page", "find_page", "library", "pages_for"]

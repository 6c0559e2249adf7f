"""Administration: the municipality's own desk as a whole, /beheer/.

The pages about people, help, texts and house style are in the rooms they belong to; here is what needs all of them:
the first page with what is missing before going live, who changed what, everything in and out, the poster.
"""

from portal.administration.room import menu

__all__ = ["menu"]

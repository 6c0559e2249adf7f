"""The shell: base page, components, forms, hosts and audiences, headers, error pages, leaving.

A room makes its blueprint with `pages(name, __name__, audience=…)`; each address declares its answer
(`success=200`), so that a test can walk over all of them. A blueprint without an audience does not start.
"""

from portal.web.dates import day_label, hours_label, month_label, time_label, weekday_label, when_label
from portal.web.forms import Form, no_control_characters
from portal.web.kept import kept_page, kept_with_token
from portal.web.language import current_language
from portal.web.pages import AUDIENCES, Pages, RouteInfo, pages, route_table
from portal.web.shell import TEMPLATES, init_app
from portal.web.site import message_address, municipality_address

__all__ = [
    "AUDIENCES",
    "TEMPLATES",
    "Form",
    "current_language",
    "Pages",
    "RouteInfo",
    "day_label",
    "hours_label",
    "init_app",
    "kept_page",
    "kept_with_token",
    "message_address",
    "month_label",
    "municipality_address",
    "no_control_characters",
    "pages",
    "route_table",
    "time_label",
    "weekday_label",
    "when_label",
]

"""The shell: base page, components, forms, hosts and audiences, headers, error pages, leaving.

A room makes its blueprint with `pages(name, __name__, audience=…)`; each address declares its answer
(`success=200`), so that a test can walk over all of them. A blueprint without an audience does not start.
"""

from portal.web.dates import day_label, hours_label, month_label, time_label, weekday_label, when_label
from portal.web.forms import DayField, Form, no_control_characters
from portal.web.headers import let_forms_pass_by
from portal.web.kept import kept_page, kept_with_token
from portal.web.language import current_language
from portal.web.logos import logo_address, picture_answer
from portal.web.pages import AUDIENCES, Pages, RouteInfo, pages, route_table
from portal.web.shaped import (
    BoxesField,
    DateField,
    NumberField,
    SavedMeanwhile,
    Seen,
    ShapedForm,
    as_rows,
    check_seen,
    chosen_nothing,
    fingerprint,
    flush_new,
    free_key,
    hours_field,
    line_field,
    new_version,
    text_field,
    what_is_there,
)
from portal.web.shell import TEMPLATES, init_app
from portal.web.site import address_here, message_address, municipality_address
from portal.web.statements import MARK, STATEMENTS, STATUSES, example_text, is_example, own_statement
from portal.web.theme import FONTS, NEUTRAL, RADII, ContrastFault, Style, contrast_faults, theme_css
from portal.web.themes import style_of

__all__ = [
    "address_here",
    "as_rows",
    "AUDIENCES",
    "BoxesField",
    "check_seen",
    "chosen_nothing",
    "contrast_faults",
    "ContrastFault",
    "current_language",
    "DateField",
    "day_label",
    "DayField",
    "example_text",
    "fingerprint",
    "flush_new",
    "FONTS",
    "Form",
    "free_key",
    "hours_field",
    "line_field",
    "text_field",
    "hours_label",
    "init_app",
    "is_example",
    "kept_page",
    "kept_with_token",
    "let_forms_pass_by",
    "logo_address",
    "MARK",
    "message_address",
    "month_label",
    "municipality_address",
    "NEUTRAL",
    "new_version",
    "no_control_characters",
    "NumberField",
    "own_statement",
    "Pages",
    "pages",
    "picture_answer",
    "RADII",
    "route_table",
    "RouteInfo",
    "SavedMeanwhile",
    "Seen",
    "ShapedForm",
    "STATEMENTS",
    "STATUSES",
    "Style",
    "style_of",
    "TEMPLATES",
    "theme_css",
    "time_label",
    "weekday_label",
    "what_is_there",
    "when_label",
]

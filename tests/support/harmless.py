"""Is there anything in a page that runs, loads or leads astray? Read as a browser reads it, by html5lib."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib

# Everything the portal's own templates use; an element that is not here came from somebody's text.
ELEMENTS = frozenset(
    (  # noqa: SIM905  (a list of eighty strings is harder to read)
        "html head body meta title link script a abbr address article aside b blockquote br button caption code dd del "
        "details dfn div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr i img input "
        "ins kbd label legend li main nav ol optgroup option output p pre q s section select small span strong sub "
        "summary sup svg table tbody td textarea tfoot th thead time title tr u ul use path circle rect line polyline "
        "polygon g text tspan defs marker symbol ellipse desc"
    ).split()
)
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "cite", "background", "srcset")
SCHEMES = frozenset({"", "https", "http", "tel", "mailto"})
_XLINK = "{http://www.w3.org/1999/xlink}"


def check_harmless(html: str) -> None:
    """Raises AssertionError with everything that is not harmless."""
    faults = faults_of(html)
    assert not faults, "\n".join(faults)


def faults_of(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [fault for element in tree.iter() if isinstance(element.tag, str) for fault in _of(element)]


def _of(element: ElementTree.Element) -> list[str]:
    tag = element.tag.rpartition("}")[2]
    found = [] if tag in ELEMENTS else [f"unknown element <{tag}>"]
    attributes = {
        name.replace(_XLINK, "").rpartition("}")[2].lower(): v for name, v in element.attrib.items()
    }
    if tag == "script" and not (
        attributes.get("src", "").startswith("/static/") and not (element.text or "").strip()
    ):
        found.append(f"script {attributes} {(element.text or '')[:60]!r}")
    if tag == "link" and not attributes.get("href", "").startswith(("/", "http")):
        found.append(f"link {attributes}")
    if tag == "meta" and attributes.get("http-equiv"):
        found.append(f"meta http-equiv {attributes}")
    if tag == "img" and not attributes.get("src", "").startswith("/"):
        found.append(f"picture from elsewhere: {attributes.get('src', '')[:60]}")
    for name, value in attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "ping", "is", "slot"):
            found.append(f"<{tag} {name}={value[:60]!r}>")
        if name in ADDRESSES and not _leads_somewhere_safe(value):
            found.append(f"<{tag} {name}={value[:60]!r}>")
    return found


def _leads_somewhere_safe(value: str) -> bool:
    """A browser leaves out control characters and spaces when it looks for the scheme."""
    plain = "".join(c for c in value if c > " " and c != "\x7f")
    try:
        return urlsplit(plain).scheme.lower() in SCHEMES and not plain.lower().startswith(
            ("javascript", "data:", "vbscript")
        )
    except ValueError:
        return False

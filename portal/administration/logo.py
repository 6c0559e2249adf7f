"""A municipality's logo: what is kept of an SVG that somebody hands over.

`py_svg_hush` takes out what it knows to be dangerous. Then the picture is made anew from the few elements and
attributes below, so that nothing else can be in it: no script, no style, no text of others, no address at all.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

import defusedxml.ElementTree
import py_svg_hush
from defusedxml import DefusedXmlException

from portal.errors import N_, Refusal

MOST_BYTES = 50 * 1024
MOST_ELEMENTS, DEEPEST, MOST_USES = 2000, 30, 50
SVG = "http://www.w3.org/2000/svg"

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use"}
GROUPS = {"g", "defs", "symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop"}
ELEMENTS = SHAPES | GROUPS
REFERRING = {"fill", "stroke", "clip-path", "mask"}  # may be url(#something in the same picture)
PAINT = REFERRING | {
    "fill-opacity", "fill-rule", "clip-rule", "opacity", "color", "display", "visibility", "stop-color", "stop-opacity",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "font-family", "font-size", "font-style", "font-weight", "letter-spacing",
    "text-anchor",
}  # fmt: skip
ATTRIBUTES = PAINT | {
    "id", "href", "transform", "viewBox", "preserveAspectRatio", "d", "points", "pathLength", "width", "height",
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "dx", "dy", "offset",
    "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits", "maskUnits", "maskContentUnits",
}  # fmt: skip
NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
# No colon, slash, quote, backslash or at-sign: nothing outside the picture can be named.
PLAIN = re.compile(r"[A-Za-z0-9#.,%()+\-\s]*", re.ASCII)
LOCAL = re.compile(r"url\(\s*[\"']?#([A-Za-z_][\w.-]{0,99})[\"']?\s*\)", re.ASCII)


class LogoRefused(Refusal):
    """What somebody handed over cannot be a logo here."""

    field = "bestand"


def clean_logo(given: bytes) -> str:
    """The picture that is left, as text. Raises LogoRefused with what is wrong, in plain Dutch."""
    source = _read(given)
    if _counted(source) > MOST_ELEMENTS or _depth(source) > DEEPEST:
        raise LogoRefused(N_("Dit logo heeft te veel kleine delen. Vraag om een eenvoudiger bestand."))
    picture = Element("svg", {"xmlns": SVG, "viewBox": _view_box(source)})
    _paint(picture, source, _rules(source))
    _copy(source, picture, _rules(source), inside_reference=False)
    if not any(part.tag in SHAPES for part in picture.iter()):
        raise LogoRefused(N_("In dit bestand staat geen tekening die wij kunnen tonen."))
    _refuse_piles(picture)
    return tostring(picture, encoding="unicode")


def _read(given: bytes) -> Element:
    if len(given) > MOST_BYTES:
        raise LogoRefused(N_("Dit bestand is te groot. Een logo mag hoogstens 50 KB zijn."))
    not_svg = LogoRefused(N_("Dit is geen SVG-bestand. Vraag uw afdeling communicatie om het logo als SVG."))
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_svg from None
    if re.search(r"<!ENTITY|<!DOCTYPE[^>]*\[", text, re.I) or "\x00" in text:
        raise LogoRefused(
            N_("In dit bestand staan verkorte stukken. Sla het logo opnieuw op als gewone SVG.")
        )
    try:
        hushed = py_svg_hush.filter_svg(text.encode())
        found: Element = defusedxml.ElementTree.fromstring(hushed, forbid_dtd=True)
    except (ValueError, SyntaxError, DefusedXmlException):
        raise not_svg from None
    if found.tag != f"{{{SVG}}}svg":
        raise not_svg
    return found


def _counted(source: Element) -> int:
    return sum(1 for _ in source.iter())


def _depth(source: Element) -> int:
    deepest, row = 0, [source]
    while row:
        deepest, row = deepest + 1, [child for element in row for child in element]
    return deepest


def _view_box(source: Element) -> str:
    """ "0 0 120 40"; made of width and height when the file has none."""
    numbers = re.split(r"[\s,]+", source.get("viewBox", "").strip())
    if len(numbers) != 4:
        numbers = ["0", "0", *(source.get(side, "").removesuffix("px") for side in ("width", "height"))]
    if not all(re.fullmatch(r"-?(\d{1,7}(\.\d{0,9})?|\.\d{1,9})", number, re.ASCII) for number in numbers):
        raise LogoRefused(N_("Dit logo zegt niet hoe groot het is. Sla het opnieuw op met een vaste maat."))
    wide, high = float(numbers[2]), float(numbers[3])
    if not (wide > 0 and high > 0 and 0.1 <= wide / high <= 10):
        raise LogoRefused(N_("Dit logo is te lang en te smal. Hoogstens tien keer zo breed als hoog past."))
    return " ".join(numbers)


def _rules(source: Element) -> dict[str, dict[str, str]]:
    """Paint per class, of the style elements that drawing programs write: `.st0{fill:#009fe3;}`."""
    found: dict[str, dict[str, str]] = {}
    for style in source.iter(f"{{{SVG}}}style"):
        for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", style.text or "")):
            for name in re.findall(r"(?:^|,)\s*\.([\w-]+)\s*(?=,|$)", names.strip()):
                found.setdefault(name, {}).update(_declared(body))
    return found


def _declared(style: str) -> dict[str, str]:
    parts = (part.partition(":") for part in style.split(";"))
    return {
        name.strip().lower(): value.strip() for name, _colon, value in parts if name.strip().lower() in PAINT
    }


def _copy(source: Element, target: Element, rules: dict[str, dict[str, str]], inside_reference: bool) -> None:
    """Only what is on the list goes over; a group that is not on it goes with all that is in it."""
    for child in source:
        tag = _plain_name(child.tag)
        if tag not in ELEMENTS or (inside_reference and tag in ("clipPath", "mask")):
            continue
        made = SubElement(target, tag)
        _paint(made, child, rules)
        inside = inside_reference or tag in ("clipPath", "mask")
        if inside:  # or masks of masks of masks keep a browser busy for ever
            made.attrib.pop("clip-path", None)
            made.attrib.pop("mask", None)
        if tag in ("text", "tspan"):
            made.text, made.tail = child.text, child.tail if tag == "tspan" else None
        _copy(child, made, rules, inside)


def _paint(made: Element, source: Element, rules: dict[str, dict[str, str]]) -> None:
    """Attributes, then what the classes say, then what the style says: the later one wins, as in a browser."""
    given = {_plain_name(name): value for name, value in source.attrib.items()}
    for name in source.get("class", "").split():
        given |= rules.get(name, {})
    given |= _declared(source.get("style", ""))
    is_root = source.tag == f"{{{SVG}}}svg" and made.tag == "svg"
    for name, value in sorted(given.items()):
        if name in ATTRIBUTES and not (is_root and name not in PAINT):
            kept = _kept(name, value.strip())
            if kept is not None:
                made.set(name, kept)


def _plain_name(name: object) -> str:
    """Without the namespace of SVG or of links; any other namespace is no name of ours. Comments have none."""
    if not isinstance(name, str):
        return ""
    for space in (SVG, "http://www.w3.org/1999/xlink"):
        name = name.removeprefix(f"{{{space}}}")
    return name


def _kept(name: str, value: str) -> str | None:
    if name == "id":
        return value if NAME.fullmatch(value) else None
    if name == "href":
        return value if value[:1] == "#" and NAME.fullmatch(value[1:]) else None
    if name == "font-family":
        value = value.replace('"', "").replace("'", "")
    local = LOCAL.fullmatch(value)
    if local:
        return f"url(#{local[1]})" if name in REFERRING else None
    return value if PLAIN.fullmatch(value) and "url" not in value.lower() else None


def _refuse_piles(picture: Element) -> None:
    """What is used again may not itself use, clip or mask: ten times ten times ten would be a thousand."""
    uses = [part.get("href", "") for part in picture.iter("use")]
    used = {href[1:] for href in uses if href}
    again = (part for part in picture.iter() if part.get("id") in used)
    if len(uses) > MOST_USES or any(_refers(part) for root in again for part in root.iter()):
        raise LogoRefused(N_("Dit logo gebruikt delen steeds opnieuw. Sla het op als gewone SVG."))


def _refers(part: Element) -> bool:
    return part.tag == "use" or bool({"clip-path", "mask"} & set(part.attrib))


def foreign_parts(picture: str) -> Iterator[str]:
    """What is in a kept logo and should not be; for tests and for who reads one from a file."""
    root: Element = defusedxml.ElementTree.fromstring(picture, forbid_dtd=True)
    for part in root.iter():
        tag = part.tag.removeprefix(f"{{{SVG}}}")
        if tag not in ELEMENTS | {"svg"}:
            yield f"<{tag}>"
        for name, value in part.attrib.items():
            if name not in ATTRIBUTES or _kept(name, value) != value:
                yield f"{tag} {name}={value[:60]!r}"

"""House style of a municipality: from one or two brand colours to a style sheet.

A theme overrides about ninety `--basis-*` tokens of NL Design System; everything on a page
refers to those. The steps are made in OKLCH, a colour space in which equal steps look equal
(Björn Ottosson, "A perceptual color space for image processing", 2020). Contrast is the ratio
of WCAG 2.2: a number from 1 to 21 without a unit. Colours are `#rrggbb`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import cbrt, hypot
from typing import NamedTuple

FONTS = {"source-sans-3": "Source Sans 3", "public-sans": "Public Sans"}

# Corner radius in px: small, medium and large things, and form fields.
RADII = {"square": (0, 0, 0, 0), "soft": (4, 8, 14, 6), "round": (8, 24, 24, 12)}

WHITE, BLACK = "#ffffff", "#000000"
TEXT_CONTRAST = 4.5  # WCAG 1.4.3, text
SHAPE_CONTRAST = 3.0  # WCAG 1.4.11, borders of controls and other shapes that carry meaning

# Step: (OKLCH lightness 0–1, share of the seed's chroma). The names are those of the
# design system's own palettes; chroma falls towards white or pale tints look dirty.
STEPS = {
    50: (0.985, 0.12),
    100: (0.955, 0.28),
    200: (0.905, 0.50),
    300: (0.83, 0.75),
    400: (0.56, 1.0),
    500: (0.455, 1.0),
    600: (0.36, 0.95),
    700: (0.23, 0.70),
}
MAX_TINT_CHROMA = 0.06  # a tint behind text stays calm, also for a very bright seed


@dataclass(frozen=True)
class Style:
    """What a municipality chooses. `primary` colours surfaces, `action` buttons and links."""

    primary: str
    action: str | None = None
    font: str = "source-sans-3"
    radius: str = "soft"

    def __post_init__(self) -> None:
        for colour in (self.primary, self.action):
            if colour is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise ValueError(f"not a colour like #1f7a8c: {colour!r}")
        if self.font not in FONTS:
            raise ValueError(f"font is one of {', '.join(FONTS)}, not {self.font!r}")
        if self.radius not in RADII:
            raise ValueError(f"radius is one of {', '.join(RADII)}, not {self.radius!r}")


# For pages that belong to no municipality; `static/neutral.css` holds it (see the last lines).
NEUTRAL = Style(primary="#3b4f6b")


class ContrastFault(NamedTuple):
    """Two colours that lie too close, and a colour for the style that would do."""

    pair: str
    ratio: float
    needed: float
    suggested: str


class Oklch(NamedTuple):
    """Lightness 0–1, chroma 0–about 0.37, and the hue as a unit vector."""

    lightness: float
    chroma: float
    hue: tuple[float, float]


def theme_css(slug: str, style: Style) -> str:
    """The style sheet of one municipality: the class `.t-<slug>` with its tokens."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise ValueError(f"not a slug: {slug!r}")
    lines = "".join(f"  --{name}: {value};\n" for name, value in tokens(style).items())
    return f".t-{slug} {{\n{lines}}}\n"


def tokens(style: Style) -> dict[str, str]:
    """Every custom property of the theme, without the leading dashes."""
    action = style.action or style.primary
    small, medium, large, field = RADII[style.radius]
    font = f'"{FONTS[style.font]}", system-ui, sans-serif'
    found: dict[str, str] = {}
    for family, seed in (("accent-1", style.primary), ("action-1", action), ("action-2", action)):
        found |= {f"basis-color-{family}-{role}": colour for role, colour in roles(seed).items()}
    return found | {
        "basis-text-font-family-default": font,
        "basis-heading-font-family": font,
        "basis-border-radius-sm": f"{small}px",
        "basis-border-radius-md": f"{medium}px",
        "basis-border-radius-lg": f"{large}px",
        "basis-form-control-border-radius": f"{field}px",
        "utrecht-alert-border-radius": f"{field}px",
        "basis-focus-outline-style": "solid",
    }


def roles(seed: str) -> dict[str, str]:
    """One colour family: the roles of NL Design System, filled with steps of the seed.

    The `inverse` surface is the seed itself, exactly: it is the colour people know. When white
    text is readable on it the steps go darker from there, else (yellow, orange, lime) its text
    is dark and the steps go lighter; darkening such a seed would turn yellow into brown.
    """
    step = {number: _step(seed, number) for number in STEPS}
    ink = text_on(seed)
    dark_ink = ink != WHITE
    found = {
        "bg-document": WHITE,
        "bg-subtle": step[50],
        "bg-default": step[100],
        "bg-hover": step[200],
        "bg-active": step[200],
        "border-subtle": step[300],
        "border-default": step[400],
        "border-hover": step[500],
        "border-active": step[500],
        "color-subtle": step[400],
        "color-default": step[500],
        "color-hover": step[600],
        "color-active": step[600],
        "color-document": step[700],
    }
    hover = step[300] if dark_ink else darker(seed, by=0.07)
    inverse = {
        "bg-document": seed,
        "bg-subtle": step[200] if dark_ink else step[700],
        "bg-default": seed,
        "bg-hover": hover,
        "bg-active": hover,
        "border-subtle": ink,
        "border-default": ink,
        "border-hover": ink,
        "border-active": ink,
        "color-subtle": ink,
        "color-default": ink,
        "color-hover": ink,
        "color-active": ink,
        "color-document": ink,
    }
    return found | {f"inverse-{role}": colour for role, colour in inverse.items()}


def contrast_faults(style: Style) -> list[ContrastFault]:
    """Every pair that a page puts together and that is too close; empty means: may be saved."""
    return list(_faults(style))


def _faults(style: Style) -> Iterator[ContrastFault]:
    action = style.action or style.primary
    # A button must show up on the page and its white text must be readable. A light colour can
    # be a brand, but not the colour of what one can press.
    if (ratio := contrast(action, WHITE)) < TEXT_CONTRAST:
        yield ContrastFault("action / white", round(ratio, 2), TEXT_CONTRAST, _readable(action))
    value = tokens(style)
    text = [("color-default", "bg-default"), ("color-hover", "bg-hover"), ("color-active", "bg-active"),
            ("color-document", "bg-subtle"), ("inverse-color-default", "inverse-bg-default"),
            ("inverse-color-hover", "inverse-bg-hover")]  # fmt: skip
    shapes = [("border-default", "bg-default"), ("border-hover", "bg-hover"), ("border-active", "bg-active")]
    pairs = [
        (f"{family}-{front}", f"{family}-{back}", needed)
        for family in ("accent-1", "action-1", "action-2")
        for some, needed in ((text, TEXT_CONTRAST), (shapes, SHAPE_CONTRAST))
        for front, back in some
    ]
    # Links and secondary buttons also stand on the tinted surfaces of the brand.
    pairs += [("action-2-color-default", "accent-1-bg-default", TEXT_CONTRAST),
              ("action-1-inverse-bg-default", "accent-1-bg-default", SHAPE_CONTRAST)]  # fmt: skip
    for front, back, needed in pairs:
        ratio = contrast(value[f"basis-color-{front}"], value[f"basis-color-{back}"])
        if ratio < needed:
            seed = style.primary if front.startswith("accent") else action
            yield ContrastFault(f"{front} / {back}", round(ratio, 2), needed, _readable(seed))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1–21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker_ = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker_ + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) – 1 (white) (WCAG 2.2, "relative luminance")."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_on(surface: str) -> str:
    """White, a very dark tone of the surface, or else black; one of them always reaches 4.5,
    because the contrasts with white and with black multiply to 21."""
    candidates = (WHITE, _step(surface, 700), BLACK)
    return next(ink for ink in candidates if contrast(surface, ink) >= TEXT_CONTRAST)


def darker(colour: str, by: float) -> str:
    """The same hue, `by` lower in OKLCH lightness (0–1)."""
    lightness, chroma, hue = to_oklch(colour)
    return from_oklch(Oklch(max(0.0, lightness - by), chroma, hue))


def to_oklch(colour: str) -> Oklch:
    red, green, blue = _linear(colour)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    chroma = hypot(a, b)
    hue = (a / chroma, b / chroma) if chroma > 1e-6 else (1.0, 0.0)
    return Oklch(0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short, chroma, hue)


def from_oklch(colour: Oklch) -> str:
    """The nearest `#rrggbb`; chroma is lowered until the screen can show it."""
    chroma = colour.chroma
    while True:
        linear = _linear_of(Oklch(colour.lightness, chroma, colour.hue))
        if chroma <= 0 or all(-0.0005 <= channel <= 1.0005 for channel in linear):
            return "#" + "".join(f"{_byte(channel):02x}" for channel in linear)
        chroma -= 0.004


def _step(seed: str, number: int) -> str:
    lightness, share = STEPS[number]
    _, chroma, hue = to_oklch(seed)
    chroma *= share
    return from_oklch(Oklch(lightness, min(chroma, MAX_TINT_CHROMA) if number <= 200 else chroma, hue))


def _readable(colour: str) -> str:
    """The nearest darker tone on which white text reaches 4.5."""
    while contrast(colour, WHITE) < TEXT_CONTRAST:
        colour = darker(colour, by=0.01)
    return colour


def _linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as light, 0–1 (IEC 61966-2-1, sRGB)."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _to_light(red), _to_light(green), _to_light(blue)


def _to_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _byte(light: float) -> int:
    light = min(1.0, max(0.0, light))
    value = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(value * 255)


def _linear_of(colour: Oklch) -> tuple[float, float, float]:
    a, b = colour.chroma * colour.hue[0], colour.chroma * colour.hue[1]
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


if __name__ == "__main__":  # python -m portal.web.theme > portal/web/static/neutral.css
    sys.stdout.write(theme_css("neutral", NEUTRAL))

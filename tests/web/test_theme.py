"""House styles: readable for everyone, recognisable for each municipality."""

import re
from pathlib import Path
from random import Random

import pytest

from portal.web import theme
from portal.web.theme import NEUTRAL, Style, contrast, contrast_faults, theme_css, tokens

TEAL = Style("#00665f")
CRIMSON_AND_BLUE = Style("#a30d3c", "#164177", font="public-sans", radius="square")
YELLOW_AND_BLUE = Style("#ffb612", "#00467f")
DARK_BLUE = Style("#15304f", radius="round")


@pytest.mark.parametrize(
    "style", [NEUTRAL, TEAL, CRIMSON_AND_BLUE, YELLOW_AND_BLUE, DARK_BLUE], ids=lambda s: s.primary
)
def test_a_good_style_has_no_faults(style):
    assert contrast_faults(style) == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_black_white_and_the_primaries_survive_the_colour_space():
    for colour in ("#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#1f7a8c"):
        assert theme.from_oklch(theme.to_oklch(colour)) == colour


def test_a_light_yellow_brand_stays_exactly_that_yellow():
    found = tokens(Style("#FFE680", "#00467f"))
    assert found["basis-color-accent-1-inverse-bg-default"] == "#FFE680"


def test_text_on_a_light_brand_is_dark_and_on_a_dark_brand_white():
    on_yellow = tokens(YELLOW_AND_BLUE)["basis-color-accent-1-inverse-color-default"]
    assert contrast(on_yellow, "#ffb612") >= 4.5
    assert contrast(on_yellow, "#ffffff") >= 10
    assert tokens(TEAL)["basis-color-accent-1-inverse-color-default"] == "#ffffff"


def test_a_light_brand_lends_its_colour_to_surfaces_only():
    found = tokens(YELLOW_AND_BLUE)
    assert found["basis-color-action-1-inverse-bg-default"] == "#00467f"


def test_a_light_brand_without_a_second_colour_is_refused():
    assert contrast_faults(Style("#ffb612"))[0].pair == "action / white"


def test_a_pale_button_colour_is_refused_with_a_colour_that_would_do():
    fault = contrast_faults(Style("#00665f", "#9ad0ec"))[0]
    assert fault.ratio < fault.needed == 4.5
    assert contrast_faults(Style("#00665f", fault.suggested)) == []


def test_any_brand_colour_is_readable_beside_a_dark_second_colour():
    colours = Random(1911)
    for _ in range(300):
        assert contrast_faults(Style(f"#{colours.randrange(1 << 24):06x}", "#154273")) == []


def test_any_button_colour_is_either_readable_everywhere_or_refused_for_itself():
    colours = Random(1980)
    for _ in range(300):
        faults = contrast_faults(Style("#00665f", f"#{colours.randrange(1 << 24):06x}"))
        assert faults == [] or faults[0].pair == "action / white"


def test_a_theme_is_one_rule_of_about_ninety_tokens():
    css = theme_css("hollands-kroon", TEAL)
    assert css.startswith(".t-hollands-kroon {\n")
    assert css.count("{") == css.count("}") == 1
    assert 80 <= len(re.findall(r"^  --[a-z0-9-]+: [^;]+;$", css, re.M)) <= 100


def test_styles_differ_in_colour_font_and_corners():
    one, other = tokens(CRIMSON_AND_BLUE), tokens(DARK_BLUE)
    assert one["basis-text-font-family-default"] != other["basis-text-font-family-default"]
    assert (one["basis-border-radius-md"], other["basis-border-radius-md"]) == ("0px", "24px")


@pytest.mark.parametrize("slug", ["", "a b", "a}", "Alkmaar", "-a", "a--b", "a{color:red}"])
def test_a_slug_cannot_carry_style_rules(slug):
    with pytest.raises(ValueError, match="slug"):
        theme_css(slug, TEAL)


@pytest.mark.parametrize(
    "wrong",
    [{"primary": "red"}, {"primary": "#fff"}, {"primary": "#00665f", "action": "#12345g"},
     {"primary": "#00665f;}"}, {"primary": "#00665f", "font": "comic"}, {"primary": "#00665f", "radius": "oval"}],
    ids=str,
)  # fmt: skip
def test_a_style_that_is_not_one_is_refused_at_once(wrong):
    with pytest.raises(ValueError):
        Style(**wrong)


def test_the_neutral_sheet_is_the_one_this_code_makes():
    made = Path(theme.__file__).with_name("static") / "neutral.css"
    assert made.read_text("utf-8") == theme_css("neutral", NEUTRAL)

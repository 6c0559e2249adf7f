"""What lies too close together in a house style, as people say it."""

from dataclasses import dataclass

from portal import web
from portal.errors import N_

WHITE_ON_BUTTON = N_("Witte letters op uw knopkleur")
_PAIRS = {
    "action / white": WHITE_ON_BUTTON,
    "action-2-color-default / accent-1-bg-default": N_("Een link op een vlak in uw lichte hoofdkleur"),
    "action-1-inverse-bg-default / accent-1-bg-default": N_("Een knop op een vlak in uw lichte hoofdkleur"),
}
_FAMILIES = {
    "accent-1": N_("Letters of lijnen op een vlak in uw hoofdkleur"),
    "action-1": N_("Letters of lijnen van uw knoppen"),
    "action-2": N_("Letters of lijnen van uw links"),
}


@dataclass(frozen=True)
class TooClose:
    """One pair. `ratio` and `needed` as people write them; `field` is where `suggested` goes."""

    pair: str
    ratio: str
    needed: str
    field: str
    suggested: str


def too_close(style: web.Style) -> list[TooClose]:
    """Every pair that is hard to read, once for each suggestion; empty: may be saved. `pair` is a msgid."""
    found: dict[tuple[str, str], TooClose] = {}
    for fault in web.contrast_faults(style):
        # Without a colour of their own the buttons have the main colour. That one stays: it is what people know.
        field = "hoofdkleur" if fault.pair.startswith("accent") else "knopkleur"
        words = _PAIRS.get(fault.pair) or _FAMILIES[fault.pair[:8]]
        told = TooClose(words, _number(fault.ratio), _number(fault.needed), field, fault.suggested)
        found.setdefault((field, fault.suggested), told)
    return list(found.values())


def _number(ratio: float) -> str:
    """ "4,5"; never rounded up to what is needed."""
    return f"{int(ratio * 10) / 10:.1f}".replace(".", ",")

"""The addresses of the portal are a promise. The list beside this file is compared with what the portal serves."""

import difflib
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("addresses.txt")
# The public contract of DESIGN §5, as far as it has been built.
PROMISED = """
GET /
GET /afspraak/
GET /afspraak/tijden
POST /afspraak/vasthouden
GET /afspraak/gegevens
POST /afspraak/gegevens
GET /afspraak/controleren
POST /afspraak/bevestigen
GET /afspraak/klaar
POST /afspraak/verlengen
POST /afspraak/loslaten
GET /a/<token>
POST /a/<token>/verzetten
POST /a/<token>/annuleren
GET /weg
GET /veilig/
GET /privacy/
GET /toegankelijkheid/
GET /inloggen
GET /medewerker/
GET /_healthz/livez/
GET /_healthz/readyz/
GET /_healthz/
"""


def addresses(app: Any) -> list[str]:
    """One line per address: method, rule, endpoint, audience, permission, the answer when all is well."""
    lines = []
    for rule in app.url_map.iter_rules():
        info = app.extensions["routes"][rule.endpoint]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            lines.append(
                f"{method} {rule.rule} {rule.endpoint} {info.audience} {info.permission or '-'} {info.success}"
            )
    return sorted(lines, key=lambda line: (line.split()[1], line))


def test_the_addresses_are_the_ones_that_were_written_down(app) -> None:
    written = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    changed = "\n".join(
        difflib.unified_diff(written, addresses(app), "addresses.txt", "the portal", lineterm="")
    )
    assert not changed, f"add a redirect, or write the new address down in {LIST.name}:\n{changed}"


def test_the_promised_addresses_are_served(app) -> None:
    served = {" ".join(line.split()[:2]) for line in addresses(app)}
    missing = [line for line in PROMISED.split("\n")[1:-1] if line not in served]
    assert not missing, f"add a redirect: {missing}"


def test_an_address_is_of_one_method(app) -> None:
    """A GET that shows and a POST that changes have different views."""
    lines = addresses(app)
    assert len(lines) == len({line.split()[2] for line in lines})


def test_an_address_is_lower_case_and_ends_as_people_expect(app) -> None:
    for line in addresses(app):
        path = line.split()[1]
        assert path == path.lower() and "_" not in path.replace("/_healthz/", "/").replace("_id>", ">"), path

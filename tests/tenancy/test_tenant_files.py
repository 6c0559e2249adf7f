"""Tenant files: what a correct one gives, and that every fault is told at once, at its own line."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.tenancy.files import DECIDES, Fault, TenantFileFaults, describe, load_tenants
from portal.tenancy.lines import line_of, locate, written
from portal.tenancy.shapes import RULE

TENANTS = Path(__file__).parents[2] / "tenants"

DORP = """\
[deploy]
slug = "dorp"
name = "Dorp"
cbs_code = "GM0001"
hosts = ["dorp.localhost"]
message_host = "dorp.bericht.localhost"
languages = ["nl"]
postcodes = [1000]
places = ["Dorp"]
"""
STAD = DORP.replace("dorp", "stad").replace("GM0001", "GM0002")


def write(folder: Path, **texts: str) -> Path:
    """A folder `tenants` with these municipalities."""
    tenants = folder / "tenants"
    for slug, text in texts.items():
        (tenants / slug).mkdir(parents=True)
        (tenants / slug / "tenant.toml").write_text(text, encoding="utf-8")
    return tenants


def faults_of(tenants: Path) -> tuple[Fault, ...]:
    with pytest.raises(TenantFileFaults) as caught:
        load_tenants(tenants)
    return caught.value.faults


def marked(text: str) -> list[tuple[int, str]]:
    """(line, words) of every `#! words | words` in the text: the faults it should give."""
    lines = [(number, line.partition("#!")[2]) for number, line in enumerate(text.splitlines(), start=1)]
    return sorted((number, words.strip()) for number, mark in lines if mark for words in mark.split("|"))


def assert_faults_are_as_marked(faults: tuple[Fault, ...], text: str) -> None:
    expected = marked(text)
    assert [fault.line for fault in faults] == [line for line, _ in expected], "\n".join(map(str, faults))
    for line, words in expected:
        assert any(fault.line == line and words in fault.reason for fault in faults), (line, words)


# The fifteen ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fifteen():
    return {tenant.deploy.slug: tenant for tenant in load_tenants(TENANTS)}


def sitting_days(tenant, first=date(2026, 11, 1), days=800):
    """The dates of its first spreekuur, before closures."""
    every = (first + timedelta(n) for n in range(days))
    return {day for day in every if tenant.start.spreekuur[0].rule.falls_on(day)}


def test_the_fifteen_examples_load_without_a_fault(fifteen):
    assert len(fifteen) == 15
    assert fifteen["hollands-kroon"].path == TENANTS / "hollands-kroon" / "tenant.toml"


def test_every_example_says_that_it_is_an_example():
    for path in TENANTS.glob("*/tenant.toml"):
        first_line = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first_line.startswith("# Voorbeeldconfiguratie") and "not the real list" in first_line


def test_example_people_live_at_example_addresses(fifteen):
    people = [person for tenant in fifteen.values() for person in tenant.start.professional]
    assert all(person.email.endswith(".example") for person in people)


def test_the_examples_look_different(fifteen):
    assert len({tenant.start.style.primary for tenant in fifteen.values()}) == 15
    assert {tenant.start.style.font for tenant in fifteen.values()} == {"source-sans-3", "public-sans"}
    assert {tenant.start.style.radius for tenant in fifteen.values()} == {"square", "soft", "round"}


def test_hollands_kroon_has_its_real_pattern(fifteen):
    spreekuur = fifteen["hollands-kroon"].start.spreekuur[0]
    assert (spreekuur.from_, spreekuur.until) == (time(9), time(12))
    assert (spreekuur.rule.every_weeks, spreekuur.rule.anchor) == (2, date(2021, 7, 7))
    assert [desk.role for desk in spreekuur.desks] == ["wijkteam", "juridisch"]


def test_one_jurist_serves_three_municipalities(fifteen):
    email = "robin.zeeaster@juridisch-loket.example"
    at = [slug for slug, tenant in fifteen.items() if email in {p.email for p in tenant.start.professional}]
    assert at == ["den-helder", "hollands-kroon", "schagen"]


def test_schagen_and_hollands_kroon_overlap_in_the_same_weeks(fifteen):
    assert sitting_days(fifteen["schagen"]) == sitting_days(fifteen["hollands-kroon"])
    assert fifteen["schagen"].start.spreekuur[0].from_ < fifteen["hollands-kroon"].start.spreekuur[0].until


def test_the_jurist_of_heiloo_is_absent_on_real_sitting_days(fifteen):
    absent = fifteen["heiloo"].start.spreekuur[0].desks[1].absent
    assert len(absent) == 4 and set(absent) <= sitting_days(fifteen["heiloo"])


def test_a_tenant_file_is_frozen(fifteen):
    with pytest.raises(ValidationError):
        fifteen["texel"].deploy.name = "Anders"


def test_not_connected_municipalities_have_no_folder(fifteen):
    lines = (TENANTS / "not_connected.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "pc4,gm_code,name,place"
    codes = {int(line.split(",")[0]) for line in lines[1:]}
    assert not codes & {code for tenant in fifteen.values() for code in tenant.deploy.postcodes}


# One broken file --------------------------------------------------------------------------------------------

BROKEN = """\
[deploy]                                    #! ontbreekt
slug = "dorpje"                             #! naam van de map
cbs_code = "1911"                           #! GM met vier cijfers
hosts = ["Dorp.nl:8000"]                    #! kleine letters
message_host = "mijnscheiding.example"      #! “scheid”
languages = ["en", "nl"]                    #! eerste taal
colour = "red"                              #! kennen wij niet
places = []
postcodes = [
  1000,
  999,                                      #! Het laagste is 1000
  "1001",                                   #! heel getal
]

[start.contact]
phone = "bel ons"                           #! telefoonnummer
hours = [
  { days = "ma-vr", from = "08:30", until = "17:00" },
  { days = "maandag", from = "9:00", until = "17:00" },  #! "ma-vr" | "09:00"
]

[start.style]
primary = "groen"                           #! een kleur
font = "comic-sans"                         #! 'source-sans-3' of 'public-sans'

[[start.organisation]]
key = "wijkteam"
name = "Wijkteam"
kind = "buurtteam"                          #! Kies uit
shared = "ja"                               #! true of false

[[start.organisation]]
key = "wijkteam"                            #! bestaat al
name = "Wijkteam"
kind = "wijkteam"

[[start.professional]]
key = "an"
name = "An"
email = "an"                                #! e-mailadres
organisation = "loket"                      #! geen organisatie

[[start.talk]]
key = "lang"
name = "Lang gesprek"
minutes = 32                                #! veelvoud van 5
roles = [
  "wijkteam",
  "raadslieden",                            #! Niemand heeft de rol
]
joint_allowed = true
who_sits = "Iemand."
who_pays = "De gemeente."
controller = "De gemeente"

[[start.talk]]
key = "samen"
name = "Samen"
minutes = 30
roles = ["wijkteam", "juridisch"]           #! op geen enkel spreekuur samen
joint_allowed = true
who_sits = "Iemand."
who_pays = "De gemeente."
controller = "De gemeente"

[[start.spreekuur]]
key = "een"
title = "Spreekuur"
place = "zaal"                              #! geen plek
rule = { every_weeks = 0, anchor = "2021-07-07" }  #! Het laagste is 1 | een datum
from = "12:00"
until = "09:00"                             #! na de begintijd
grid = 7                                    #! veelvoud van 5
offers = ["dorp", "nergens"]                #! gemeente zelf | geen gemeente

[[start.spreekuur.desks]]
role = "wijkteam"
organisation = "wijkteam"
professional = "bo"                         #! geen medewerker

[[start.spreekuur]]
key = "twee"
title = "Spreekuur"
channel = "phone"
rule = { nth = 1, weekday = "wo" }
from = "09:02"                              #! op vijf minuten
until = "12:00"
valid_from = 2027-01-01
valid_until = 2026-12-31                    #! voor de eerste dag

[[start.spreekuur.desks]]
role = "juridisch"
organisation = "wijkteam"
absent = [
  2027-01-06,
  2027-01-07,                               #! geen spreekuur
]

[[start.spreekuur]]                         #! niet allebei
key = "drie"
title = "Spreekuur"
rule = "om de week"                         #! every_weeks = 2
from = "09:00"
until = "12:00"
desks = []                                  #! minstens 1

[[start.closure]]
key = "zomer"
from = 2027-08-16
until = 2027-07-12                          #! voor de eerste dag
title = "Zomer"
spreekuur = "vier"                          #! geen spreekuur
"""


def test_every_fault_of_a_file_is_told_at_once_at_its_line(tmp_path):
    faults = faults_of(write(tmp_path, dorp=BROKEN))
    assert_faults_are_as_marked(faults, BROKEN)
    assert len(faults) > 35


def test_a_fault_reads_as_file_line_key_and_reason(tmp_path):
    faults = faults_of(write(tmp_path, dorp=DORP + '[[start.closure]]\nkey = "a"\nspreekuur = "b"\n'))
    expected = (
        "tenants/dorp/tenant.toml:12 start.closure[0].spreekuur: Er is geen spreekuur met de sleutel 'b'."
    )
    assert expected in map(str, faults)


def test_a_syntax_fault_has_the_line_of_the_parser(tmp_path):
    assert_faults_are_as_marked(
        faults_of(write(tmp_path, dorp='[deploy]\nslug = "dorp"\nname == 3 #! geen goede TOML\n')),
        '[deploy]\nslug = "dorp"\nname == 3 #! geen goede TOML\n',
    )


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [(None, 1, "ontbreekt"), (b"[deploy]\n# caf\xe9\n", 2, "UTF-8"), (b"[deploy]\nname = [", 2, "TOML")],
    ids=["no-file", "not-utf-8", "ends-too-soon"],
)
def test_an_unreadable_file_is_a_fault_too(tmp_path, content, line, words):
    folder = tmp_path / "tenants" / "dorp"
    folder.mkdir(parents=True)
    if content is not None:
        (folder / "tenant.toml").write_bytes(content)
    (fault,) = faults_of(tmp_path / "tenants")
    assert fault.line == line and words in fault.reason


@pytest.mark.parametrize(
    "wrong", ["deploy = 3", "[[deploy]]", "[deploy]\n[start]\ntalk = 3", "start = [1]", "x = 1"]
)
def test_a_wrong_shape_gives_faults_and_no_crash(tmp_path, wrong):
    assert faults_of(write(tmp_path, dorp=wrong))


def test_lists_in_places_of_texts_give_faults_and_no_crash(tmp_path):
    odd = (
        BROKEN.replace('"wijkteam"', '["wijkteam"]')
        .replace('"een"', "{ a = 1 }")
        .replace('["dorp', '[3, "dorp')
    )
    assert len(faults_of(write(tmp_path, dorp=odd))) > 35


def test_a_municipality_may_begin_empty(tmp_path):
    (tenant,) = load_tenants(write(tmp_path, dorp=DORP))
    assert tenant.start.contact is None and tenant.start.spreekuur == ()


def test_a_folder_without_municipalities_is_a_fault(tmp_path):
    assert "geen enkele gemeente" in faults_of(write(tmp_path) / "leeg")[0].reason


# Between files ----------------------------------------------------------------------------------------------


def test_a_postcode_may_belong_to_two_municipalities(tmp_path):
    assert len(load_tenants(write(tmp_path, dorp=DORP, stad=STAD))) == 2


def test_a_host_or_code_belongs_to_one_municipality(tmp_path):
    stad = STAD.replace(
        '["stad.localhost"]', '["dorp.bericht.localhost"]  #! tenants/dorp/tenant.toml deploy.message_host'
    )
    stad = stad.replace('"GM0002"', '"GM0001"  #! tenants/dorp/tenant.toml deploy.cbs_code')
    assert_faults_are_as_marked(faults_of(write(tmp_path, dorp=DORP, stad=stad)), stad)


def test_a_message_host_is_not_its_own_host(tmp_path):
    dorp = DORP.replace("dorp.bericht.localhost", "dorp.localhost")
    assert [fault.key for fault in faults_of(write(tmp_path, dorp=dorp))] == ["deploy.message_host"]


SHARED = """
[[start.organisation]]
key = "loket"
name = "Het Loket"
kind = "juridisch_loket"
shared = true

[[start.professional]]
key = "an"
name = "An Ginder"
email = "an@loket.example"
organisation = "loket"
"""


def test_a_shared_organisation_and_a_person_have_one_name(tmp_path):
    other = SHARED.replace('"Het Loket"', '"Loket"  #! anders dan in tenants/dorp')
    other = other.replace('"An Ginder"', '"An"  #! anders dan in tenants/dorp').replace("an@", "An@")
    assert_faults_are_as_marked(
        faults_of(write(tmp_path, dorp=DORP + SHARED, stad=STAD + other)), STAD + other
    )


def test_shared_people_with_the_same_name_are_fine(tmp_path):
    assert load_tenants(write(tmp_path, dorp=DORP + SHARED, stad=STAD + SHARED))


def test_an_offer_may_go_to_a_municipality_whose_file_is_broken(tmp_path):
    row = '[[start.spreekuur]]\noffers = ["stad"]\n'
    faults = faults_of(write(tmp_path, dorp=DORP + row, stad="["))
    assert not any(fault.key.endswith("offers[0]") for fault in faults)


# Rules, who decides, lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"every_weeks": 2, "anchor": date(2021, 7, 7)}, ["2026-12-02", "2026-12-16", "2026-12-30"]),
        ({"every_weeks": 1, "anchor": date(2026, 1, 6)}, ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ({"nth": 1, "weekday": "ma"}, ["2026-12-07", "2027-01-04", "2027-02-01"]),
        ({"nth": 4, "weekday": "wo"}, ["2026-12-23", "2027-01-27", "2027-02-24"]),
        ({"nth": -1, "weekday": "vr"}, ["2026-12-25", "2027-01-29", "2027-02-26"]),
    ],
    ids=["every-other-week", "weekly", "first", "fourth", "last"],
)
def test_a_rule_knows_its_days(rule, days):
    read = RULE.validate_python(rule)
    found = [day for n in range(100) if read.falls_on(day := date(2026, 12, 1) + timedelta(n))]
    assert [str(day) for day in found[:3]] == days


def test_the_file_decides_about_deploy_and_the_tables_about_start():
    assert describe("deploy.hosts[0]") == "deploy"
    assert describe("start.spreekuur[0].place") == "start"
    assert set(DECIDES) == {"deploy", "start"}
    with pytest.raises(KeyError):
        describe("other.key")


NESTED = '''\
a.b = 1
"c d" = """
x = 1
[y]
"""
[t] # [u]
list = [ # ]
  [1, 2],
  { k = "}", m = [ 2021-07-07, 09:00:00 ] },
]
[[row]]
n = 1
[[row.sub]]
n = 2
[[row.sub]]
n = 3
[[row]]
[row.deep]
n = 4
[[row.sub]]
n = "\\\\"
last = \'\'\'it''s\'\'\'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a", "b"), 1),
        (("c d",), 2),
        (("t",), 6),
        (("t", "list", 0, 1), 8),
        (("t", "list", 1, "k"), 9),
        (("t", "list", 1, "m", 1), 9),
        (("row", 0, "n"), 12),
        (("row", 0, "sub", 0, "n"), 14),
        (("row", 0, "sub", 1, "n"), 16),
        (("row", 1), 17),
        (("row", 1, "deep", "n"), 19),
        (("row", 1, "sub", 0, "n"), 21),
        (("row", 1, "sub", 0, "last"), 22),
    ],
    ids=lambda value: written(value) if isinstance(value, tuple) else "",
)
def test_the_locator_finds_a_key(path, line):
    assert locate(NESTED)[path] == line


def test_a_text_in_a_string_is_not_a_key():
    assert ("x",) not in locate(NESTED) and ("y",) not in locate(NESTED) and ("u",) not in locate(NESTED)


def test_a_missing_key_is_missed_at_its_table():
    assert line_of(("row", 1, "deep", "gone"), locate(NESTED)) == 18
    assert line_of(("gone",), locate(NESTED)) == 1


def test_a_path_is_written_as_people_write_it():
    assert written(("start", "spreekuur", 0, "place")) == "start.spreekuur[0].place"

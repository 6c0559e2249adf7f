"""Nothing that a resident leaves behind, or gets sent, tells what it is about: titles, addresses, subjects, names."""

import pytest

from tests.canary import allowed, neutral
from tests.canary.judge import read_mail
from tests.canary.portals import PLATFORM
from tests.canary.scene import Scene

pytestmark = pytest.mark.both
RESIDENTS = ("a", "b", "nobody", "scanner")


@pytest.mark.parametrize("actor", RESIDENTS)
def test_no_title_address_or_file_name_tells_anything(scene: Scene, actor: str) -> None:
    told, seen = set(), set()
    for answer in scene.answers:
        # The link in the feed of somebody who works here: no resident ever gets one, and it must lead to the sign-in.
        if answer.actor != actor or answer.host == PLATFORM or answer.endpoint == "booking_feed.appointment":
            continue
        for part in neutral.parts_of(answer, scene.sides[answer.side]):
            seen.add(part.kind)
            if words := neutral.telling(part.text):
                told.add(f"{words} in {part.kind} of {answer.endpoint} on {answer.host}: {part.text}")
    assert not told, "\n".join(sorted(told)[:12])
    assert {"the title", "an address"} <= seen


def test_what_is_typed_never_goes_to_the_address_bar(scene: Scene) -> None:
    told = {
        f"{answer.endpoint}: <form{form}>"
        for answer in scene.answers
        for form in neutral.forms_in_the_open(answer)
    }
    assert not told, "\n".join(sorted(told))


def test_a_mail_that_another_may_read_has_no_date_and_no_link(scene: Scene) -> None:
    shared = {scene.words[f"{slug}.{who}.email"] for slug in scene.sides for who in allowed.READ_ALONG}
    mails = [mail for mail in map(read_mail, scene.inbox.envelopes) if mail["To"] in shared]
    assert len(mails) >= 2 * len(shared)
    for mail in mails:
        told = neutral.DATED.findall(mail.get_content())
        assert not told, f"the mail to {mail['To']} holds {told}"


def test_a_file_has_a_neutral_name(scene: Scene) -> None:
    names = {
        part.text
        for answer in scene.answers
        for part in neutral.parts_of(answer, scene.sides[answer.side])
        if part.kind == "a file name"
    }
    of_staff = {
        "gemeente.toml",
        "organisaties.csv",
        "plekken.csv",
        "hulp.csv",
    }  # what a municipality keeps itself
    assert names == {"afspraak.ics", "afspraken.ics", *of_staff}


def test_a_calendar_file_holds_a_moment_and_nothing_else(scene: Scene) -> None:
    files = [answer for answer in scene.answers if answer.kind == "text/calendar"]
    assert files
    for answer in files:
        lines = [tuple(line.split(":", 1)) for line in answer.text.replace("\r\n ", "").splitlines()]
        odd = neutral.odd_lines(lines, neutral.CALENDAR, scene.sides[answer.side].message_host)  # type: ignore[arg-type]
        assert not odd, f"{answer}: {odd}"


def test_what_is_passed_on_leads_to_the_neutral_host(scene: Scene) -> None:
    for answer in scene.answers:
        hosts = neutral.links_to_pass_on(answer) - {scene.sides[answer.side].message_host}
        assert not hosts, f"{answer.actor} gets a link with the host {hosts} to pass on: {answer}"


def test_no_message_to_a_resident_tells_anything(scene: Scene) -> None:
    """Subject, sender, Message-ID, greeting, text and links; the site's own name never."""
    told, senders = set(), set()
    for envelope in scene.inbox.envelopes:
        mail = read_mail(envelope)
        if "@voorbeeld.example" not in str(mail["To"]):
            continue
        senders.add(envelope.mail_from)
        host = envelope.mail_from.partition("@")[2]
        odd = neutral.odd_lines([(k, str(v)) for k, v in mail.items()], neutral.HEADERS, host)
        assert not odd, f"the mail to {mail['To']} has {odd}"
        for part in neutral.mail_parts(mail):
            if words := neutral.telling(part.text):
                told.add(f"{words} in {part.kind} of the mail {mail['Subject']!r}")
    assert not told, "\n".join(sorted(told))
    assert senders == {f"afspraak@{side.message_host}" for side in scene.sides.values()}
    assert not [name for name in scene.inbox.greetings if neutral.telling(name)]


def test_the_list_itself_bites() -> None:
    for text in (
        "Scheidingsplein",
        "/juridisch/",
        "Mediation",
        "uit-elkaar",
        "Mijn ex en ik",
        "veilig thuis",
    ):
        assert neutral.telling(text)
    for text in (
        "Uw afspraak",
        "/a/x/verzetten",
        "Kies een dag en een tijd",
        "dorp.afspraken.example",
        "flex",
    ):
        assert not neutral.telling(text)

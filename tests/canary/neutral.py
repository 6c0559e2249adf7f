"""Words that tell what this is about, and the places where somebody who looks along would read them.

A title stays in the history and in the task bar, an address too, a subject shows on a locked telephone.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.canary.browser import Answer
from tests.canary.crawl import addresses_in
from tests.canary.judge import Part
from tests.canary.scene import Side

# Beginnings of words; `\b` where a shorter word would be found in innocent ones ("flex-", "reflex").
TELLING = re.compile(
    r"""scheid | divorce | \bex\b | \bexen\b | \bexpartner | jurid | juris | mediat | wijkteam | loket | advoca
    | raadslie | huiselijk | geweld | mishandel | stalk | veilig.?thuis | uit.?elkaar | alimentatie | ouderschap
    | omgangs | gezag | rechtbank | rechter | trouw | huwelijk""",
    re.X | re.I,
)
# Every header of a message, and what may stand there: a mail program shows more of them than one thinks.
HEADERS = {
    "From": r"Gemeente (Dorp|Stad) <afspraak@{host}>",
    "To": r"[^\s,]+@[^\s,]+",
    "Subject": r"Uw afspraak|1 wijziging|Vandaag",
    "Date": r"[A-Z][a-z]{{2}}, \d\d [A-Z][a-z]{{2}} \d{{4}} \d\d:\d\d:\d\d [-+]0000",
    "Message-ID": r"<[0-9a-f]{{24}}@{host}>",
    "Auto-Submitted": r"auto-generated",
    "Content-Type": r'text/plain; charset="utf-8"',
    "Content-Transfer-Encoding": r"quoted-printable",
    "MIME-Version": r"1\.0",
}
# Every property of a calendar file: a shared calendar shows them to whoever looks.
CALENDAR = {
    "BEGIN": r"VCALENDAR|VEVENT",
    "END": r"VCALENDAR|VEVENT",
    "VERSION": r"2\.0",
    "PRODID": r"-//Afspraak//NL",
    "SUMMARY": r"Afspraak",
    "CLASS": r"PRIVATE",
    "STATUS": r"CONFIRMED|CANCELLED",
    "UID": r"[0-9a-f]{{24}}@{host}",
    # only in the feed of somebody who works here
    "NAME": r"Afspraken",
    "X-WR-CALNAME": r"Afspraken",
    "REFRESH-INTERVAL;VALUE=DURATION": r"PT15M",
    "X-PUBLISHED-TTL": r"PT15M",
    "TRANSP": r"OPAQUE|TRANSPARENT",
    "URL": r"https?://{host}(:\d+)?/f/afspraak/[0-9a-f]{{24}}",
    "DESCRIPTION": r"https?://{host}(:\d+)?/f/afspraak/[0-9a-f]{{24}}",
    "LAST-MODIFIED": r"\d{{8}}T\d{{6}}Z",
    "DTSTAMP": r"\d{{8}}T\d{{6}}Z",
    "DTSTART": r"\d{{8}}T\d{{6}}Z",
    "DTEND": r"\d{{8}}T\d{{6}}Z",
}
_ABSOLUTE = re.compile(r"https?://[^\s\"'<>]+")
FILE_NAME = re.compile(r'filename\*?="?([^";]+)')
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)

# By hand, each with its reason; whoever adds one decides that somebody who looks along may read it.
KNOWN = {
    # DESIGN §5, a public contract: `gesprek=<talk type key>`, and a municipality's keys are usually these.
    "gesprek": "the key of a talk in the query of the times page",
}
# A form that is not posted puts what is typed in the address bar, and so in the history.
_FORM = re.compile(r"<form\b([^>]*)>")
SEARCHES = {
    "web_front.home": "the name of a municipality, on the host of 'Kies uw gemeente'",
    "content_public.find": "a search in the information; the page says that it stays in the history",
    "content_public.themes": "the same box",
}
# When, in words or figures: not in a mail that somebody else may read.
DATED = re.compile(
    r"""maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|maart|april|juni|juli
    |augustus|september|oktober|november|december|\b\d{1,2}[.:]\d\d\b|\b20\d\d\b|https?:""",
    re.X | re.I,
)
# Information that is the same for everybody, before anybody did anything: its titles and addresses say what it is.
PUBLIC_TITLES = ("web_front.home", "content_public.")
PUBLIC_PATHS = ("/themas/", "/voor/", "/hulp/", "/routekaart/", "/lijst/", "/geldblad/")
# A page on the neutral host that leads to the municipality's own site, whose host has the site's name.
LEADS_TO_THE_SITE = {
    "booking_invited.answer": "who prefers to come alone chooses a time on the site itself",
}


def parts_of(answer: Answer, side: Side) -> Iterator[Part]:
    """Title, addresses and file names. The host is looked at only where it should be neutral."""
    if (found := _TITLE.search(answer.text)) and not answer.endpoint.startswith(PUBLIC_TITLES):
        yield Part("the title", found[1])
    here = f"https://{answer.host}{answer.path}"
    was_there = answer.status < 400  # an address that the suite made up itself tells nothing of the portal
    reading = answer.endpoint.startswith(
        "content_public."
    )  # the same for everybody, with links to national help
    for address in () if reading else (*([here] if was_there else ()), *addresses_in(answer)):
        yield Part("an address", without_known(_from(here, address), answer, side))
    for name, value in answer.headers:
        if name == "Content-Disposition":
            yield Part("a file name", " ".join(FILE_NAME.findall(value)))


def links_to_pass_on(answer: Answer) -> set[str]:
    """Own links and invitations that stand on a page whole: they are copied, sent on and kept, so their host counts."""
    found = {urlsplit(address) for address in _ABSOLUTE.findall(answer.text)}
    return {parts.netloc for parts in found if parts.path.startswith(("/a/", "/u/"))}


def odd_lines(pairs: Iterable[tuple[str, str]], allowed: dict[str, str], host: str) -> list[str]:
    """Names and values that are not on the list."""
    return [
        f"{name}: {value}"
        for name, value in pairs
        if name not in allowed or not re.fullmatch(allowed[name].format(host=re.escape(host)), value)
    ]


def forms_in_the_open(answer: Answer) -> list[str]:
    """Forms whose fields end up in the address bar."""
    if answer.endpoint in SEARCHES:
        return []
    return [attributes for attributes in _FORM.findall(answer.text) if 'method="post"' not in attributes]


def _from(here: str, address: str) -> str:
    """An address whole, as it will stand in the address bar."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    base = urlsplit(here)
    path = parts.path or base.path
    return f"{base.scheme}://{base.netloc}{path}" + (f"?{parts.query}" if parts.query else "")


def without_known(address: str, answer: Answer, side: Side) -> str:
    """Path and query, and the host where that must be neutral: on the message host, and of every third party."""
    parts = urlsplit(address)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if k not in KNOWN])
    own_site = parts.netloc.endswith("scheidingsplein.example")
    path = "" if own_site and parts.path.startswith(PUBLIC_PATHS) else parts.path
    neutral_page = answer.host == side.message_host and answer.endpoint not in LEADS_TO_THE_SITE
    host = parts.netloc if not own_site or neutral_page else ""
    return unquote(f"{host}{path}?{query}")


def mail_parts(mail: EmailMessage) -> Iterator[Part]:
    """All of a message to a resident: every header, the text, and every link's host."""
    for name, value in mail.items():
        yield Part(f"header {name}", str(value))
    yield Part("the text", mail.get_content())


def telling(text: str) -> list[str]:
    return sorted({word.casefold() for word in TELLING.findall(text)})

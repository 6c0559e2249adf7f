"""Takes answers and mails apart, and says of each part which canaries stand in it that may not."""

import email
import email.policy
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from tests.canary import allowed
from tests.canary.browser import Answer
from tests.canary.crawl import addresses_in
from tests.canary.scene import Scene

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
PARTNER_OF = {"a": "b", "b": "a", "scanner": "b"}  # whose moments must not show to whom
QUIET_HEADERS = {"Content-Type", "Content-Length", "Vary", "Content-Security-Policy", "Location"}


@dataclass(frozen=True)
class Part:
    """A piece of output of one kind, and which fields may stand in it."""

    kind: str
    text: str
    fields: frozenset[str] = frozenset()
    echoes: bool = False  # may show what was typed just now; an address or a cookie keeps it
    endpoint: str = ""


@dataclass(frozen=True)
class Fault:
    actor: str
    side: str
    kind: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.actor} of {self.side} gets {self.what} in {self.kind} of {self.where}"


class Verdict:
    """What every actor got, and every fault in it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.seen: dict[tuple[str, str], set[str]] = {}

    def of(self, actor: str, side: str | None = None) -> list[str]:
        return [str(f) for f in self.faults if f.actor == actor and side in (None, f.side)]


def parts_of(answer: Answer) -> Iterator[Part]:
    """Body, title, every address, every header and every opened cookie."""
    staff = answer.endpoint.startswith(allowed.STAFF_PREFIXES)
    fields = allowed.PAGES.get(answer.endpoint, set()) | (allowed.FRAME_OF_STAFF if staff else set())
    kinds = {"text/html": "a page", "text/calendar": "a calendar file", "text/csv": "a CSV file"}
    text = answer.text.replace(html.escape(answer.location), "") if answer.location else answer.text
    yield Part(
        kinds.get(answer.kind, answer.kind or "the body"),
        text,
        frozenset(fields),
        echoes=True,
        endpoint=answer.endpoint,
    )
    if found := _TITLE.search(answer.text):
        yield Part("the title", found[1], frozenset(allowed.TITLES.get(answer.endpoint, ())))
    for address in addresses_in(answer):
        yield Part("an address", address, fields_of_address(address, answer.path), endpoint=answer.endpoint)
    for name, value in answer.headers:
        if name not in QUIET_HEADERS:
            yield Part(f"header {name}", value)
    for name, value in answer.cookies:
        yield Part(f"cookie {name}", value, frozenset(allowed.COOKIES))


def fields_of_address(address: str, here: str = "") -> frozenset[str]:
    """`here`: the page's own address, for a link that begins with "#" or "?"."""
    path = urlsplit(address).path or urlsplit(here).path
    fields = [fields for start, fields in allowed.ADDRESSES.items() if path.startswith(start)]
    return frozenset(set().union(*fields))


def judge(scene: Scene, answers: Iterable[Answer], verdict: Verdict) -> Verdict:
    """Adds what these answers show. An echo of what somebody typed just now tells them nothing, but for an address:
    that stays in the history of the device."""
    find = cache(scene.words.found_in)
    for answer in answers:
        asked, reader = find(answer.asked), _reader(scene, answer)
        abroad = answer.host not in scene.sides[reader[1]].hosts
        for part in parts_of(answer):
            found = find(part.text)
            elsewhere = abroad and not part.kind.startswith("cookie")  # a cookie is the browser's own
            if not elsewhere:
                verdict.seen.setdefault(reader, set()).update(found)
            # The link in a feed leads to the sign-in, and then to what was asked; it says what it was asked with.
            keeps = part.kind == "an address" and answer.endpoint != "booking_feed.appointment"
            echo = set() if keeps else asked
            for key in found - echo if found else ():
                if elsewhere or not _may(*reader, key, part):
                    verdict.faults.append(Fault(answer.actor, answer.side, part.kind, str(answer), key))
            for moment in _moments(scene, answer.actor, part.text):
                verdict.faults.append(Fault(answer.actor, answer.side, part.kind, str(answer), moment))
    return verdict


def _reader(scene: Scene, answer: Answer) -> tuple[str, str]:
    """Whose lists count. A colleague of elsewhere is the desk of their own municipality, wherever they come."""
    if answer.actor == "elsewhere":
        return "wijkteam", scene.sides[answer.side].other
    return answer.actor, answer.side


def _may(actor: str, side: str, key: str, part: Part) -> bool:
    return key.rpartition(".")[2] in part.fields and allowed.may_know_there(actor, side, key, part.endpoint)


def _moments(scene: Scene, actor: str, text: str) -> set[str]:
    other = PARTNER_OF.get(actor)
    return scene.moments.found_in(text, other) if other else set()


# --- mail ---------------------------------------------------------------------------------------------------


def read_mail(envelope: Any) -> EmailMessage:
    found: EmailMessage = email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[assignment]
    return found


def judge_mails(scene: Scene, envelopes: Iterable[Any], verdict: Verdict) -> Verdict:
    """A mail is to one address that we know; it holds that person's own link and nothing else of anybody."""
    for envelope in envelopes:
        mail = read_mail(envelope)
        where = f"mail {str(mail['Subject'])!r} of {mail['Date']}"
        owners = sorted(scene.words.found_in(" ".join(envelope.rcpt_tos)))
        if (
            len(owners) != 1
            or len(envelope.rcpt_tos) != 1
            or owners[0].rpartition(".")[2] not in allowed.MAIL_TO
        ):
            verdict.faults += [
                Fault(owner.split(".")[1], owner.split(".")[0], "the envelope", where, f"a mail to {owners}")
                for owner in owners or ["dorp.nobody.x.x"]
            ]
            continue
        slug, who, talk, _ = owners[0].split(".")
        for part in mail_parts(mail, f"{who}.{talk}" in allowed.READ_ALONG):
            found = scene.words.found_in(part.text)
            for side in scene.sides if slug == "allen" else (slug,):
                verdict.seen.setdefault((who, side), set()).update(found)
            for key in found:
                own = key.startswith(f"{slug}.{who}.{talk}.") and key.rpartition(".")[2] in part.fields
                if not own and not (key == owners[0] and part.kind == "header To"):
                    verdict.faults.append(Fault(who, slug, part.kind, where, key))
            other, at_once = PARTNER_OF.get(who), part.kind == "header Date"
            told = (
                scene.moments.found_in(part.text, other, allowed.SHOWS_AT_ONCE if at_once else "")
                if other
                else ()
            )
            verdict.faults += [Fault(who, slug, part.kind, where, moment) for moment in told]
    return verdict


def mail_parts(mail: EmailMessage, read_along: bool = False) -> Iterator[Part]:
    for name, value in mail.items():
        yield Part(f"header {name}", str(value), frozenset(allowed.MAIL_ID if name == "Message-ID" else ()))
    text = mail.get_content()
    yield Part("the text", text, frozenset() if read_along else frozenset(allowed.MAIL_TEXT))
    for address in re.findall(r"https?://\S+", text):
        yield Part("a link", address, fields_of_address(html.unescape(address)))

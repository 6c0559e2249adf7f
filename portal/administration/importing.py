"""Everything in: first what a file would do, then exactly that, all or nothing. The caller commits.

A trial writes nothing. What was shown has a fingerprint of the file and of the tables; when either is another by the
time somebody presses the button, nothing is done.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from portal import accounts, agenda, booking, partners, privacy, tenancy, web
from portal.administration import csv_files
from portal.administration.comparing import NEW, OTHER, SAME, Line, chosen, compare
from portal.administration.csv_files import RowFault
from portal.administration.exporting import start_now
from portal.administration.tables import TABLES
from portal.clock import today
from portal.errors import N_, Refusal

WHOLE = "gemeente"
WHOLE_FILE = "gemeente.toml"
KINDS = (*TABLES, WHOLE)
# What a municipality may give its own people; the role that works for all municipalities is given elsewhere.
ROLES = frozenset(accounts.ROLES) - {"regioredacteur"}
_LOADERS = {
    "organisaties": (accounts.load_start,),
    "plekken": (agenda.load_start,),
    "hulp": (partners.load_start,),
    WHOLE: (tenancy.load_start, accounts.load_start, agenda.load_start, partners.load_start),
}


class FileMeanwhile(web.SavedMeanwhile):
    """What the file would do is no longer what somebody saw."""

    message = N_(
        "Iemand veranderde net iets. Hieronder staat wat het bestand nu doet. Kijk, en breng het dan in."
    )


class NotWhole(Refusal):
    """The tables do not hold what was shown: something else stands in the way."""

    status = 409
    message = N_("Dit bestand paste niet helemaal. Er is niets bewaard. Kijk de regels hieronder na.")


@dataclass
class Trial:
    """What a file would do. `faults` (in a CSV file by row, else by line and key) mean that nothing can be done.

    Nobody begins to work here by a file: whoever is invited says yes, and a chair would tell this municipality when
    somebody is busy elsewhere.
    """

    kind: str
    start: Any = None
    lines: list[Line] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    to_invite: list[str] = field(default_factory=list)  # name and address of who does not work here
    seen: str = ""

    def of(self, outcome: str) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]


def try_file(kind: str, content: bytes) -> Trial:
    """What would come of it; writes nothing, and asks the tables the same few things however long the file is."""
    trial = Trial(kind)
    rows: dict[str, int] = {}
    if kind == WHOLE:
        _read_whole(content, trial)
    else:
        rows = _read_csv(kind, content, trial)
    if trial.start is None:
        return trial
    now = start_now()
    trial.faults += sorted(_not_allowed(now, trial.start.model_dump(mode="json", by_alias=True), rows))
    here = {one["email"] for one in now.get("professional", ())}
    _leave_out_who_is_not_here(trial, here, {one["key"] for one in now.get("spreekuur", ())})
    trial.lines = compare(now, trial.start.model_dump(mode="json", by_alias=True), rows)
    trial.seen = _fingerprint(kind, content, now)
    return trial


def _read_csv(kind: str, content: bytes, trial: Trial) -> dict[str, int]:
    table = TABLES[kind]
    found = csv_files.read(table, content)
    trial.faults = list(found.faults)
    if found.rows:
        given: dict[str, Any] = {table.part: tuple(fitted for _row, fitted in found.rows)}
        trial.start = tenancy.Start.model_construct(**given)
    elif not found.faults:
        trial.faults = [RowFault(0, "", N_("Er staat geen enkele rij in dit bestand."))]
    return {f"{table.part}.{fitted.key}": row for row, fitted in found.rows}


def _read_whole(content: bytes, trial: Trial) -> None:
    slugs = set(tenancy.registry().by_slug)
    if len(content) > csv_files.MOST_BYTES:
        trial.faults = [RowFault(0, "", N_("Dit bestand is te groot. Er past 1 MB in."))]
        return
    try:
        trial.start = tenancy.read_start(content, WHOLE_FILE, tenancy.current_id(), slugs)
    except tenancy.TenantFileFaults as found:
        # Their reasons are whole Dutch sentences, made for the command line as well.
        trial.faults = [RowFault(f.line, f.key, "%(reason)s", {"reason": f.reason}) for f in found.faults]


def _leave_out_who_is_not_here(trial: Trial, here: set[str], series: set[str]) -> None:
    """From the people of the file and from the chairs of what is new; known elsewhere or not makes no difference.

    A spreekuur that is there already stays as it is: who sits there now keeps that chair.
    """
    outside = {
        one.key: f"{one.name} ({one.email})" for one in trial.start.professional if one.email not in here
    }
    if not outside:
        return
    trial.to_invite = sorted(set(outside.values()))
    asks = {s.key for s in trial.start.spreekuur if any(desk.professional in outside for desk in s.desks)}
    trial.start = trial.start.model_copy(
        update={
            "professional": tuple(one for one in trial.start.professional if one.key not in outside),
            "spreekuur": tuple(
                s.model_copy(update={"desks": tuple(_empty_chair(desk, outside) for desk in s.desks)})
                for s in trial.start.spreekuur
                if s.key not in asks & series
            ),
        }
    )


def _empty_chair(desk: Any, outside: Mapping[str, str]) -> Any:
    return desk.model_copy(update={"professional": None}) if desk.professional in outside else desk


def _not_allowed(
    now: Mapping[str, Any], wanted: Mapping[str, Any], rows: Mapping[str, int]
) -> Iterable[RowFault]:
    """What the shapes cannot know: shared organisations belong to all, and roles that nobody here may give."""
    here = {one["key"]: one for one in now.get("organisation", ())}
    elsewhere = {one.key: one for one in accounts.organisations_elsewhere()} if wanted["organisation"] else {}
    for one in wanted["organisation"]:
        row = rows.get(f"organisation.{one['key']}", 0)
        column = "gedeeld" if rows else f"organisation.{one['key']}"
        if one["key"] in here and here[one["key"]]["shared"] != one["shared"]:
            yield RowFault(row, column, N_("Of een organisatie gedeeld is, kan een bestand niet veranderen."))
        if one["key"] in here and not one["shared"] and here[one["key"]]["kind"] != one["kind"]:
            kept = N_(
                "De soort van een organisatie staat vast: die zegt wat haar mensen mogen. Neem over: %(kind)s."
            )
            yield RowFault(row, "soort" if rows else column, kept, {"kind": here[one["key"]]["kind"]})
        known = elsewhere.get(one["key"]) if one["shared"] else None
        if one["shared"] and one["key"] not in here and known is None:
            yield RowFault(
                row,
                column,
                N_("Deze gedeelde organisatie is er nog niet. Vraag het aan wie het portaal beheert."),
            )
        if known is not None and (known.name, known.kind) != (one["name"], one["kind"]):
            sentence = N_("Andere gemeenten hebben deze organisatie al. Neem over: %(name)s, %(kind)s.")
            yield RowFault(row, column, sentence, {"name": known.name, "kind": known.kind})
    people: set[tuple[str, str]] = set()
    names = {one["email"]: one["name"] for one in now.get("professional", ())}
    for one in wanted["professional"]:
        if names.get(one["email"], one["name"]) != one["name"]:
            sentence = N_("Bij dit e-mailadres hoort een andere naam: %(name)s.")
            yield RowFault(0, f"professional.{one['key']}", sentence, {"name": names[one["email"]]})
        at = (one["email"], one["organisation"])
        if at in people:
            yield RowFault(0, f"professional.{one['key']}", N_("Dit adres staat er twee keer in."))
        people.add(at)
        if wrong := sorted(set(one["roles"]) - ROLES):
            sentence = N_("Deze rol kan een bestand niet geven: %(roles)s.")
            yield RowFault(0, f"professional.{one['key']}", sentence, {"roles": ", ".join(wrong)})


def _fingerprint(kind: str, content: bytes, now: Mapping[str, Any]) -> str:
    tables = json.dumps(now, sort_keys=True, default=str)
    return hashlib.sha256(b"\0".join((kind.encode(), content, tables.encode()))).hexdigest()


def apply(
    kind: str, content: bytes, seen: str, ticked: Iterable[str] | None, by: str
) -> tuple[list[Line], int]:
    """Do what was shown; `ticked`: what may be replaced (None: everything that is other). Gives what was written, and
    how many talks lost their place by it.

    Raises FileMeanwhile when the file or the tables are not what somebody saw, NotWhole when something of it
    did not come to be. Whoever catches one of these rolls back.
    """
    tenancy.read_setting("version", lock=True)  # two of these take turns
    trial = try_file(kind, content)
    if trial.faults or trial.start is None or trial.seen != seen:
        raise FileMeanwhile
    doing = chosen(trial.lines, ticked)
    shared = {f"organisation.{one.key}" for one in trial.start.organisation if one.shared}
    overwrite = frozenset(line.label for line in doing) - shared

    def deed() -> None:
        for load in _LOADERS[kind]:
            load(trial.start, overwrite)
        if kind == WHOLE:
            agenda.fill(today())
        _must_be_there(trial, {line.label for line in doing if line.outcome == OTHER})

    lost = _do(deed, kind)
    for line in doing:
        before = {name: line.before.get(name) for name in line.fields} if line.before is not None else None
        after = {name: line.thing.values.get(name) for name in line.fields or line.thing.values}
        privacy.changed(line.thing.kind, line.thing.name or line.label, before, after, by)
    return doing, lost


def _do(deed: Any, kind: str) -> int:
    """A whole file may change the planning: every coming talk is looked at again, and colleagues are told."""
    try:
        if kind != WHOLE:
            deed()
            return 0
        touched = booking.change(deed)
    except IntegrityError:
        raise FileMeanwhile from None
    booking.tell_colleagues(touched)
    return len(touched.lost)


def _must_be_there(trial: Trial, replaced: set[str]) -> None:
    wanted = trial.start.model_dump(mode="json", by_alias=True)
    for line in compare(start_now(), wanted):
        if line.outcome == NEW or (line.label in replaced and line.outcome != SAME):
            raise NotWhole

"""The verbs of call-backs: ask, take, try, end. Each a whole story; the caller commits."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from portal import accounts, booking, messaging, privacy, tenancy
from portal.callbacks import queries, rules
from portal.callbacks.models import BOOKED, OPEN, SPOKEN, UNREACHED, WITHDRAWN, CallAttempt, CallBack
from portal.callbacks.promise import Promise
from portal.clock import now
from portal.db import db, new_id

CONTACT = ("telefoon", "veilig_tijden", "veilig_inspreken", "veilig_nummer")


def ask(
    answers: dict[str, Any], token: str, promise: Promise, *, via: str = "site", actor: str = "resident"
) -> CallBack:
    """Somebody wants to be called. `answers` are those of the form, `token` is that of the page they were typed on:
    the same answers on the same page (a double click) are one request. Nothing that was asked before is looked up.

    Raises rules.NeverOpen.
    """
    row_id = _id_of(token or new_id(), answers)
    _one_at_a_time(row_id)
    found = queries.find(row_id)
    if found is not None:
        return found
    asked_at = now()
    due = promise.due_at(asked_at, answers.get("veilig_tijden") or ())
    call_back = _sealed(row_id, answers)
    call_back.asked_at, call_back.due_at, call_back.created_via = asked_at, due, via
    db.session.add(call_back)
    db.session.flush()
    privacy.record("call_back.asked", row_id, actor)
    for person_id in accounts.people_who_may("callbacks"):
        messaging.queue("call_back_soon", person_id, promise.warn_at(asked_at, due), also=True)
    return call_back


def _id_of(token: str, answers: dict[str, Any]) -> str:
    """The primary key then guards against a second one."""
    told = json.dumps(answers, sort_keys=True)
    return hashlib.sha256(f"{tenancy.current_id()}|{token}|{told}".encode()).hexdigest()[:24]


def _one_at_a_time(row_id: str) -> None:
    """Or two clicks both find nothing. (SQLite has one writer anyway.)"""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(row_id, 0))))


def _sealed(row_id: str, answers: dict[str, Any]) -> CallBack:
    _key, wrapped = privacy.new_data_key("call_back", row_id)
    call_back = CallBack(
        id=row_id, tenant_id=tenancy.current_id(), reference=booking.new_reference(), data_key=wrapped
    )
    number = privacy.e164(answers.get("telefoon"))
    call_back.phone_hash = privacy.phone_hash(number) if number else None
    call_back.name = answers.get("naam")
    call_back.contact = {field: answers.get(field) for field in CONTACT}
    call_back.told = {"onderwerp": answers.get("onderwerp") or []}
    return call_back


def _locked(call_back_id: str, *states: str) -> CallBack:
    """Raises rules.Ended when it is in none of these states any more."""
    call_back = queries.lock(call_back_id)
    if call_back is None or call_back.state not in states:
        raise rules.Ended
    return call_back


def take(call_back_id: str, person_id: str | None, seen: str | None, actor: str) -> None:
    """This colleague takes care of it, or (None) nobody any more. `seen`: who did when they looked.

    Raises rules.Ended when a colleague was first.
    """
    call_back = _locked(call_back_id, OPEN)
    if call_back.owner_id == person_id:
        return  # a double click
    if call_back.owner_id != seen:
        raise rules.Ended
    call_back.owner_id = person_id
    privacy.record("call_back.taken" if person_id else "call_back.let_go", call_back.id, actor)


def note(call_back_id: str, result: str, seen: int, actor: str) -> CallBack:
    """Somebody called. `seen`: how many attempts there were when they looked, so that a double click counts once.

    Spoken ends it, and so does a wrong number: whoever answers there must not be called again. Otherwise it ends
    after three attempts on two dates. Raises rules.Ended or rules.MayNotSpeakIn.
    """
    call_back = _locked(call_back_id, OPEN)
    if call_back.attempts != seen:
        raise rules.Ended
    if result == rules.LEFT_MESSAGE and (call_back.contact or {}).get("veilig_inspreken") != "ja":
        raise rules.MayNotSpeakIn
    _add_attempt(call_back, result, actor)
    if result == rules.SPOKE:
        _end(call_back, SPOKEN, actor)
    elif result == rules.WRONG_NUMBER or rules.is_tried_enough([a.at for a in _attempts(call_back)]):
        _end(call_back, UNREACHED, actor)
    return call_back


def _add_attempt(call_back: CallBack, result: str, actor: str) -> None:
    attempt = CallAttempt(id=new_id(), call_back_id=call_back.id, at=now(), made_by=actor, result=result)
    db.session.add(attempt)
    call_back.attempts += 1
    db.session.flush()
    privacy.record("call_back.tried", call_back.id, actor)


def _attempts(call_back: CallBack) -> list[CallAttempt]:
    return queries.attempts_of(call_back.id)


def _end(call_back: CallBack, state: str, actor: str) -> None:
    call_back.state, call_back.ended_at = state, call_back.ended_at or now()
    privacy.record(f"call_back.{state}", call_back.id, actor)


def withdraw(call_back_id: str, actor: str) -> None:
    """The person does not want to be called any more. Raises rules.Ended."""
    _end(_locked(call_back_id, OPEN), WITHDRAWN, actor)


def become_appointment(call_back_id: str, actor: str) -> dict[str, Any]:
    """They spoke and want a talk: it ends, and what was typed goes along to the pages that book.

    Pressed again it gives the same, until it is wiped. Raises rules.Ended.
    """
    call_back = _locked(call_back_id, OPEN, SPOKEN, BOOKED)
    if call_back.data_key is None:
        raise rules.Ended
    if call_back.state == OPEN:
        _add_attempt(call_back, rules.SPOKE, actor)
    if call_back.state != BOOKED:
        _end(call_back, BOOKED, actor)
    told = {"naam": call_back.name, "kanaal": "telefoon", **(call_back.contact or {})}
    return told | {"onderwerp": (call_back.told or {}).get("onderwerp") or []}


def purge(at: datetime) -> int:
    """Wipe what people typed 30 days after the end, or 60 days after the promised moment when nobody ended it.

    That it was asked, and how often was called, stays for two years.
    """
    forgotten = and_(CallBack.state == OPEN, CallBack.due_at < at - rules.FORGOTTEN_AFTER)
    over = or_(CallBack.ended_at < at - rules.CONTACT_KEPT, forgotten)
    wiped = _forget(at - rules.COUNTS_KEPT)
    for call_back in db.session.scalars(select(CallBack).where(CallBack.wiped_at.is_(None), over)):
        if call_back.state == OPEN:
            call_back.state, call_back.ended_at = UNREACHED, at
        call_back.data_key = call_back.phone_hash = None
        call_back.name_sealed = call_back.contact_sealed = call_back.told_sealed = None
        call_back.wiped_at = at
        privacy.record("call_back.wiped", call_back.id, "system")
        wiped += 1
    return wiped


def _forget(before: datetime) -> int:
    """Requests that ended two years ago go, with their attempts."""
    old = select(CallBack.id).where(CallBack.ended_at < before)
    attempts = delete(CallAttempt).where(CallAttempt.call_back_id.in_(old))
    db.session.execute(attempts.execution_options(synchronize_session=False))
    gone = delete(CallBack).where(CallBack.ended_at < before)
    return int(db.session.execute(gone.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]

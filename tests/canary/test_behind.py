"""What an operator gets, what a subject's audit lines hold, and what a stolen database tells."""

from datetime import timedelta

import pytest

from tests.canary import allowed, behind
from tests.canary.scene import ALL_SENT, THE_DAY, Scene

pytestmark = pytest.mark.both


def field(key: str) -> str:
    return key.rpartition(".")[2]


def test_every_command_is_on_a_list(scene: Scene) -> None:
    known = behind.COMMANDS.keys() | behind.NOT_RUN.keys()
    new = set(behind.commands(scene.app)) - known
    assert not new, f"the canary suite does not know `flask {new.pop()}`: say in behind.py how it is typed"


@pytest.mark.parametrize(
    ("command", "days"), [*((c, 0) for c in behind.COMMANDS), *((c, 40) for c in behind.LATER_TOO)]
)
def test_no_command_prints_a_word_of_anybody(scene: Scene, command: str, days: int) -> None:
    typed = [*command.split(), *behind.COMMANDS[command]]
    scene.clock.move_to(THE_DAY + timedelta(days=days, hours=2))
    try:
        with scene.console.listening():
            answer = scene.app.test_cli_runner().invoke(args=typed)
        well = answer.exit_code == 0 or (command in behind.FINDS_FAULTS and answer.exit_code == 1)
        assert well, f"flask {' '.join(typed)}: {answer.output} {answer.exception!r}"
        told = scene.words.found_in(answer.output) - scene.words.found_in(" ".join(typed))
        assert not told, f"flask {command} prints {sorted(told)}"
        assert not behind.log_tells(scene)
    finally:
        scene.restore()


@pytest.mark.parametrize("code", [550, 451, 0], ids=["refused", "later", "broken"])
def test_a_mail_that_cannot_be_sent_leaves_nobodys_address_behind(scene: Scene, code: int) -> None:
    address, kept = scene.words["dorp.a.weg.email"], scene.app.extensions["composers"]
    try:
        a = scene.sides["dorp"].people["a"].clone("behind").at(scene.sides["dorp"].message_host)
        a.visit(f"/a/{scene.words['dorp.a.weg.token']}/annuleren")
        a.post(f"/a/{scene.words['dorp.a.weg.token']}/annuleren")
        if code:
            scene.inbox.refuses["RCPT"], scene.inbox.says = code, f"not {address}".encode()
        else:
            scene.app.extensions["composers"] = dict.fromkeys(kept, _raise(f"cannot write to {address}"))
        scene.deliver(ALL_SENT, rounds=1)
        for row in behind.tables(scene)["outbox"]:
            assert {field(key) for key in scene.words.found_in(behind.as_text(row))} <= {
                "persoon",
                "melding",
                "wacht",
            }
        assert any(row["reason"] for row in behind.tables(scene)["outbox"]), "no mail failed"
        assert not behind.log_tells(scene)
    finally:
        scene.app.extensions["composers"] = kept
        scene.inbox.refuses.clear()
        scene.restore()


def _raise(message: str):  # type: ignore[no-untyped-def]
    def compose(_subject: str) -> None:
        raise RuntimeError(message)

    return compose


def test_the_outbox_holds_ids_only(scene: Scene) -> None:
    rows = behind.tables(scene)["outbox"]
    assert len(rows) > 20
    for row in rows:
        told = {
            key
            for key in scene.words.found_in(behind.as_text(row))
            if field(key) not in ("persoon", "melding", "wacht")
        }
        assert not told, f"an outbox row of kind {row['kind']} holds {sorted(told)}"


@pytest.mark.parametrize("who", ["a", "b"])
def test_the_audit_lines_of_one_hold_nothing_of_the_other(scene: Scene, who: str) -> None:
    """Somebody who asks who looked at their data gets these rows (SAFETY A14)."""
    other = "b" if who == "a" else "a"
    persons = {scene.words[key]: key for key in scene.words.keys("persoon", "wacht", "verzoek")}
    # The other lines are about no resident: a spreekuur, a closed week, somebody who works here.
    about = [row for row in behind.tables(scene)["audit_event"] if row["subject"] in persons]
    mine = [row for row in about if persons[row["subject"]].split(".")[1] == who]
    assert {row["action"] for row in mine} >= {"appointment.seen", "day.seen"}, "nobody looked"
    for row in mine:
        own = persons[row["subject"]].rpartition(".")[0]
        told = {key for key in scene.words.found_in(behind.as_text(row)) if not key.startswith(f"{own}.")}
        assert not told, f"the line {row['action']} of {own} holds {sorted(told)}"
        assert row["at"] not in scene.moments.epochs(other), f"{row['action']} of {own} is dated by {other}"


def test_a_stolen_database_tells_nothing_that_was_confided(scene: Scene) -> None:
    dump = behind.dump(scene)
    found = scene.words.found_in(dump)
    told = {key for key in found | scene.words.disguised_in(dump) if field(key) in allowed.SEALED}
    assert not told, f"readable in the database: {sorted(told)}"
    # Reference, ids and calendar name are ours and not sealed: they show that the dump is not empty.
    assert scene.words.keys("kenmerk", "persoon", "uid") <= found


def test_the_log_tells_nothing_and_is_not_empty(scene: Scene) -> None:
    assert not behind.log_tells(scene)
    endpoints = {line.partition('"endpoint": "')[2].partition('"')[0] for line in scene.console.lines}
    assert {"booking_message.see", "booking_staff.appointment", "booking_invited.answer"} <= endpoints

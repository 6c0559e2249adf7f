"""The statements of one confirmation, as the portal sends them (tests/house/test_bench.py compares the order).

Used three times: by bare Flask, by pgbench, and as the list the portal is checked against. Draft number n has
the id, the visitor and the claim that `parameters` computes, so that any of the three can take its own.
"""

import hashlib
import os
import secrets

CONFIRM = [
    "SELECT set_config('app.tenant', :tenant, true)",
    "SELECT * FROM draft WHERE visitor_hash = :visitor AND appointment_id IS NULL AND tenant_id = :tenant LIMIT 1 FOR UPDATE",
    "SELECT id FROM resource WHERE id IN (SELECT resource_id FROM claim_tick WHERE claim_id = :claim) ORDER BY id FOR UPDATE",
    "UPDATE claim_tick SET expires_at = NULL WHERE claim_id = :claim",
    "INSERT INTO appointment (tenant_id, id, status, joint, sitting_id, talk_type_id, roles, claim_id, ticks, "
    "starts_at, ends_at, booked_at, created_via, channel, joint_at_start) VALUES (:tenant, substr(:random, 1, 24), "
    "'confirmed', false, :sitting, :talk, 'wijkteam', :claim, 6, 1900000000, 1900001800, 1800000000, "
    "'site', 'geen', false)",
    "INSERT INTO participation (tenant_id, id, appointment_id, reference, number, state, data_key, token_hash, token_sealed, "
    "name_sealed, contact_sealed, told_sealed, calendar_uid) VALUES (:tenant, substr(:random, 1, 24), substr(:random, 1, 24), "
    "substr(:random, 1, 8), 1, 'accepted', :sealed, :random, :sealed, :sealed, :sealed, :sealed, 'x@bench')",
    "INSERT INTO audit_event (tenant_id, id, at, actor, action, subject) VALUES (:tenant, substr(:random, 1, 24), 1800000000, "
    "'resident', 'appointment.made', substr(:random, 1, 24))",
    "SELECT DISTINCT person.id FROM person JOIN membership ON membership.person_id = person.id WHERE membership.tenant = :tenant "
    "AND membership.organisation_id IN (:organisation) AND membership.ended_at IS NULL AND person.disabled_at IS NULL ORDER BY person.id",
    "INSERT INTO outbox (id, tenant, kind, subject, state, due_at, attempts, created_at) VALUES (substr(:random, 1, 24), :tenant, "
    "'desk_changed', substr(:random, 1, 24), 'queued', 1800000000, 0, 1800000000)",
    "UPDATE draft SET sealed = NULL, appointment_id = substr(:random, 1, 24), keep_until = 1800003600 WHERE tenant_id = :tenant AND id = :draft",
]

FIXED: dict[str, object] = {
    "sealed": b"\0" * 150
}  # tenant, sitting, talk and organisation are set by `take_from`


def take_from(known: dict[str, str]) -> None:
    FIXED.update(known)


def draft_id(number: int) -> str:
    return f"{number:024x}"


def claim_id(number: int) -> str:
    return f"c{number:023x}"


def visitor(number: int) -> str:
    return f"bench-{number}"


def parameters(number: int) -> dict[str, object]:
    """What the statements of draft `number` need."""
    return {
        **FIXED,
        "draft": draft_id(number),
        "claim": claim_id(number),
        "visitor": hashlib.sha256(visitor(number).encode()).hexdigest(),
        "random": secrets.token_hex(16),
    }


def as_pgbench(first: int, last: int) -> str:
    """The same statements as a pgbench script over drafts first … last."""
    lines = [f"\\set n random({first}, {last})", "\\set r random(1, 1000000000000000)", "BEGIN;"]
    replaced = {
        ":random": "md5(:r::text)",
        ":draft": "lpad(to_hex(:n::bigint), 24, '0')",
        ":claim": "'c' || lpad(to_hex(:n::bigint), 23, '0')",
        ":visitor": "encode(sha256(('bench-' || :n::text)::bytea), 'hex')",
        ":sealed": "'\\x" + "00" * 150 + "'::bytea",
        **{f":{name}": f"'{FIXED[name]}'" for name in ("tenant", "sitting", "talk", "organisation")},
    }
    for sql in CONFIRM:
        for name, value in replaced.items():
            sql = sql.replace(name, value)
        lines.append(sql + ";")
    return "\n".join([*lines, "COMMIT;"]) + "\n"


if "BENCH_FIXED" in os.environ:
    take_from(dict(pair.split("=", 1) for pair in os.environ["BENCH_FIXED"].split(",")))

"""Triggers that refuse two bookings, or two duties, of one person at one time.

A planned booking may overlap nothing planned or worked, time worked no other time worked, a duty no
other duty; what is planned at a cancelled session does not count. Rows from before are left as they
are. Whoever changes these tables in a way for which SQLite makes a new table calls
`allow_overlaps` before and `refuse_overlaps` after.
"""

from __future__ import annotations

from alembic import op

BOOKED = "conflict: This person is booked at another session at this time."
ON_DUTY = "conflict: This supervisor is on duty at another session at this time."

OTHER_BOOKING = """
    SELECT 1 FROM appointments mine
    JOIN work_sessions here ON here.id = mine.session_id
    JOIN appointments other ON other.person_id = mine.person_id AND other.id <> mine.id
    JOIN work_sessions there ON there.id = other.session_id
    WHERE {mine} AND there."on" = here."on"
    AND (mine.started_at IS NOT NULL OR (mine.state = 'planned' AND here.state <> 'cancelled'))
    AND (other.started_at IS NOT NULL
        OR (other.state = 'planned' AND there.state <> 'cancelled' AND mine.started_at IS NULL))
    AND COALESCE(other.started_at, there.starts_at) < COALESCE(mine.ended_at, here.ends_at)
    AND COALESCE(other.ended_at, there.ends_at) > COALESCE(mine.started_at, here.starts_at)
"""
OTHER_DUTY = """
    SELECT 1 FROM duties mine
    JOIN work_sessions here ON here.id = mine.session_id
    JOIN duties other ON other.supervisor_id = mine.supervisor_id AND other.id <> mine.id
    JOIN work_sessions there ON there.id = other.session_id
    WHERE {mine} AND mine.active AND other.active
    AND here.state <> 'cancelled' AND there.state <> 'cancelled'
    AND there."on" = here."on"
    AND there.starts_at < here.ends_at AND there.ends_at > here.starts_at
"""
MOVED = (
    "NEW.state <> 'cancelled' AND (OLD.state = 'cancelled' OR NEW.\"on\" <> OLD.\"on\""
    " OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at)"
)
BOOKING_COLUMNS = "session_id, person_id, state, started_at, ended_at"
DUTY_COLUMNS = "session_id, supervisor_id, active"
SESSION_COLUMNS = '"on", starts_at, ends_at, state'
CLAIMS = "NEW.state = 'planned' OR NEW.started_at IS NOT NULL"
TRIGGERS = (
    ("one_booking", "appointments", BOOKING_COLUMNS, CLAIMS),
    ("one_duty", "duties", DUTY_COLUMNS, "NEW.active"),
    ("one_place", "work_sessions", SESSION_COLUMNS, MOVED),
)
CHECKS = {
    "one_booking": ((OTHER_BOOKING.format(mine="mine.id = NEW.id"), BOOKED),),
    "one_duty": ((OTHER_DUTY.format(mine="mine.id = NEW.id"), ON_DUTY),),
    "one_place": (
        (OTHER_BOOKING.format(mine="mine.session_id = NEW.id"), BOOKED),
        (OTHER_DUTY.format(mine="mine.session_id = NEW.id"), ON_DUTY),
    ),
}
LOCKS = {
    "one_booking": "PERFORM 1 FROM people WHERE id = NEW.person_id FOR NO KEY UPDATE;",
    "one_duty": "PERFORM 1 FROM supervisors WHERE id = NEW.supervisor_id FOR NO KEY UPDATE;",
    "one_place": """
        PERFORM 1 FROM people WHERE id IN (
            SELECT person_id FROM appointments WHERE session_id = NEW.id AND state = 'planned')
            ORDER BY id FOR NO KEY UPDATE;
        PERFORM 1 FROM supervisors WHERE id IN (
            SELECT supervisor_id FROM duties WHERE session_id = NEW.id AND active)
            ORDER BY id FOR NO KEY UPDATE;
    """,
}
"""PostgreSQL's writers of one person wait for each other; SQLite has one writer."""


def refuse_overlaps() -> None:
    """Make the database refuse them, whoever writes."""
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for trigger in TRIGGERS:
        (_on_postgres if on_postgres else _on_sqlite)(*trigger)


def allow_overlaps() -> None:
    """Take the triggers away."""
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for name, *_ in TRIGGERS:
        if on_postgres:
            op.execute(f"DROP FUNCTION {name}() CASCADE")
        else:
            for when in ("insert", "update"):
                op.execute(f"DROP TRIGGER IF EXISTS {name}_{when}")


def _on_postgres(name: str, table: str, columns: str, when: str) -> None:
    refusals = "".join(
        f"IF EXISTS ({found}) THEN RAISE EXCEPTION '{sentence}' "
        "USING ERRCODE = 'exclusion_violation'; END IF;"
        for found, sentence in CHECKS[name]
    )
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {LOCKS[name]} {refusals} RETURN NULL; END $$"
    )
    for event in _events(table, columns):
        op.execute(
            f"CREATE TRIGGER {name}{event[0]} AFTER {event[1]} ON {table} "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
        )


def _on_sqlite(name: str, table: str, columns: str, when: str) -> None:
    refusals = "".join(
        f"SELECT RAISE(ABORT, '{sentence}') WHERE EXISTS ({found});"
        for found, sentence in CHECKS[name]
    )
    for suffix, event in _events(table, columns):
        op.execute(
            f"CREATE TRIGGER {name}{suffix} AFTER {event} ON {table} "
            f"FOR EACH ROW WHEN {when} BEGIN {refusals} END"
        )


def _events(table: str, columns: str) -> tuple[tuple[str, str], ...]:
    """Return when to look: a new session has nobody on it yet."""
    changed = ("_update", f"UPDATE OF {columns}")
    return (changed,) if table == "work_sessions" else (("_insert", "INSERT"), changed)

"""Recording outcomes: the ledger, corrections, repeats and neighbours, on both databases."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from payback.attendance.credit import Result
from payback.attendance.history import changes_of
from payback.attendance.outcomes import OUTCOMES, for_coordinators
from payback.attendance.rules import Recording
from payback.attendance.service import Entry, record_many, record_outcome
from payback.core.access import COMMAND_LINE
from payback.core.errors import Conflict, RuleBroken
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Rating,
    SessionState,
    WorkSession,
)
from payback.nominations.models import EventKind, NominationState
from payback.nominations.queries import news_of
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind, Requirement, RequirementState
from payback.people.sums import credited_minutes_of
from payback.projects.models import Project, ProjectKind
from tests.support.builders import a_project, a_session, an_appointment
from tests.support.builders_nominations import a_nomination

if TYPE_CHECKING:
    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene


def an_entry(
    code: str = "ATTC", *, uuid: UUID | None = None, version: str | None = "1", **changes: Any
) -> Entry:
    values: dict[str, Any] = {
        "outcome": OUTCOMES[code],
        "started_at": time(9, 30),
        "ended_at": time(16, 30),
        "work_quality": Rating.GOOD,
        "behaviour": Rating.GOOD,
    }
    return Entry(
        recording=Recording(**values | changes),
        uuid=uuid or uuid4(),
        version=version,
        choices=for_coordinators(),
        account_id=None,
    )


def record(database: Database, appointment: Appointment, entry: Entry) -> Result:
    with database.transaction(COMMAND_LINE) as db:
        return record_outcome(db, appointment.id, entry)


def lines(database: Database, appointment: Appointment) -> list[tuple[str, int]]:
    with database.reading() as db:
        found = db.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.appointment_id == appointment.id)
            .order_by(LedgerEntry.id)
        )
        return [(line.kind.value, line.minutes) for line in found]


def credited(database: Database, requirement: Requirement) -> int:
    with database.reading() as db:
        return credited_minutes_of(db, [requirement.id])[requirement.id]


def test_the_first_work_on_a_project_is_news_to_whoever_nominated_it(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, scene.appointments[0].session_id)
        nomination = a_nomination(db, state=NominationState.APPROVED, project_id=session.project_id)
    missed = an_entry("UACP", started_at=None, ended_at=None, work_quality=None, behaviour=None)
    record(database, scene.appointments[0], missed)
    with database.reading() as db:
        assert news_of(db, nomination.id) == []
    for appointment in scene.appointments[1:]:
        record(database, appointment, an_entry())
    with database.reading() as db:
        (event,) = news_of(db, nomination.id)
    assert (event.kind, event.on) == (EventKind.STARTED, session.on)


def test_an_attendance_is_credited_and_the_remaining_time_falls(
    database: Database, scene: Scene
) -> None:
    result = record(database, scene.appointments[0], an_entry(penalty_minutes=20))
    assert (result.worked, result.credited, result.remaining) == (400, 400, 5600)
    assert lines(database, scene.appointments[0]) == [("attendance", 400)]
    with database.reading() as db:
        stored = db.get_one(Appointment, scene.appointments[0].id)
        assert (stored.state, stored.credited_minutes) == (AppointmentState.RECORDED, 400)


def test_time_is_cut_to_what_remains_and_the_requirement_is_complete(
    database: Database, scene: Scene
) -> None:
    result = record(database, scene.appointments[2], an_entry())
    assert (result.worked, result.credited, result.remaining) == (420, 120, 0)
    assert "Only 2 hours of 7 hours can be credited" in result.sentence
    with database.reading() as db:
        requirement = db.get_one(Requirement, scene.requirements[2].id)
        assert requirement.state is RequirementState.COMPLETE
        assert requirement.completed_on == date(2026, 11, 24)


def test_nothing_is_credited_where_nothing_remains(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[2], an_entry())
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, scene.session.project_id)
        earlier = a_session(db, project, on=date(2026, 11, 23), state=SessionState.OPEN)
        second = an_appointment(db, earlier, scene.requirements[2])
    result = record(database, second, an_entry())
    assert (result.worked, result.credited, result.remaining) == (420, 0, 0)
    assert lines(database, second) == []


def test_a_changed_outcome_takes_back_what_the_first_one_credited(
    database: Database, scene: Scene
) -> None:
    appointment = scene.appointments[2]
    record(database, appointment, an_entry())
    record(database, appointment, an_entry("UACP", version="2"))
    assert lines(database, appointment) == [("attendance", 120), ("reversal", -120)]
    with database.reading() as db:
        stored = db.get_one(Appointment, appointment.id)
        assert (stored.outcome_code, stored.credited_minutes) == ("UACP", 0)
        assert (stored.started_at, stored.work_quality, stored.alert_practitioner) == (
            None,
            None,
            True,
        )
        assert db.get_one(Requirement, scene.requirements[2].id).state is RequirementState.ACTIVE


def test_a_correction_of_the_times_credits_anew_up_to_what_remained(
    database: Database, scene: Scene
) -> None:
    appointment = scene.appointments[0]
    record(database, appointment, an_entry())
    result = record(database, appointment, an_entry(version="2", ended_at=time(12, 30)))
    assert (result.credited, result.remaining) == (180, 5820)
    assert lines(database, appointment) == [
        ("attendance", 420),
        ("reversal", -420),
        ("attendance", 180),
    ]


def test_a_change_of_the_notes_leaves_the_ledger_alone(database: Database, scene: Scene) -> None:
    appointment = scene.appointments[0]
    record(database, appointment, an_entry())
    record(database, appointment, an_entry(version="2", notes="Worked hard"))
    assert lines(database, appointment) == [("attendance", 420)]


def test_the_same_act_sent_twice_changes_nothing(database: Database, scene: Scene) -> None:
    entry = an_entry(uuid=uuid4())
    first = record(database, scene.appointments[0], entry)
    assert record(database, scene.appointments[0], entry) == first
    assert lines(database, scene.appointments[0]) == [("attendance", 420)]


def test_a_stale_recording_is_refused(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[0], an_entry())
    with pytest.raises(Conflict):
        record(database, scene.appointments[0], an_entry("UACP"))
    assert credited(database, scene.requirements[0]) == 420


def test_notes_marked_as_sensitive_stay_so(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[0], an_entry(notes="x", notes_sensitive=True))
    with pytest.raises(RuleBroken) as broken:
        record(database, scene.appointments[0], an_entry(version="2", notes="x"))
    assert broken.value.field == "notes_sensitive"


def test_a_session_is_done_once_everybody_has_an_outcome(database: Database, scene: Scene) -> None:
    states = []
    for appointment in scene.appointments:
        record(database, appointment, an_entry("UACP"))
        with database.reading() as db:
            states.append(db.get_one(WorkSession, scene.session.id).state.value)
    assert states == ["open", "open", "done"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        # Who says what is recorded already has nothing to settle with anybody (V19).
        (("ATTC", "ATTC", "ATTC", "ATTC"), ["saved", "saved", "saved", "saved"]),
        (("ATTC", "AFTC", "ATSH", "ATSS"), ["conflict", "conflict", "conflict", "saved"]),
    ],
)
def test_supervisors_at_once_credit_once(
    database: Database, scene: Scene, codes: tuple[str, ...], expected: list[str]
) -> None:
    together, outcomes = threading.Barrier(4), []

    def run(code: str) -> None:
        together.wait()
        try:
            record(database, scene.appointments[0], an_entry(code))
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=run, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == expected
    assert lines(database, scene.appointments[0]) == [("attendance", 420)]


def test_each_value_that_a_correction_changes_is_kept(database: Database, scene: Scene) -> None:
    appointment = scene.appointments[0]
    record(database, appointment, an_entry())
    assert kept(database, appointment) == []
    record(database, appointment, an_entry(version="2", ended_at=time(16), notes="Left early"))
    corrected = [
        ("ended_at", "4:30pm", "4pm", ""),
        ("notes", "", "Left early", ""),
        ("credited_minutes", "7 hours", "6 hours 30 minutes", ""),
    ]
    assert kept(database, appointment) == corrected
    record(database, appointment, an_entry(version="2", ended_at=time(16), notes="Left early"))
    assert kept(database, appointment) == corrected, "nothing is another, nothing is kept"


def kept(database: Database, appointment: Appointment) -> list[tuple[str, str, str, str]]:
    with database.reading() as db:
        rows = changes_of(db, appointment.id)
        return [(each.field, each.before, each.after, each.because) for each, _ in reversed(rows)]


def test_the_last_two_outcomes_at_once_still_finish_the_session(
    database: Database, scene: Scene
) -> None:
    together = threading.Barrier(3)

    def run(appointment: Appointment) -> None:
        together.wait()
        record(database, appointment, an_entry())

    threads = [threading.Thread(target=run, args=(each,)) for each in scene.appointments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with database.reading() as db:
        assert db.get_one(WorkSession, scene.session.id).state is SessionState.DONE


def test_many_are_recorded_each_on_its_own(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[1], an_entry("UACP"))
    with database.transaction(COMMAND_LINE) as db:
        rows = record_many(db, [each.id for each in scene.appointments], an_entry(version=None))
    assert [row.result and row.result.credited for row in rows] == [420, None, 120]
    assert rows[1].refused == (
        "An outcome was recorded already: Unacceptable absence. It is left as it is."
    )


def test_hours_of_education_stop_at_their_share_of_the_order(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, scene.session.project_id).kind = ProjectKind.ETE
        db.get_one(Requirement, scene.requirements[0].id).ordered_minutes = 1000
    result = record(database, scene.appointments[0], an_entry())
    assert (result.worked, result.credited) == (420, 300)
    assert lines(database, scene.appointments[0]) == [("education, training and employment", 300)]


def test_education_recorded_again_has_its_own_share_to_use_once_more(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, scene.session.project_id).kind = ProjectKind.ETE
        db.get_one(Requirement, scene.requirements[0].id).ordered_minutes = 1000
    record(database, scene.appointments[0], an_entry())
    shorter = record(database, scene.appointments[0], an_entry(version="2", ended_at=time(14)))
    assert (shorter.worked, shorter.credited, shorter.remaining) == (270, 270, 730)
    longer = record(database, scene.appointments[0], an_entry(version="3"))
    assert (longer.worked, longer.credited, longer.remaining) == (420, 300, 700)
    assert "the share for education, training and employment is used" in longer.because
    assert credited(database, scene.requirements[0]) == 300


def test_where_order_and_share_end_together_the_order_is_what_ends(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, scene.session.project_id).kind = ProjectKind.ETE
        requirement = db.get_one(Requirement, scene.requirements[0].id)
        requirement.ordered_minutes = 1000
    first = record(database, scene.appointments[0], an_entry())
    assert (first.credited, "share" in first.because) == (300, True)
    with database.transaction(COMMAND_LINE) as db:
        ledger.credit(
            db,
            db.get_one(Requirement, requirement.id),
            kind=LedgerKind.ADJUSTMENT,
            minutes=700,
            worked_on=scene.session.on,
            source="test",
            account_id=None,
            reason="Worked elsewhere",
        )
    again = record(database, scene.appointments[0], an_entry(version="2", ended_at=time(16)))
    assert (again.worked, again.credited, again.because) == (390, 300, "")


def test_time_recorded_at_another_session_is_refused_here_with_the_place_named(
    database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry(started_at=time(9, 30), ended_at=time(12)))
    with database.transaction(COMMAND_LINE) as db:
        place = a_project(db, name="Long Lane")
        times = {"starts_at": time(12), "ends_at": time(16, 30)}
        there = a_session(db, place, on=scene.session.on, state="open", **times)
        second = an_appointment(db, there, scene.requirements[0])
    early = an_entry(started_at=time(11), ended_at=time(16), times_reason="Came early")
    with pytest.raises(RuleBroken) as refused:
        record(database, second, early)
    assert refused.value.field == "started_at"
    assert "from 9:30am to midday on this day" in refused.value.sentence
    assert lines(database, second) == []

"""Kept answers: what a change marks, what may be relied on, and how the worker catches up."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING
from unittest import mock

import pytest
import time_machine
from sqlalchemy import select, update

from payback.areas.models import Area
from payback.core import answers, bulk, jobs
from payback.core.access import COMMAND_LINE
from payback.core.answers import KeptPart, Mark, Topic, refreshing, stale_of
from payback.core.answers.marking import mark_all
from payback.core.answers.refreshing import catch_up, take_turn
from payback.core.answers.topics import TOPICS, WATCHES
from payback.people.models import AvailabilityException, KeepApart, Person
from payback.policies.models import Policy
from tests.support.behind import behind
from tests.support.builders import a_person, an_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from payback.core.answers import Stale
    from payback.core.db import Database

DAY = date(2026, 11, 24)
POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


class Absences:
    """A topic of this test: how many absences people have; the parts are areas."""

    def __init__(self) -> None:
        self.kept: Counter[int] = Counter()
        self.refreshed: list[Stale] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.topic = Topic(
            "absences", parts=select(Area.id), refresh=self._refresh, rebuild=self._rebuild
        )
        self.topic.watch("people", Person.id, AvailabilityException.person_id)
        self.topic.watch("people", KeepApart.first_person_id, KeepApart.second_person_id)
        self.topic.watch_all(Policy)

    def _refresh(self, db: Session, stale: Stale) -> None:
        self.refreshed.append(stale)
        self._keep(db, set(stale.of("people")))

    def _rebuild(self, db: Session, area_id: int) -> None:
        self._keep(db, set(db.scalars(select(Person.id).where(Person.area_id == area_id))))

    def _keep(self, db: Session, people: set[int]) -> None:
        facts = self.facts(db)
        self.meanwhile()
        self.kept.update({each: facts[each] - self.kept[each] for each in people})

    @staticmethod
    def facts(db: Session) -> Counter[int]:
        return Counter(db.scalars(select(AvailabilityException.person_id)))

    def answer(self, db: Session) -> Counter[int]:
        """Answer as a feature does: what is kept, and from the facts what is not."""
        stale = stale_of(db, self.topic)
        facts = self.facts(db)
        if stale.everything or stale.parts:
            return +facts
        fresh = {each: facts[each] for each in stale.of("people")}
        return +Counter({**self.kept, **fresh})


@pytest.fixture
def absences() -> Iterator[Absences]:
    with mock.patch.dict(TOPICS, clear=True), mock.patch.dict(WATCHES, clear=True):
        yield Absences()


@pytest.fixture
def person(database: Database, absences: Absences) -> Person:  # noqa: ARG001 - watched from here on
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db)


def marks(database: Database) -> list[tuple[str, int]]:
    with database.reading() as db:
        found = db.execute(select(Mark.kind, Mark.record_id).order_by(Mark.id)).all()
    return list(found)


def catches_up(database: Database) -> None:
    catch_up(database, threading.Event())


def away(person_id: int) -> AvailabilityException:
    return AvailabilityException(person_id=person_id, from_on=DAY, to_on=DAY, available=False)


def test_a_change_leaves_its_marks_in_its_own_transaction(
    database: Database, person: Person
) -> None:
    catches_up(database)
    assert marks(database) == []
    with database.transaction(COMMAND_LINE) as db:
        db.add(away(person.id))
    assert marks(database) == [("people", person.id)]
    with pytest.raises(RuntimeError), database.transaction(COMMAND_LINE) as db:
        a_person(db)
        raise RuntimeError
    assert marks(database) == [("people", person.id)]


@pytest.mark.usefixtures("absences")
def test_each_record_is_marked_once_in_a_transaction_however_often_it_changes(
    database: Database,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db)
        for name in ("Robin", "Sandy"):
            person.given_name = name
            db.flush()
    assert marks(database) == [("people", person.id)]


def test_whatever_belonged_to_another_before_marks_both(database: Database, person: Person) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db)
        absence = away(person.id)
        db.add(absence)
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        mine = db.get_one(AvailabilityException, absence.id)
        db.expire(mine, ["person_id"])
        mine.person_id = other.id
    assert marks(database) == [("people", person.id), ("people", other.id)]


def test_a_row_about_two_marks_both_and_one_that_goes_marks_too(
    database: Database, person: Person
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db)
        pair = KeepApart(first_person_id=person.id, second_person_id=other.id)
        db.add(pair)
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        db.delete(db.get_one(KeepApart, pair.id))
    assert marks(database) == [("people", person.id), ("people", other.id)]


def test_a_row_that_was_read_and_not_changed_marks_nothing(
    database: Database, person: Person
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        here = db.get_one(Person, person.id)
        here.given_name = str(here.given_name)
        jobs.enqueue(db, "nothing", 1)
    assert marks(database) == []


def test_a_savepoint_that_is_taken_back_does_not_keep_the_next_change_from_its_mark(
    database: Database, person: Person
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        savepoint = db.begin_nested()
        db.add(away(person.id))
        db.flush()
        savepoint.rollback()
        db.add(away(person.id))
    assert marks(database) == [("people", person.id)]


def test_a_statement_on_many_rows_marks_everything_where_something_may_be_kept(
    database: Database, person: Person
) -> None:
    catches_up(database)
    statement = update(Person).values(given_name="Robin")
    with database.transaction(COMMAND_LINE) as db:
        db.execute(statement, execution_options=bulk.RESTORE.options)
    assert marks(database) == []
    with database.transaction(COMMAND_LINE) as db:
        behind(db, statement.where(Person.id == person.id))
    assert marks(database) == [("everything", 0)]
    with database.reading() as db:
        assert stale_of(db, TOPICS["absences"]).everything


def test_nothing_is_watched_that_statements_may_write_without_a_mark(absences: Absences) -> None:
    with pytest.raises(TypeError, match="jobs may be written by statements"):
        absences.topic.watch("jobs", jobs.Job.id)


def test_a_change_that_bears_on_all_marks_everything_until_each_part_is_kept_anew(
    database: Database, absences: Absences, person: Person
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        policy = db.scalars(select(Policy).order_by(Policy.id)).first()
        assert policy is not None
        policy.value += 1
    assert marks(database) == [("everything", 0)]
    assert take_turn(database, absences.topic)
    with database.reading() as db:
        assert stale_of(db, absences.topic).parts == {person.area_id}
    catches_up(database)
    with database.reading() as db:
        assert not stale_of(db, absences.topic)


def test_what_is_kept_is_relied_on_for_its_day_and_its_release_only(
    database: Database, absences: Absences, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        catches_up(database)
        with database.reading() as db:
            assert not stale_of(db, absences.topic)
        with monkeypatch.context() as later:
            later.setattr(answers.stale, "RELEASE", "another")
            with database.reading() as db:
                assert stale_of(db, absences.topic).parts == {person.area_id}
    with time_machine.travel("2026-11-25T00:01:00Z", tick=False), database.reading() as db:
        assert stale_of(db, absences.topic).parts == {person.area_id}


def test_a_part_that_is_new_is_not_relied_on_before_it_is_kept(
    database: Database, absences: Absences, person: Person
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
    with database.reading() as db:
        assert stale_of(db, absences.topic).parts == {camden.id} != {person.area_id}


def test_more_marks_than_one_turn_takes_are_taken_turn_by_turn(
    database: Database, absences: Absences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "AT_ONCE", 2)
    monkeypatch.setattr(answers.stale, "MOST", 4)
    with database.transaction(COMMAND_LINE) as db:
        people = [a_person(db).id for _ in range(5)]
    with database.reading() as db:
        assert stale_of(db, absences.topic).everything
    for left in (3, 1, 0):
        assert take_turn(database, absences.topic)
        assert len(marks(database)) == left
    seen = [sorted(each.of("people")) for each in absences.refreshed]
    assert seen == [people[:2], people[2:4], people[4:]]


def test_a_failure_leaves_the_marks_and_the_answer_stays_right(
    database: Database, absences: Absences, person: Person
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        db.add(away(person.id))

    def fail() -> None:
        raise RuntimeError

    absences.meanwhile = fail
    with pytest.raises(RuntimeError):
        catches_up(database)
    assert marks(database) == [("people", person.id)]
    with database.reading() as db:
        assert absences.answer(db) == {person.id: 1}


@pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
@pytest.mark.parametrize("turn", ["marks", "part"])
def test_what_is_written_while_the_worker_catches_up_keeps_its_mark(
    database: Database, absences: Absences, person: Person, turn: str
) -> None:
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        db.add(away(person.id))
        if turn == "part":
            mark_all(db.connection(), "policies")
    if turn == "part":
        take_turn(database, absences.topic)

    def write() -> None:
        with database.transaction(COMMAND_LINE, patience=5) as other:
            other.add(away(person.id))

    absences.meanwhile = write
    assert take_turn(database, absences.topic)
    absences.meanwhile = lambda: None
    assert marks(database) == [("people", person.id)]
    with database.reading() as db:
        assert absences.answer(db) == {person.id: 2}
    catches_up(database)
    with database.reading() as db:
        assert (absences.answer(db), marks(database)) == ({person.id: 2}, [])


@pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
def test_one_worker_at_a_time_catches_up_with_a_topic(
    database: Database, absences: Absences, person: Person
) -> None:
    second: list[bool] = []
    absences.meanwhile = lambda: second.append(take_turn(database, absences.topic))
    assert take_turn(database, absences.topic)
    assert second == [False]
    with database.reading() as db:
        assert absences.answer(db) == Counter()
        assert db.scalars(select(KeptPart.part)).all() in ([], [person.area_id])


def test_answers_are_the_facts_with_a_worker_without_one_and_half_way(
    database: Database, absences: Absences, person: Person
) -> None:
    for number in range(1, 7):
        with database.transaction(COMMAND_LINE) as db:
            db.add(away(person.id))
            db.add(away(a_person(db).id))
        if number % 3 == 1:
            catches_up(database)
        if number % 3 == 2:
            take_turn(database, absences.topic)
        with database.reading() as db:
            assert absences.answer(db) == absences.facts(db)

"""Counts of breaks that are kept say what the facts say, whatever was written since."""

from __future__ import annotations

import random
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event, select, text

from payback.core.access import COMMAND_LINE, Actor, Role
from payback.core.answers import Mark, refreshing, stale_of
from payback.core.answers.refreshing import catch_up, take_turn
from payback.core.answers.topics import WATCHES
from payback.core.columns import Base
from payback.core.paging import PAGE_SIZE
from payback.diary.breaks import kept
from payback.diary.breaks.kept import BREAKS, counts_of, known, page_of_breaks
from payback.diary.breaks.models import SessionBreaks
from payback.diary.breaks.queries import find
from payback.diary.breaks.rules import Counts, Reason
from payback.diary.breaks.scope import within
from payback.diary.models import WorkSession
from payback.policies.models import Policy, PolicyName
from tests.support.breakable import DAY, TOGGLES, Diary, a_diary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from payback.core.answers import Stale
    from payback.core.db import Database
    from tests.support.client import Client

REFUSING = ("appointments", "duties", "work_sessions")
Answer = dict[int, Counts]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def diary(database: Database) -> Iterator[Diary]:
    """The diary, in a database that refuses no overlaps: some are older than the refusal."""
    _let_overlap(database, "DISABLE")
    with database.transaction(COMMAND_LINE) as db:
        diary = a_diary(db)
    yield diary
    _let_overlap(database, "ENABLE")


def _let_overlap(database: Database, word: str) -> None:
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            for table in REFUSING:
                connection.execute(text(f"ALTER TABLE {table} {word} TRIGGER USER"))
        elif word == "DISABLE":
            found = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :of")
            for table in REFUSING:
                for name in connection.execute(found, {"of": table}).scalars().all():
                    connection.execute(text(f"DROP TRIGGER {name}"))


def fresh(db: Session, actor: Actor = COMMAND_LINE) -> Answer:
    """Return what the facts say, by session."""
    return find(db, within(actor)).by_session


def told(db: Session, actor: Actor = COMMAND_LINE) -> Answer:
    """Return what readers are told, by session."""
    scope = within(actor)
    here = known(db, scope)
    row = SessionBreaks
    rows = db.execute(
        select(row.session_id, row.bookings, row.duties, row.sessions)
        .join(WorkSession, WorkSession.id == row.session_id)
        .join(WorkSession.project)
        .where(*scope, here.relied_on)
    )
    answer = {
        session_id: Counts(bookings=bookings, duties=duties, sessions=sessions)
        for session_id, bookings, duties, sessions in rows
    }
    assert answer.keys().isdisjoint(here.found.session_ids)
    return answer | here.found.by_session


def listed(database: Database) -> None:
    """Make sure that the count and the list agree with what is told by session."""
    with database.reading() as db:
        scope = within(COMMAND_LINE)
        answer = told(db)
        breaks, counts, paging = page_of_breaks(db, scope, 1)
        assert counts == counts_of(db, scope) == _sum(answer)
        assert len(answer) == paging.total <= PAGE_SIZE
        assert {each.session.id for each in breaks} == answer.keys()


def _sum(answer: Answer) -> Counts:
    return Counts(
        bookings=sum(each.bookings for each in answer.values()),
        duties=sum(each.duties for each in answer.values()),
        sessions=sum(each.sessions for each in answer.values()),
    )


def seen_by_all(database: Database, diary: Diary) -> tuple[Answer, Answer]:
    """Return what readers of every area and of one area are told: both as the facts are."""
    of_camden = Actor(name="test", area_ids=frozenset({diary.camden.id}))
    with database.reading() as db:
        everywhere, there = told(db), told(db, of_camden)
        assert everywhere == fresh(db)
        assert there == fresh(db, of_camden)
    return everywhere, there


def reasons_now(database: Database) -> set[Reason]:
    with database.reading() as db:
        found = find(db, within(COMMAND_LINE))
    of_bookings = {reason for each in found.bookings.values() for reason in each.reasons}
    return of_bookings | {reason for each in found.duties.values() for reason in each.reasons}


def catches_up(database: Database) -> None:
    catch_up(database, threading.Event())
    with database.reading() as db:
        assert not stale_of(db, BREAKS)


def write(database: Database, diary: Diary, name: str) -> None:
    with database.transaction(COMMAND_LINE) as db:
        TOGGLES[name](db, diary)


@pytest.fixture
def by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker take one mark a turn, so that turns end half-way."""
    monkeypatch.setattr(refreshing, "AT_ONCE", 1)


@pytest.mark.usefixtures("by_one")
def test_every_fact_is_told_at_once_before_and_after_and_while_the_worker_catches_up(
    database: Database, diary: Diary
) -> None:
    before = seen_by_all(database, diary)
    catches_up(database)
    assert seen_by_all(database, diary) == before
    reasons: set[Reason] = set()
    for name in TOGGLES:
        write(database, diary, name)
        reasons |= reasons_now(database)
        assert seen_by_all(database, diary) != before, f"{name} breaks and mends nothing"
        take_turn(database, BREAKS)
        seen_by_all(database, diary)
        catches_up(database)
        seen_by_all(database, diary)
        write(database, diary, name)
        assert seen_by_all(database, diary) == before, name
        catches_up(database)
    assert reasons == set(Reason)


@pytest.mark.usefixtures("by_one")
@pytest.mark.parametrize("seed", [1, 2])
def test_facts_in_any_order_are_told_however_far_the_worker_is(
    database: Database, diary: Diary, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        for name in chance.sample(sorted(TOGGLES), chance.randint(1, 4)):
            write(database, diary, name)
        for _ in range(chance.choice([0, 0, 1, 3, 20])):
            take_turn(database, BREAKS)
        seen_by_all(database, diary)
        listed(database)
    catches_up(database)
    seen_by_all(database, diary)


def test_whatever_the_answer_reads_is_watched_and_written_here(
    database: Database, diary: Diary
) -> None:
    asked: list[str] = []
    written: set[str] = set()

    def note_read(*arguments: Any) -> None:
        asked.append(arguments[2])

    def note_written(db: Session, *_: object) -> None:
        rows = (*db.new, *(row for row in db.dirty if db.is_modified(row)), *db.deleted)
        written.update(type(row).__tablename__ for row in rows)

    event.listen(database.engine, "before_cursor_execute", note_read)
    with database.reading() as db:
        fresh(db)
    event.remove(database.engine, "before_cursor_execute", note_read)
    read = {
        table
        for table in Base.metadata.tables
        if any(re.search(rf"\b(FROM|JOIN|,) {table}\b", each) for each in asked)
    }
    watched = {
        table for table, found in WATCHES.items() if any(each.topic == "breaks" for each in found)
    }
    assert read == watched
    for name in TOGGLES:
        with database.transaction(COMMAND_LINE) as db:
            event.listen(db, "after_flush", note_written)
            TOGGLES[name](db, diary)
    assert watched <= written


def test_the_day_alone_changes_what_is_told(database: Database, diary: Diary) -> None:
    """A rule that ends at midnight, a session that is over this afternoon."""
    with database.transaction(COMMAND_LINE) as db:
        no_rule = {"name": PolicyName.NO_LONE_WOMAN, "value": 0.0, "source": "Decided"}
        db.add(Policy(valid_from=DAY, **no_rule))
    catches_up(database)
    everywhere, _ = seen_by_all(database, diary)
    assert everywhere[diary.lone.id].sessions == 1
    with time_machine.travel("2026-11-24T00:01:00Z", tick=False):
        assert diary.lone.id not in seen_by_all(database, diary)[0]
        write(database, diary, "leave")
        catches_up(database)
        assert diary.oak.id in seen_by_all(database, diary)[0]
    with time_machine.travel("2026-11-24T16:30:00Z", tick=False):
        with database.reading() as db:
            assert not stale_of(db, BREAKS)
        assert diary.oak.id not in seen_by_all(database, diary)[0]


@pytest.mark.parametrize("most", [0, 1, 500])
def test_more_sessions_than_can_be_named_are_all_asked_about(
    database: Database, diary: Diary, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(kept, "MOST", most)
    catches_up(database)
    for name in ("leave", "an absence", "a project paused"):
        write(database, diary, name)
    seen_by_all(database, diary)
    listed(database)


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_fact_written_while_the_worker_counts_is_told(
    database: Database, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    catches_up(database)
    write(database, diary, "leave")
    count_anew = BREAKS.refresh

    def count_and_be_overtaken(db: Session, stale: Stale) -> None:
        count_anew(db, stale)
        write(database, diary, "leave")
        write(database, diary, "a barred tag")

    monkeypatch.setattr(BREAKS, "refresh", count_and_be_overtaken)
    assert take_turn(database, BREAKS)
    monkeypatch.setattr(BREAKS, "refresh", count_anew)
    with database.reading() as db:
        kinds = select(Mark.kind).where(Mark.topic == BREAKS.name).distinct()
        assert set(db.scalars(kinds)) == {"people", "supervisors"}
    assert seen_by_all(database, diary)[0][diary.oak.id] == Counts(bookings=1, duties=0, sessions=0)
    catches_up(database)
    seen_by_all(database, diary)


def test_no_page_that_counts_breaks_writes_anything(
    signed_in: Callable[[Role], Client], database: Database, diary: Diary
) -> None:
    catches_up(database)
    coordinator = signed_in(Role.COORDINATOR)
    write(database, diary, "leave")
    engine = coordinator.application.extensions["payback"].database.engine
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    for path in ("/sessions", "/sessions/breaks"):
        coordinator.get_page(path)
        assert "3 duties" in coordinator.words
    event.remove(engine, "before_cursor_execute", note)
    assert {each.split()[0] for each in asked} <= {"SELECT", "WITH", "BEGIN", "PRAGMA"}

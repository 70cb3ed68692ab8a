"""A year after a nomination was declined or withdrawn, nobody can tell who sent it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select, update

from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE
from payback.nominations import decisions, drafts, photographs, service
from payback.nominations.forgetting import FORGET
from payback.nominations.models import (
    Nomination,
    NominationDraft,
    NominationState,
    Photograph,
)
from payback.notifications.models import OutboxMessage
from tests.support.builders_nominations import a_nomination
from tests.support.nominating import answer

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("barnet")
SECRET = "a-secret-of-the-nominator-0123456789abcdefgh"
DECIDED, DAY_BEFORE, DUE = "2026-11-20T12:00:00Z", "2027-11-19T12:00:00Z", "2027-11-20T12:00:01Z"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HIDDEN = ("contact_name", "organisation", "email", "phone")


def nominated(database: Database, config: Config, **changes: Any) -> Nomination:
    with database.transaction(COMMAND_LINE) as db:
        made = a_nomination(db, secret=changes.pop("secret", SECRET), **changes)
        name = f"{made.id}.jpg"
        db.add(Photograph(nomination_id=made.id, name=name, width=1, height=1))
    (photographs.folder(config) / name).parent.mkdir(parents=True, exist_ok=True)
    (photographs.folder(config) / name).write_bytes(b"a picture")
    return made


def work_off(database: Database, config: Config, moment: str, kind: str = FORGET) -> None:
    """Do what is due at a moment; the database's own clock shows another, so its wait is ended."""
    with time_machine.travel(moment, tick=False):
        with database.transaction(COMMAND_LINE) as db:
            kinds = select(jobs.Job.id).where(jobs.Job.kind == kind).order_by(jobs.Job.id)
            due = db.scalars(kinds.where(jobs.Job.due_at <= clock.now())).all()
            db.execute(update(jobs.Job).where(jobs.Job.id.in_(due)).values(due_at=LONG_AGO))
        for job_id in due:
            jobs.run(database, config, job_id, "a worker")


def now(database: Database, nomination: Nomination) -> Nomination:
    with database.reading() as db:
        return db.get_one(Nomination, nomination.id)


def test_the_details_go_after_a_year_and_the_work_stays(
    client: Client, database: Database, config: Config
) -> None:
    nomination = nominated(database, config)
    joined = nominated(
        database,
        config,
        secret="another",
        state=NominationState.MERGED,
        merged_into_id=nomination.id,
    )
    with time_machine.travel(DECIDED, tick=False), database.transaction(COMMAND_LINE) as db:
        here = db.get_one(Nomination, nomination.id)
        decisions.decline(db, config, here, "It is paid work.", account_id=None)
    work_off(database, config, DAY_BEFORE)
    assert now(database, nomination).email == "rosa@example.org"
    work_off(database, config, DUE)
    for each in (nomination, joined):
        after = now(database, each)
        assert [getattr(after, name) for name in HIDDEN] == ["", "", "", ""]
        assert after.title == nomination.title
        assert not (photographs.folder(config) / f"{each.id}.jpg").exists()
    with database.reading() as db:
        assert db.scalars(select(OutboxMessage)).all() == []
        assert db.scalars(select(Photograph)).all() == []
    client.get_page(f"/nominations/{nomination.reference}/{SECRET}", status=404)


def test_a_nomination_that_was_opened_again_keeps_its_details(
    database: Database, config: Config
) -> None:
    nomination = nominated(database, config)
    with time_machine.travel(DECIDED, tick=False), database.transaction(COMMAND_LINE) as db:
        here = db.get_one(Nomination, nomination.id)
        service.withdraw(db, config, here, "")
        decisions.reopen(db, config, here, "Sent by mistake", account_id=None)
    work_off(database, config, DUE)
    assert now(database, nomination).email == "rosa@example.org"


def test_answers_that_were_not_sent_go_a_week_after_the_last_of_them(
    client: Client, database: Database, config: Config
) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        answer(client, "community-benefit")
    with time_machine.travel("2026-11-05T09:00:00Z", tick=False):
        answer(client, "paid-work")
    for moment, left in (("2026-11-09T10:00:00Z", 1), ("2026-11-12T10:00:00Z", 0)):
        work_off(database, config, moment, drafts.FORGET)
        with database.reading() as db:
            assert len(db.scalars(select(NominationDraft)).all()) == left, moment

"""Work that is due once a day from an hour on, however many workers there are.

Each worker's sweep asks whether today's is begun. The row of the day, of which the database lets
there be only one, is written in the transaction of its job: whoever comes second finds it there.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped

from payback.core import clock
from payback.core.access import WORKER
from payback.core.audit import Unaudited
from payback.core.columns import Base, Text40
from payback.core.jobs.rows import enqueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.core.db import Database

Work = TypeVar("Work", bound="Callable[..., None]")
DAILY: dict[str, time] = {}


class DailyRun(Unaudited, Base):
    """One kind of work on one day in London; the subject of its job. Done once it says when."""

    __tablename__ = "daily_runs"
    __table_args__ = (UniqueConstraint("kind", "day"),)

    kind: Mapped[Text40]
    day: Mapped[date]
    done_at: Mapped[datetime | None]


def daily(kind: str, at: time) -> Callable[[Work], Work]:
    """Have the job of a kind written every day.

    Parameters
    ----------
    kind
        A kind of work that has a handler; its subject is the day's run.
    at
        The time in London from which it is due.
    """

    def register(work: Work) -> Work:
        DAILY[kind] = at
        return work

    return register


def begin_daily(database: Database) -> list[str]:
    """Write the jobs of today whose hour has come and that nobody wrote; return their kinds."""
    here = clock.in_london(clock.now())
    due = [kind for kind, at in DAILY.items() if at <= here.time()]
    with database.reading() as db:
        begun = set(db.scalars(select(DailyRun.kind).where(DailyRun.day == here.date())))
    return [kind for kind in due if kind not in begun and _begin(database, kind, here.date())]


def run_to_do(db: Session, run_id: int) -> DailyRun | None:
    """Lock a run and mark it done in this transaction; ``None`` if another did it before."""
    run = db.scalar(
        select(DailyRun)
        .where(DailyRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.done_at is not None:
        return None
    run.done_at = clock.now()
    return run


def _begin(database: Database, kind: str, day: date) -> bool:
    try:
        with database.transaction(WORKER) as db:
            run = DailyRun(kind=kind, day=day)
            db.add(run)
            db.flush()
            enqueue(db, kind, run.id)
    except IntegrityError:
        return False
    return True

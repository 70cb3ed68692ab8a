"""Catching up: the worker takes marks away once what they are about is worked out anew.

The marks are read first, then the facts, and exactly those marks are deleted: whatever is written
meanwhile has marks of its own, which stay. One worker at a time catches up with a topic, so that
none stores what it worked out before another; writers neither wait nor are waited for.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from payback.core import clock
from payback.core.access import WORKER
from payback.core.answers.release import RELEASE
from payback.core.answers.rows import KeptPart, Mark
from payback.core.answers.stale import parts_not_kept, stale_from, stale_of
from payback.core.answers.topics import TOPICS

if TYPE_CHECKING:
    import threading

    from sqlalchemy.orm import Session

    from payback.core.answers.topics import Topic
    from payback.core.db import Database

AT_ONCE = 200
"""Marks of one turn: on SQLite all other writers wait for as long as it takes."""
TURNS = 100
LOCKS = 4_711
"""Where this service's topics stand among PostgreSQL's advisory locks."""


def catch_up(database: Database, ending: threading.Event) -> None:
    """Work out anew what has changed, topic by topic, in turns of one short transaction each."""
    for topic in list(TOPICS.values()):
        for _ in range(TURNS):
            if ending.is_set() or not take_turn(database, topic):
                break


def take_turn(database: Database, topic: Topic) -> bool:
    """Catch up with some marks or one part; return whether there was something to do."""
    with database.reading() as db:
        if not stale_of(db, topic):
            return False
    with database.transaction(WORKER) as db:
        return _is_alone(db, topic) and (_took_marks(db, topic) or _kept_a_part(db, topic))


def _is_alone(db: Session, topic: Topic) -> bool:
    """Return whether no other worker is at it, until the end of the transaction.

    On SQLite whoever writes is alone.
    """
    if db.get_bind().dialect.name == "sqlite":
        return True
    number = zlib.crc32(topic.name.encode()) & 0x7FFF_FFFF
    return bool(db.execute(select(func.pg_try_advisory_xact_lock(LOCKS, number))).scalar_one())


def _took_marks(db: Session, topic: Topic) -> bool:
    oldest = select(Mark.id, Mark.kind, Mark.record_id).where(Mark.topic == topic.name)
    marks = db.execute(oldest.order_by(Mark.id).limit(AT_ONCE)).all()
    if not marks:
        return False
    stale = stale_from((each.kind, each.record_id) for each in marks)
    if stale.everything:
        db.execute(delete(KeptPart).where(KeptPart.topic == topic.name))
    else:
        topic.refresh(db, stale)
    db.execute(delete(Mark).where(Mark.id.in_([each.id for each in marks])))
    return True


def _kept_a_part(db: Session, topic: Topic) -> bool:
    today = clock.today()
    asked = parts_not_kept(topic).limit(1)
    part = db.execute(asked, {"today": today, "release": RELEASE}).scalar_one_or_none()
    if part is None:
        return False
    topic.rebuild(db, part)
    db.execute(delete(KeptPart).where(KeptPart.topic == topic.name, KeptPart.part == part))
    db.add(KeptPart(topic=topic.name, part=part, kept_on=today, release=RELEASE))
    return True

"""Why a rota places somebody where it does, or not at all, as their page says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import scheduler
from payback.core import wording
from payback.rota.draft import board_queries
from payback.rota.draft.board import GOALS, left_out
from payback.rota.problem.documents import stored_answer
from payback.rota.problem.keys import person_key, row_id
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.rota.draft.board import Left
    from payback.rota.models import Rota
    from payback.rota.problem.names import Names
    from scheduler import Alternative, ExplainedBooking

NO_OTHER = "No other session of the week could be set against it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One booking: what each rule says of it, what it earns by goal, and the next best instead.

    ``locked`` is one that was announced and is near, so that it stands anyway.
    """

    session: WorkSession
    rules: list[str]
    points: list[tuple[str, float]]
    total: float
    instead: str
    locked: bool


def places_of(db: Session, rota: Rota, names: Names, person_id: int) -> list[Place] | None:
    """Return the bookings of somebody in a rota, explained; ``None`` if it knows no such person.

    Nothing is solved: each booking is set against the session's rules and the other sessions.

    Parameters
    ----------
    rota
        With its problem and solution loaded.
    names
        What to call the rows in sentences.
    """
    problem, solution = stored_answer(rota)
    key = person_key(person_id)
    if key not in {each.id for each in problem.people}:
        return None
    booked = scheduler.explain(problem, solution, key).bookings
    wanted = [each.session for each in booked]
    wanted += [each.next_best.session for each in booked if each.next_best]
    sessions = {each.id: each for each in board_queries.sessions_by_ids(db, map(row_id, wanted))}
    locked = {each.id for each in problem.sessions if is_frozen(problem.policy, each)}
    return [
        _place(each, sessions, names, person_id, locked=each.session in locked) for each in booked
    ]


def _place(
    booked: ExplainedBooking,
    sessions: Mapping[int, WorkSession],
    names: Names,
    person_id: int,
    *,
    locked: bool,
) -> Place:
    return Place(
        session=sessions[row_id(booked.session)],
        rules=[names.say(each.sentence, about=person_id) for each in booked.rules],
        points=[(GOALS[name], value) for name, value in booked.points.items() if value],
        total=booked.total,
        instead=_instead(booked.next_best, sessions, names, person_id),
        locked=locked,
    )


def _instead(
    other: Alternative | None, sessions: Mapping[int, WorkSession], names: Names, person_id: int
) -> str:
    if other is None:
        return NO_OTHER
    session = sessions[row_id(other.session)]
    why_not = names.say(other.why_not, about=person_id)
    return (
        f"{session.project.name} on {wording.short_date(session.on)} at "
        f"{wording.time(session.starts_at)} would earn {other.total:,.1f} points. {why_not}"
    )


def left_of(db: Session, rota: Rota, person_id: int) -> Left | None:
    """Return why a rota leaves somebody out; ``None`` if it does not."""
    rows = board_queries.unplaced_of(db, rota)
    return next((left_out(each) for each in rows if each.person_id == person_id), None)

"""What was insisted on and is not in a draft, with why: nothing of it is left out in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import scheduler
from payback.core import clock
from payback.rota.draft import board_queries
from payback.rota.models import RotaState, SolutionStatus
from payback.rota.problem.loading import load_week
from payback.rota.problem.translate import problem_of
from payback.rota.queries import pins_between
from payback.rota.questions.pin_check import standing_against
from payback.rota.rules import last_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota, RotaPin

ADDED_SINCE = "It was insisted on after this draft was made"
POSSIBLE_NOW = "It could not be kept when this draft was made, and can be now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unkept:
    """Something that is insisted on and not in a draft; ``why`` is a sentence without names."""

    pin: RotaPin
    why: str


def unkept_of(db: Session, rota: Rota) -> list[Unkept]:
    """Return what is insisted on and not in a draft, by start; nothing of other rotas.

    The week is read again only if there is any.
    """
    if rota.state is not RotaState.DRAFT or rota.status is SolutionStatus.INFEASIBLE:
        return []
    end = last_day(rota.week_on)
    pins = pins_between(db, rota.area_id, max(rota.week_on, clock.today()), end)
    missing = _not_in(db, rota, pins) if pins else []
    if not missing:
        return []
    rows = load_week(db, rota.area_id, rota.week_on)
    problem = scheduler.read_problem(problem_of(rows))
    return [
        Unkept(pin=pin, why=standing_against(rows, problem, pin) or _although_possible(rota, pin))
        for pin in missing
    ]


def unkept_people(unkept: Sequence[Unkept]) -> list[int]:
    """Return the people on probation whom it is about, each once."""
    return sorted({each.pin.person_id for each in unkept if each.pin.person_id is not None})


def _not_in(db: Session, rota: Rota, pins: Sequence[RotaPin]) -> list[RotaPin]:
    booked = {(each.person_id, each.session_id) for each in board_queries.bookings_of(db, rota)}
    serving = {(each.supervisor_id, each.session_id) for each in board_queries.duties_of(db, rota)}
    return [
        pin
        for pin in pins
        if (pin.person_id, pin.session_id) not in booked
        and (pin.supervisor_id, pin.session_id) not in serving
    ]


def _although_possible(rota: Rota, pin: RotaPin) -> str:
    return ADDED_SINCE if pin.created_at > rota.created_at else POSSIBLE_NOW

"""A part of a rota opened up again: some sessions, perhaps with some supervisors.

Everything outside stays; inside, every hard rule is said exactly or a little too strictly, as an
integer programme over the pairs that promise most at the current prices. What it returns is a
rota at least as good as before, up to what the programme says too strictly.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.large.programmes.bookings import promising
from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.rules import (
    keeping_apart,
    limited_work,
    lone_woman,
    numbers,
    one_a_day,
    places,
    supervision,
    wasted_bookings,
    weekly_limit,
)
from scheduler.large.programmes.scope import scope_of
from scheduler.large.programmes.staffing import assign
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.improving import PieceSettings
from scheduler.settings.settings import USUAL


@dataclass(slots=True, eq=False)
class Neighbourhood:
    """An integer programme for part of a rota, and what its variables stand for."""

    programme: Programme
    sessions: Ints
    pairs: Ints
    chains: Ints
    free_staff: Ints
    booking: Ints
    opening: Ints
    working: Ints
    hint: Floats

    @classmethod
    def of(cls, draft: Draft) -> "Neighbourhood":
        """Return what has been written."""
        return cls(
            programme=draft.programme,
            sessions=draft.scope.sessions,
            pairs=draft.bookings.pairs,
            chains=draft.staffing.days,
            free_staff=draft.scope.supervisors,
            booking=draft.x,
            opening=draft.y,
            working=draft.staffing.works,
            hint=draft.hint(),
        )


def open_up(
    dual: Dual,
    rota: WorkingRota,
    sessions: Ints,
    supervisors: Ints,
    price: Floats,
    *,
    busy: Flags | None = None,
    settings: PieceSettings = USUAL.pieces,
) -> Neighbourhood:
    """Return the programme of a part of a rota.

    Parameters
    ----------
    dual
        The problem.
    rota
        A rota that keeps every rule.
    sessions
        Those opened up; all sessions that the supervisors run must be among them.
    supervisors
        Those whose weeks are opened up.
    price
        Points a place costs in each session, to choose the pairs that promise most.
    busy
        People who must stay where they are; nobody if not given.
    settings
        Which pairs are kept.
    """
    scope = scope_of(dual, rota, sessions, supervisors, busy)
    draft = Draft(scope, promising(scope, price, settings, busy))
    numbers.write_of_supervisors(draft.programme, draft.staffing, draft.missing)
    supervision.write(draft.programme, draft.staffing, scope.staying)
    keeping_apart.write_of_supervisors(draft)
    places.write(draft)
    numbers.write_of_people(draft)
    one_a_day.write(draft)
    wasted_bookings.write(draft)
    booked = draft.bookings.here * dual.arrays.sessions.minutes[draft.bookings.where]
    work = weekly_limit.write(draft, booked)
    wasted_bookings.write_requirement(draft, work)
    lone_woman.write(draft)
    keeping_apart.write_of_people(draft)
    limited_work.write(draft)
    return Neighbourhood.of(draft)


def close_up(rota: WorkingRota, dual: Dual, part: Neighbourhood, values: Floats) -> WorkingRota:
    """Return the rota with a part replaced by what its programme chose."""
    arrays = rota.arrays
    result = rota.copy()
    inside = np.zeros(len(rota.opened), bool)
    inside[part.sessions] = True
    result.booked[(result.booked >= 0) & inside[result.booked]] = -1
    chosen = part.pairs[values[part.booking] > 0.5]
    where = arrays.pairs.session[chosen]
    result.booked[arrays.pairs.who[chosen], arrays.sessions.day[where]] = where
    opened = values[part.opening] > 0.5
    result.opened[part.sessions] = opened
    rows = result.staff[part.sessions]
    rows[np.isin(rows, part.free_staff)] = -1
    rows[~opened] = -1
    result.staff[part.sessions] = rows
    assign(result, dual, part.chains[values[part.working] > 0.5])
    return result

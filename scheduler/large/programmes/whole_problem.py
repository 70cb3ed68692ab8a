"""A whole problem as one integer programme, for problems of middling size.

A piece of a rota (`neighbourhood`) may leave pairs out and say some rules a little too strictly.
Here nothing is left out and every rule is said exactly, with one exception that only makes it
looser: where attendance rates have more decimals than can be told apart, work that comes exactly
to what remains of a project (H11) is let through. So what the solver proves of the programme
holds for every rota, and what it finds is a rota.
"""

import numpy as np

from scheduler.arrays.compiled import Arrays
from scheduler.large.programmes.bookings import every_booking
from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.neighbourhood import Neighbourhood
from scheduler.large.programmes.rules import (
    cut_bookings,
    keeping_apart,
    last_session,
    lone_woman,
    numbers,
    one_a_day,
    places,
    standing,
    supervision,
    weekly_limit,
)
from scheduler.large.programmes.scope import scope_of
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.bounding import WholeSettings
from scheduler.settings.settings import USUAL


def is_middling(dual: Dual, settings: WholeSettings = USUAL.whole) -> bool:
    """Whether one programme of the whole problem is likely to pay, and can be made at all."""
    return (
        dual.supervisors.exact
        and len(dual.arrays.pairs) <= settings.most_pairs
        and len(dual.supervisors.chains) <= settings.most_days
        and _plans(dual.arrays) <= settings.most_plans
    )


def _plans(arrays: Arrays) -> int:
    """Return how many pairs of sessions have the same limited project."""
    limited = np.isfinite(arrays.project_minutes[arrays.sessions.project])
    return int((np.bincount(arrays.sessions.project[limited]) ** 2).sum()) // 2


def whole_programme(dual: Dual, rota: WorkingRota) -> Neighbourhood:
    """Return the programme of a whole problem.

    The best value of its objective and `Arrays.constant` are together never below the points of
    any rota.

    Parameters
    ----------
    dual
        The problem; its working days must all be listed (`SupervisorWeeks.exact`).
    rota
        A rota that keeps every rule, to start from.
    """
    everyone = np.arange(len(dual.arrays.supervisors.female))
    scope = scope_of(dual, rota, np.arange(len(rota.opened)), everyone)
    bookings = every_booking(scope)
    cuts = cut_bookings.cuts_of(scope, bookings)
    draft = Draft(scope, bookings)
    numbers.write_of_supervisors(draft.programme, draft.staffing, draft.missing)
    supervision.write(draft.programme, draft.staffing, scope.staying)
    keeping_apart.write_of_supervisors(draft)
    standing.write(draft.programme, draft.staffing)
    places.write(draft)
    numbers.write_of_people(draft)
    one_a_day.write(draft)
    work = weekly_limit.write(draft, bookings.here * bookings.credit - cuts.now)
    cut = cut_bookings.write(draft, cuts, work)
    lone_woman.write(draft)
    keeping_apart.write_of_people(draft)
    last_session.write(draft, cuts, cut)
    return Neighbourhood.of(draft)

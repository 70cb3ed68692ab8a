"""H9: an open session has the right number of supervisors and enough people; a closed one none."""

import numpy as np

from scheduler.arrays.columns import Ints
from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.staffing import Staffing
from scheduler.large.solver.programme import Programme


def write_of_supervisors(programme: Programme, staffing: Staffing, missing: Ints) -> None:
    """Add a row for each session: if it opens, it gets just as many supervisors as it misses."""
    rows = programme.rows(len(staffing.sessions), 0.0, 0.0)
    programme.put(rows, staffing.opens, -missing)
    programme.put(rows[staffing.served], staffing.works[staffing.serving], 1.0)


def write_of_people(draft: Draft) -> None:
    """Add a row for each session, and one for each booking where supervisors are still chosen.

    Elsewhere the row of H10 alone keeps people out of a session that stays closed.
    """
    programme, scope, sessions = draft.programme, draft.scope, draft.arrays.sessions
    at = scope.local[draft.bookings.where]
    rows = programme.rows(len(scope.sessions), 0.0, np.inf)
    programme.put(rows[at], draft.x, 1.0)
    programme.put(rows, draft.y, -sessions.min_people[scope.sessions])
    changing = (draft.missing > 0) | (sessions.needed[scope.sessions] == 0)
    some = np.flatnonzero(changing[at])
    rows = programme.rows(len(some), -np.inf, 0.0)
    programme.put(rows, draft.x[some], 1.0)
    programme.put(rows, draft.y[at[some]], -1.0)

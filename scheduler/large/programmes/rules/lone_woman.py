"""H8: the number of women in a session of a mixed project is never exactly one."""

import numpy as np

from scheduler.arrays.columns import sum_at
from scheduler.large.programmes.draft import Draft


def write(draft: Draft) -> None:
    """Add a variable for each session, whether there are several, and rows that say so."""
    arrays, programme, bookings = draft.arrays, draft.programme, draft.bookings
    some = arrays.people.female[bookings.who] & ~arrays.sessions.women_only[bookings.where]
    some &= arrays.problem.policy.no_lone_woman
    women = np.flatnonzero(some)
    here, at = np.unique(bookings.where[women], return_inverse=True)
    several = programme.variables(np.zeros(len(here)), whole=True)
    least = programme.rows(len(here), 0.0, np.inf)
    programme.put(least[at], draft.x[women], 1.0)
    programme.put(least, several, -2.0)
    each = programme.rows(len(women), -np.inf, 0.0)
    programme.put(each, draft.x[women], 1.0)
    programme.put(each, several[at], -1.0)
    draft.note(several, sum_at(at, bookings.here[women], len(here)) > 0)

"""H10: the shares of a place that bookings take up are at most the places, if a session opens."""

import numpy as np

from scheduler.large.programmes.draft import Draft


def write(draft: Draft) -> None:
    """Add a row for each session."""
    arrays, programme, scope = draft.arrays, draft.programme, draft.scope
    who, at = draft.bookings.who, scope.local[draft.bookings.where]
    rows = programme.rows(len(scope.sessions), -np.inf, 0.0)
    programme.put(rows[at], draft.x, arrays.people.share[who])
    programme.put(rows, draft.y, -arrays.sessions.places[scope.sessions])

"""H3: at most one session a day for a person."""

import numpy as np

from scheduler.large.programmes.draft import Draft


def write(draft: Draft) -> None:
    """Add a row for each person and day."""
    arrays, bookings = draft.arrays, draft.bookings
    day = arrays.sessions.day[bookings.where]
    days, one = np.unique(bookings.who * arrays.days + day, return_inverse=True)
    draft.programme.put(draft.programme.rows(len(days), -np.inf, 1.0)[one], draft.x, 1.0)

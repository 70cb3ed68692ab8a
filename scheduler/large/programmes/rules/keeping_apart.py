"""H7: people are kept apart from each other and from supervisors.

Supervisors who stay are seen to in `bookings`.
"""

import numpy as np

from scheduler.arrays.columns import AVOIDS
from scheduler.large.programmes.draft import Draft


def write_of_supervisors(draft: Draft) -> None:
    """Add: nobody in a session run by a free supervisor of the sex they must not meet."""
    arrays, programme, staffing = draft.arrays, draft.programme, draft.staffing
    female, where = arrays.supervisors.female, draft.bookings.where
    avoids = arrays.people.avoids[draft.bookings.who]
    for i in np.flatnonzero(avoids):
        sex = avoids[i] == AVOIDS["female"]
        some = staffing.at(int(where[i]))
        some = some[female[staffing.who[some]] == sex]
        if len(some):
            needed = float(arrays.sessions.needed[where[i]])
            row = programme.rows(1, -np.inf, needed)
            programme.put(row, staffing.works[some], 1.0)
            programme.put(row, draft.x[[i]], needed)


def write_of_people(draft: Draft) -> None:
    """Add: people to be kept apart are not in one session."""
    apart, bookings = draft.arrays.apart, draft.bookings
    at = {
        (int(p), int(s)): i
        for i, (p, s) in enumerate(zip(bookings.who, bookings.where, strict=True))
        if int(p) in apart
    }
    for (p, s), i in at.items():
        for q in apart[p]:
            if p < q and (q, s) in at:
                row = draft.programme.rows(1, -np.inf, 1.0)
                draft.programme.put(row, draft.x[[i, at[q, s]]], 1.0)

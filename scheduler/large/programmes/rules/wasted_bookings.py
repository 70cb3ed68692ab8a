"""H5, a little too strictly: no booking may credit nothing.

Whichever of a person's bookings is the last, something is left for it, as if it were the shortest;
`cut_bookings` says it exactly.
"""

import numpy as np

from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.rules.weekly_limit import Work


def write(draft: Draft) -> None:
    """Add a row for each person: minutes end before a last, shortest booking would be wasted."""
    people, outside, who = draft.arrays.people, draft.scope.outside, draft.bookings.who
    minutes = draft.arrays.sessions.minutes[draft.bookings.where]
    persons, mine = np.unique(who, return_inverse=True)
    shortest = outside.shortest[persons]
    np.minimum.at(shortest, mine, minutes)
    left = people.remaining[persons] - outside.total[persons]
    rows = draft.programme.rows(len(persons), -np.inf, left + shortest - 1)
    draft.programme.put(rows[mine], draft.x, minutes)


def write_requirement(draft: Draft, work: Work) -> None:
    """Add, over several weeks, a row for each person: no more is credited than remains."""
    if draft.arrays.weeks == 1:
        return
    programme, people = draft.programme, draft.arrays.people
    persons, at = np.unique(work.who, return_inverse=True)
    left = people.remaining[persons] - draft.scope.outside.total[persons]
    rows = programme.rows(len(persons), -np.inf, left)
    programme.put(rows[at], work.basic, 1.0)
    programme.put(rows[at], work.more, 1.0)

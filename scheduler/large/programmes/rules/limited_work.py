"""H11, a little too strictly: a session opens only while its project has work left.

What must be left is said with a small margin; `last_session` says it exactly.
"""

import numpy as np

from scheduler.large.programmes.draft import Draft

EDGE = 1e-3


def write(draft: Draft) -> None:
    """Add the rows of all projects whose work runs out."""
    sessions, minutes = draft.arrays.sessions, draft.arrays.project_minutes
    touched = np.unique(sessions.project[draft.scope.sessions])
    for j in touched[np.isfinite(minutes[touched])].tolist():
        _of_project(draft, j)


def _of_project(draft: Draft, j: int) -> None:
    """Add a row for each session of a project that opens, or follows one that may."""
    sessions, scope, bookings = draft.arrays.sessions, draft.scope, draft.bookings
    here = np.flatnonzero(sessions.project == j)
    here = here[np.argsort(sessions.rank[here])]
    of_project = np.flatnonzero(sessions.project[bookings.where] == j)
    rank = sessions.rank[bookings.where[of_project]]
    expected = bookings.credit * draft.arrays.people.rate[bookings.who]
    most = sessions.places * sessions.minutes
    for i, t in enumerate(here.tolist()):
        inside, earlier = scope.inside[t], here[:i]
        opened_up = earlier[scope.inside[earlier]]
        if not inside and not (scope.rota.opened[t] and len(opened_up)):
            continue
        limit = draft.arrays.project_minutes[j] - scope.outside.expected[earlier].sum() - EDGE
        slack = float(most[opened_up].sum())
        if inside and slack <= limit:
            continue
        row = draft.programme.rows(1, -np.inf, slack if inside else limit)
        some = of_project[rank < sessions.rank[t]]
        draft.programme.put(row, draft.x[some], expected[some])
        if inside:
            draft.programme.put(row, draft.y[scope.local[[t]]], max(1.0, slack - limit))

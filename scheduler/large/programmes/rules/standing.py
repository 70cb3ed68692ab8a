"""H13: supervisors run what they are pinned to.

Pinned bookings of people, and sessions that pins keep open, are lower bounds of variables.
"""

import numpy as np

from scheduler.large.programmes.staffing import Staffing
from scheduler.large.solver.programme import Programme


def write(programme: Programme, staffing: Staffing) -> None:
    """Add a row for each pin; the working days of all supervisors must be chosen among."""
    wanted = staffing.dual.arrays.staffing
    pins = np.flatnonzero(wanted.pinned)
    rows = programme.rows(len(pins), 1.0, 1.0)
    for row, pin in zip(rows.tolist(), pins.tolist(), strict=True):
        some = staffing.at(int(wanted.session[pin]))
        mine = some[staffing.who[some] == wanted.who[pin]]
        programme.put(np.array(row), staffing.works[mine], 1.0)

"""H12: supervisors have the skills between them, one working day a day, the time, and rest.

The gaps within a working day and its minutes are kept by what working days there are.
"""

import numpy as np

from scheduler.arrays.columns import Ints
from scheduler.large.programmes.staffing import Staffing
from scheduler.large.solver.programme import Programme


def write(programme: Programme, staffing: Staffing, staying: Ints) -> None:
    """Add the rows.

    Parameters
    ----------
    programme
        What they are added to.
    staffing
        The working days chosen among.
    staying
        Two columns: sessions, and a supervisor of each who runs it whatever is chosen.
    """
    _skills(programme, staffing, staying)
    _one_a_day(programme, staffing)
    _weekly_minutes(programme, staffing)
    _rest(programme, staffing)


def _skills(programme: Programme, staffing: Staffing, staying: Ints) -> None:
    """Add: all skills, and a woman where there must be one, among several supervisors."""
    dual = staffing.dual
    for row, s in enumerate(dual.joint_session.tolist()):
        i = staffing.local[s]
        if i < 0:
            continue
        able, stays = dual.joint_able[row] > 0, staying[staying[:, 0] == s, 1]
        if able[stays].any():
            continue
        line, some = programme.rows(1, 0.0, np.inf), staffing.at(s)
        programme.put(line, staffing.works[some[able[staffing.who[some]]]], 1.0)
        programme.put(line, staffing.opens[[i]], -1.0)


def _one_a_day(programme: Programme, staffing: Staffing) -> None:
    """Add: one working day a day."""
    day = staffing.dual.supervisors.chains.day[staffing.days]
    days, at = np.unique(staffing.who * staffing.dual.arrays.days + day, return_inverse=True)
    programme.put(programme.rows(len(days), -np.inf, 1.0)[at], staffing.works, 1.0)


def _weekly_minutes(programme: Programme, staffing: Staffing) -> None:
    """Add: no more minutes a week than there is room for."""
    chains, arrays = staffing.dual.supervisors.chains, staffing.dual.arrays
    week = chains.week[staffing.days]
    weeks, at = np.unique(staffing.who * arrays.weeks + week, return_inverse=True)
    room = np.maximum(arrays.supervisors.room.ravel()[weeks], 0).astype(float)
    rows = programme.rows(len(weeks), -np.inf, room)
    programme.put(rows[at], staffing.works, chains.minutes[staffing.days])


def _rest(programme: Programme, staffing: Staffing) -> None:
    """Add: no two days of a supervisor with too little rest between them."""
    arrays, members = staffing.dual.arrays, staffing.members
    day = staffing.dual.supervisors.chains.day[staffing.days]
    start = arrays.sessions.start[members[:, 0]]
    end = np.append(arrays.sessions.end, -(10**9))[members].max(axis=1)
    end = end + arrays.problem.policy.supervisor_rest_minutes
    for v in np.unique(staffing.who):
        mine = np.flatnonzero(staffing.who == v)
        first, second = np.nonzero(
            (day[mine][:, None] < day[mine][None, :]) & (end[mine][:, None] > start[mine][None, :])
        )
        rows = programme.rows(len(first), -np.inf, 1.0)
        programme.put(rows, staffing.works[mine[first]], 1.0)
        programme.put(rows, staffing.works[mine[second]], 1.0)

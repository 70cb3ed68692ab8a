"""Whole working days of supervisors, as variables of a programme.

Supervisors choose among them, so the gaps and the minutes of a day (H12) are kept by
construction. The rows are in `rules`: `numbers`, `supervision` and `standing`.
"""

import numpy as np

from scheduler.arrays.columns import Flags, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.dual import Dual


class Staffing:
    """Working days that supervisors may be given at some sessions.

    Parameters
    ----------
    dual
        The problem.
    days
        The working days (positions in the problem's chains); all serve the sessions alone.
    works
        A variable for each of them.
    sessions
        The sessions, ascending.
    opens
        A variable for each of them.

    Attributes
    ----------
    who
        Whose each of the working days is.
    local
        The place of each of the problem's sessions among these; -1 elsewhere.
    serving, served
        Which of the working days serves which of the sessions.
    """

    def __init__(self, dual: Dual, days: Ints, works: Ints, sessions: Ints, opens: Ints) -> None:
        self.dual, self.days, self.works = dual, days, works
        self.sessions, self.opens = sessions, opens
        self.who = dual.supervisors.chains.who[days]
        nobody, members = len(dual.arrays.sessions.day), self.members
        self.local = np.full(nobody, -1)
        self.local[sessions] = np.arange(len(sessions))
        self.serving, column = np.nonzero(members < nobody)
        self.served = self.local[members[self.serving, column]]

    @property
    def members(self) -> Ints:
        """The sessions of each working day in a row; behind them, the number of all sessions."""
        return self.dual.supervisors.chains.members[self.days]

    def at(self, session: int) -> Ints:
        """Return which of the working days serve a session."""
        found: Ints = self.serving[self.served == self.local[session]]
        return found

    def worked(self, rota: WorkingRota) -> Flags:
        """Return which of the working days supervisors have in a rota."""
        arrays, members, nobody = self.dual.arrays, self.members, len(self.local)
        where, column = np.nonzero(rota.staff >= 0)
        who, days = rota.staff[where, column], arrays.days
        runs = np.zeros((len(arrays.supervisors.female), nobody + 1), bool)
        runs[who, where] = True
        size = np.bincount(who * days + arrays.sessions.day[where], minlength=days * len(runs))
        absent = members == nobody
        here: Flags = (runs[self.who[:, None], members] | absent).all(axis=1)
        day = self.dual.supervisors.chains.day[self.days]
        here &= (~absent).sum(axis=1) == size[self.who * days + day]
        return here


def assign(rota: WorkingRota, dual: Dual, days: Ints) -> None:
    """Give supervisors some working days, besides what they have in a rota."""
    chains, count = dual.supervisors.chains, len(rota.opened)
    for k in days.tolist():
        for s in chains.members[k].tolist():
            if s < count:
                rota.staff[s, int(np.flatnonzero(rota.staff[s] < 0)[0])] = chains.who[k]


def pinned_sessions(arrays: Arrays) -> Flags:
    """Return which sessions pinned bookings keep open (H13)."""
    pinned = np.zeros(len(arrays.sessions.day), bool)
    pinned[arrays.pairs.session[arrays.pairs.pinned]] = True
    pinned[arrays.staffing.session[arrays.staffing.pinned]] = True
    return pinned

"""A programme while it is written: its variables, which every block of rules reads.

The blocks themselves are in `rules`.
"""

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints, Numbers
from scheduler.arrays.compiled import Arrays
from scheduler.large.programmes.bookings import Bookings
from scheduler.large.programmes.scope import Scope
from scheduler.large.programmes.staffing import Staffing, pinned_sessions
from scheduler.large.rotas.working_rota import find_pairs
from scheduler.large.solver.programme import Programme


class Draft:
    """Variables for sessions, bookings and working days; the rows are added by others.

    Attributes
    ----------
    programme
        What rows are added to.
    scope
        What is opened up.
    bookings
        What is chosen among.
    y
        A variable for each session opened up: whether it opens.
    x
        A variable for each booking: whether it is made.
    missing
        How many supervisors each session opened up needs besides those who stay.
    staffing
        The working days of the free supervisors, with variables and rows of their own.
    """

    def __init__(self, scope: Scope, bookings: Bookings) -> None:
        self.programme, self.scope, self.bookings = Programme(), scope, bookings
        self._now: list[tuple[Ints, Numbers | Flags]] = []
        arrays = scope.arrays
        fixed = np.bincount(scope.staying[:, 0], minlength=len(scope.inside))
        self.missing = (arrays.sessions.needed - fixed)[scope.sessions]
        days = _working_days(scope)
        able = _able(scope, days)
        self.y = self.programme.variables(
            _opening_points(scope)[scope.sessions],
            upper=able.astype(float),
            lower=pinned_sessions(arrays)[scope.sessions] & able,
            whole=True,
        )
        self.x = self.programme.variables(
            bookings.worth, lower=arrays.pairs.pinned[bookings.pairs], whole=True
        )
        works = self.programme.variables(scope.dual.supervisors.chains.points[days], whole=True)
        self.staffing = Staffing(scope.dual, days, works, scope.sessions, self.y)
        self.note(self.x, bookings.here)
        self.note(self.y, scope.rota.opened[scope.sessions])
        self.note(works, self.staffing.worked(scope.rota))

    @property
    def arrays(self) -> Arrays:
        """The problem as arrays."""
        return self.scope.arrays

    def note(self, columns: Ints, now: Numbers | Flags) -> None:
        """Note the values that variables have in the rota as it is; those not noted are 0."""
        self._now.append((columns, now))

    def hint(self) -> Floats:
        """Return the values that all variables have in the rota as it is."""
        hint = np.zeros(self.programme.size)
        for columns, now in self._now:
            hint[columns] = now
        return hint


def _working_days(scope: Scope) -> Ints:
    """Return the working days of the free supervisors at the sessions opened up."""
    chains = scope.dual.supervisors.chains
    rows = np.flatnonzero(np.isin(chains.who, scope.supervisors))
    inside = np.append(scope.inside, True)
    return rows[inside[chains.members[rows]].all(axis=1)]


def _able(scope: Scope, days: Ints) -> Flags:
    """Return which of the sessions opened up could open, with somebody to run them."""
    arrays, sessions = scope.arrays, scope.sessions
    served = np.zeros(len(scope.inside) + 1, bool)
    served[scope.staying[:, 0]] = True
    served[scope.dual.supervisors.chains.members[days]] = True
    able = served[sessions] | (arrays.sessions.needed[sessions] == 0)
    return np.asarray(able & arrays.possible[sessions], bool)


def _opening_points(scope: Scope) -> Floats:
    """Return the points of opening each session: what it costs, and of supervisors who stay."""
    arrays, staffing, staying = scope.arrays, scope.arrays.staffing, scope.staying
    points = np.full(len(scope.inside), -arrays.problem.policy.session_points)
    size = len(arrays.supervisors.female)
    spots = find_pairs(staffing.session, staffing.who, staying[:, 0], staying[:, 1], size)
    np.add.at(points, staying[:, 0], staffing.points[spots])
    return points

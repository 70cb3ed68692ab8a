"""What is opened up of a rota, and what stays as it is around it."""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Ints, sum_at
from scheduler.arrays.compiled import Arrays
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.dual import Dual


class Outside:
    """What stays: minutes, shares and bookings outside the sessions opened up."""

    def __init__(self, rota: WorkingRota, inside: Flags) -> None:
        arrays = rota.arrays
        self.booked = np.where((rota.booked >= 0) & inside[rota.booked], -1, rota.booked)
        kept = WorkingRota(arrays, rota.opened, rota.staff, self.booked)
        who, where, credit = kept.credits()
        people = len(arrays.people.rate)
        self.total = sum_at(who, arrays.sessions.minutes[where], people)
        self.shortest = np.full(people, 10**6, np.int64)
        np.minimum.at(self.shortest, who, arrays.sessions.minutes[where])
        unit = who * arrays.weeks + arrays.sessions.week[where]
        weekly = sum_at(unit, credit, people * arrays.weeks)
        self.credited = weekly.reshape(people, arrays.weeks)
        expected = credit * arrays.people.rate[who]
        self.expected = sum_at(where, expected, len(rota.opened))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """What is opened up of a rota.

    Attributes
    ----------
    dual
        The problem.
    rota
        The rota as it is.
    sessions
        Those opened up, ascending.
    supervisors
        Those whose weeks are opened up.
    inside
        Which sessions are opened up.
    local
        The place of each session among those opened up; -1 elsewhere.
    staying
        Two columns: sessions opened up, and a supervisor of each who runs it whatever is chosen.
    outside
        What stays.
    """

    dual: Dual
    rota: WorkingRota
    sessions: Ints
    supervisors: Ints
    inside: Flags
    local: Ints
    staying: Ints
    outside: Outside

    @property
    def arrays(self) -> Arrays:
        """The problem as arrays."""
        return self.dual.arrays


def scope_of(
    dual: Dual, rota: WorkingRota, sessions: Ints, supervisors: Ints, busy: Flags | None = None
) -> Scope:
    """Return what is opened up, without what is frozen and what busy people are in."""
    inside = np.zeros(len(rota.opened), bool)
    inside[sessions] = True
    inside &= ~dual.arrays.sessions.frozen
    if busy is not None:
        supervisors = _leave_out(rota, inside, supervisors, busy)
    left = np.flatnonzero(inside)
    local = np.full(len(inside), -1)
    local[left] = np.arange(len(left))
    return Scope(
        dual=dual,
        rota=rota,
        sessions=left,
        supervisors=supervisors,
        inside=inside,
        local=local,
        staying=_staying(rota, inside, supervisors),
        outside=Outside(rota, inside),
    )


def _leave_out(rota: WorkingRota, inside: Flags, supervisors: Ints, busy: Flags) -> Ints:
    """Leave sessions with busy people out; returns the supervisors who run none of them."""
    who, where = rota.bookings()
    held = np.unique(where[busy[who] & inside[where]])
    if not len(held):
        return supervisors
    inside[held] = False
    return np.setdiff1d(supervisors, rota.staff[held])


def _staying(rota: WorkingRota, inside: Flags, supervisors: Ints) -> Ints:
    """Return sessions opened up, each with a supervisor who runs it whatever is chosen."""
    stays = (rota.staff >= 0) & ~np.isin(rota.staff, supervisors)
    where, column = np.nonzero(stays & inside[:, None])
    return np.stack([where, rota.staff[where, column]], axis=1)

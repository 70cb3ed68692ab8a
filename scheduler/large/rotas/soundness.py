"""Whether a rota keeps the rules that a change may have broken, and the undoing of what broke."""

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints, sum_at
from scheduler.large.rotas.working_rota import WorkingRota

EDGE = 1e-9


def is_sound(rota: WorkingRota) -> bool:
    """Whether a rota keeps H4, H5 and H8 to H11 and every pinned booking, at a glance."""
    arrays = rota.arrays
    sessions, people, pairs = arrays.sessions, arrays.people, arrays.pairs
    who, where, credit = rota.credits()
    count = np.bincount(where, minlength=len(rota.opened))
    women = sum_at(where, people.female[who], len(rota.opened))
    unit = who * arrays.weeks + sessions.week[where]
    weekly = sum_at(unit, credit, people.room.size)
    least = np.where(rota.opened, sessions.min_people, 0)
    lone = (women == 1) & ~sessions.women_only & arrays.problem.policy.no_lone_woman
    pins = np.flatnonzero(pairs.pinned)
    at = pairs.session[pins]
    staffed = (rota.staff >= 0).sum(axis=1)
    return bool(
        (credit > 0).all()
        and (weekly <= people.room.ravel()).all()
        and (count >= least).all()
        and not (lone | ((count > 0) & ~rota.opened)).any()
        and (rota.load() <= sessions.places + 1e-7).all()
        and not _out_of_work(rota, where, credit * people.rate[who]).any()
        and (staffed == np.where(rota.opened, sessions.needed, 0)).all()
        and (rota.booked[pairs.who[pins], sessions.day[at]] == at).all()
        and _pinned_staff_stay(rota)
    )


def _pinned_staff_stay(rota: WorkingRota) -> bool:
    staffing = rota.arrays.staffing
    rows = np.flatnonzero(staffing.pinned).tolist()
    return all(staffing.who[i] in rota.staff[staffing.session[i]] for i in rows)


def undo_broken(rota: WorkingRota) -> bool:
    """Undo bookings and sessions that H8, H9 or H11 forbid; returns whether anything was undone."""
    arrays, changed = rota.arrays, False
    sessions, people = arrays.sessions, arrays.people
    while True:
        who, where, credit = rota.credits()
        count = np.bincount(where, minlength=len(rota.opened))
        women = sum_at(where, people.female[who], len(rota.opened))
        lone = (women == 1) & ~sessions.women_only & arrays.problem.policy.no_lone_woman
        some = people.female[who] & lone[where]
        small = rota.opened & (count < sessions.min_people)
        spent = _out_of_work(rota, where, credit * people.rate[who])
        shut = small | spent
        some = some | shut[where]
        wasted = credit <= 0
        some = some | wasted
        if not some.any() and not shut.any():
            return changed
        changed = True
        rota.booked[who[some], sessions.day[where[some]]] = -1
        rota.opened[shut] = False
        rota.staff[shut] = -1


def _out_of_work(rota: WorkingRota, where: Ints, expected: Floats) -> Flags:
    """Return the open sessions whose project has no work left when they start (H11)."""
    arrays = rota.arrays
    sessions = arrays.sessions
    done = sum_at(where, expected, len(rota.opened))
    order = np.lexsort((sessions.rank, sessions.project))
    run = np.cumsum(done[order]) - done[order]
    project = sessions.project[order]
    first = np.flatnonzero(np.diff(project, prepend=-1))
    run -= np.repeat(run[first], np.diff(np.append(first, len(order))))
    before = np.empty(len(order))
    before[order] = run
    return rota.opened & (before >= arrays.project_minutes[sessions.project] - EDGE)

"""Whether a booking that is pinned, or might be, can stand at all; if not, for which rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.deadline import Deadline
from scheduler.exact.feasibility import Clashes
from scheduler.problem import Bookings

if TYPE_CHECKING:
    from scheduler.exact.feasibility import Insisted
    from scheduler.problem import Pair, Problem


def pin_objections(problem: Problem, pin: Insisted, *, seconds: float = 5.0) -> tuple[str, ...]:
    """Return the codes of the rules under which a booking, once pinned, cannot stand.

    Only bookings that could be to blame are looked at: frozen ones, and those pinned to the same
    session or of the same person or supervisor. Clashes of others among themselves do not count.

    Parameters
    ----------
    problem
        The week as it is.
    pin
        `"people"` or `"supervisors"`, whose id, and the session's.
    seconds
        How long to look at most; what is not found by then does not count.

    Returns
    -------
    codes
        Empty if the booking can stand.
    """
    who, member, session = pin
    pinned = Bookings(
        people=_near(problem.pinned.people, pin, among="people"),
        supervisors=_near(problem.pinned.supervisors, pin, among="supervisors"),
    )
    added = {who: tuple(dict.fromkeys((*getattr(pinned, who), (member, session))))}
    asked = replace(problem, pinned=replace(pinned, **added))
    try:
        for clash in Clashes(asked, Deadline(seconds), seed=1).found():
            if pin in clash.bookings:
                return tuple(rule.code for rule in clash.rules)
    except TimeoutError:
        pass
    return ()


def impossible_pins(problem: Problem, *, seconds: float = 5.0) -> dict[Insisted, tuple[str, ...]]:
    """Return the pinned bookings that cannot stand, each with the codes of the rules why.

    Where several cannot stand together, each of them is named.

    Parameters
    ----------
    problem
        The week as it is.
    seconds
        How long to look at most; what is not found by then is not named.
    """
    pinned = {("people", *pair) for pair in problem.pinned.people}
    pinned |= {("supervisors", *pair) for pair in problem.pinned.supervisors}
    found: dict[Insisted, tuple[str, ...]] = {}
    try:
        for clash in Clashes(problem, Deadline(seconds), seed=1).found():
            codes = tuple(rule.code for rule in clash.rules)
            found |= {each: codes for each in clash.bookings if each in pinned}
    except TimeoutError:
        pass
    return found


def _near(pairs: tuple[Pair, ...], pin: Insisted, *, among: str) -> tuple[Pair, ...]:
    who, member, session = pin
    return tuple(
        pair for pair in pairs if pair[1] == session or (among == who and pair[0] == member)
    )

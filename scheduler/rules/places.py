"""H10: the shares of a place that the bookings of a session take up add up to at most `places`.

Frozen groups to which nobody is added are exempt.
"""

from __future__ import annotations

from math import ceil, fsum
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.facts import place_share
from scheduler.modelling.choices import total
from scheduler.modelling.fractions import whole_numbers
from scheduler.rota import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


FINE = 10**12
"""Units of a place; a thousand bookings rounded to them stay within what is negligible."""


def violations(problem: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each session with more bookings than its places allow."""
    margin = problem.policy.overbooking_margin
    for opened in rota.opened:
        taken = fsum(
            place_share(margin, booking.person.attendance_rate) for booking in opened.bookings
        )
        if taken > opened.session.places + NEGLIGIBLE and not opened.people_stand:
            people = wording.count(len(opened.bookings), "person", "people")
            yield (
                f"{wording.session(opened.session)} has {people} booked, who take up "
                f"{_rounded(taken):.2f} of {wording.count(opened.session.places, 'place')}."
            )


def _rounded(taken: float) -> float:
    """Return a sum of shares rounded up, so that more than the places never reads like them."""
    return ceil(round(taken * 100, 6)) / 100


def constrain(model: Model) -> None:
    """Limit the shares taken up in each free session, and to none where it stays closed."""
    margin = model.policy.overbooking_margin
    for session in model.sessions_with_groups:
        bookings = model.by_session.get(session.id, [])
        shares, one = whole_numbers(
            [place_share(margin, choice.person.attendance_rate) for choice in bookings], fine=FINE
        )
        room = session.places * one
        if sum(shares) > room:
            taken = [
                (min(share, room + 1), choice.chosen)
                for share, choice in zip(shares, bookings, strict=True)
            ]
            model.cp.add(total(taken) <= room * model.opens[session.id])

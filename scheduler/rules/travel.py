"""H2: home to project takes at most `max_travel_minutes`. Frozen and pinned bookings are exempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import travel_minutes
from scheduler.rota import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Person, Problem
    from scheduler.rota import Rota


def violations(problem: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each booking that is too far from home."""
    for booking in rota.bookings:
        if booking.frozen or booking.pinned:
            continue
        minutes = travel_minutes(problem.policy, booking.person, booking.project)
        limit = booking.person.max_travel_minutes
        if minutes > limit + NEGLIGIBLE:
            yield (
                f"{booking.person.id} would travel {minutes:.1f} minutes to "
                f"{wording.session(booking.session)}; their limit is {limit}."
            )


def narrow_people(pairs: Pairs[Person]) -> None:
    """Keep the pairs within the person's limit."""
    limits = np.array([person.max_travel_minutes for person in pairs.members], dtype=np.float64)
    pairs.keep(pairs.travel_minutes <= limits[:, None])

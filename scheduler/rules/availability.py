"""H1: a person is booked only where the whole session lies inside one of their windows.

Frozen and pinned bookings are exempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Person, Problem
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each booking outside the person's availability."""
    for booking in rota.bookings:
        if booking.frozen or booking.pinned:
            continue
        session = booking.session
        if not any(
            start <= session.start and session.end <= end for start, end in booking.person.available
        ):
            yield (
                f"{booking.person.id} is not available for the whole of {wording.session(session)}."
            )


def narrow_people(pairs: Pairs[Person]) -> None:
    """Keep the pairs whose session lies inside a window."""
    pairs.keep(pairs.within_windows())

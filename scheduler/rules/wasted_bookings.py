"""H5: no booking may credit nothing. Frozen bookings are exempt; pinned ones are not.

A booking credits min(session minutes, minutes still left), in order of start; what that makes
is in `Rota` for finished rotas and in `modelling.credits` for the solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.modelling.choices import total
from scheduler.modelling.credits import most_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Person, Problem
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each booking that credits nothing."""
    for booking in rota.bookings:
        if booking.credited == 0 and not booking.frozen:
            yield (
                f"{booking.person.id} would be credited nothing for "
                f"{wording.session(booking.session)}: no unpaid work is left by then."
            )


def narrow_people(pairs: Pairs[Person]) -> None:
    """Keep the pairs that can credit something at all."""
    left = np.array([person.remaining_minutes > 0 for person in pairs.members], dtype=np.bool_)
    worth = np.array([session.minutes > 0 for session in pairs.sessions], dtype=np.bool_)
    pairs.keep(left[:, None] & worth[None, :], pinned_exempt=False)


def constrain(model: Model) -> None:
    """Allow a booking only while its earlier ones leave something to credit."""
    one_a_day = "H3" in model.rules
    for choices in model.by_person.values():
        left = choices[0].person.remaining_minutes
        if all(choice.session.minutes >= left and choice.free for choice in choices):
            model.cp.add_at_most_one(choice.chosen for choice in choices)
            continue
        most = most_minutes(choices, one_a_day=one_a_day)
        for number, choice in enumerate(choices):
            if choice.frozen or most[number] < left:
                continue
            earlier = [(other.session.minutes, other.chosen) for other in choices[:number]]
            model.cp.add(total(earlier) <= left - 1).only_enforce_if(choice.chosen)

"""H3: at most one session a day for a person; frozen and pinned bookings count too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each person and day with several sessions."""
    for person, bookings in rota.bookings_of.items():
        by_day = defaultdict(list)
        for booking in bookings:
            by_day[booking.session.start.date()].append(booking.session.id)
        for day, sessions in by_day.items():
            if len(sessions) > 1:
                names = wording.listed(sessions)
                yield f"{person} has {len(sessions)} sessions on {wording.day(day)}: {names}."


def constrain(model: Model) -> None:
    """Allow at most one choice for each person and day."""
    for choices in model.by_person.values():
        by_day = defaultdict(list)
        for choice in choices:
            by_day[choice.session.start.date()].append(choice.chosen)
        for chosen in by_day.values():
            if len(chosen) > 1:
                model.cp.add_at_most_one(chosen)

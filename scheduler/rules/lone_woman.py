"""H8: with `no_lone_woman`, a session of a mixed project never has exactly one woman booked.

Frozen groups to which nobody is added are exempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def violations(problem: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each session with a lone woman."""
    if not problem.policy.no_lone_woman:
        return
    for opened in rota.opened:
        women = [booking.person.id for booking in opened.bookings if booking.person.female]
        if len(women) == 1 and not (opened.people_stand or opened.project.women_only):
            yield f"{women[0]} would be the only woman on {wording.session(opened.session)}."


def constrain(model: Model) -> None:
    """Book each woman only together with another one."""
    if not model.policy.no_lone_woman:
        return
    for session in model.sessions_with_groups:
        if model.projects[session.project].women_only:
            continue
        bookings = model.by_session.get(session.id, [])
        women = [choice.chosen for choice in bookings if choice.person.female]
        for number, one in enumerate(women):
            others = women[:number] + women[number + 1 :]
            model.cp.add_bool_or([one.negated(), *others])

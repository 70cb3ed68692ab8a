"""H9: an open session has the right number of supervisors and enough people.

Exactly `supervisors_needed` and at least `min_people`; a closed session has nobody. A frozen
session is exempt unless somebody is added to it; adding a supervisor asks nothing of the group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.modelling.choices import total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each session with too few people or the wrong number of supervisors."""
    for opened in rota.opened:
        session, where = opened.session, wording.session(opened.session)
        stands = opened.people_stand and opened.team_stands
        if len(opened.duties) != session.supervisors_needed and not stands:
            needed = wording.count(session.supervisors_needed, "supervisor")
            yield f"{where} needs exactly {needed}, but has {len(opened.duties)}."
        if len(opened.bookings) < session.min_people and not opened.people_stand:
            needed = wording.count(session.min_people, "person", "people")
            yield f"{where} needs at least {needed}, but has {len(opened.bookings)}."


def constrain(model: Model) -> None:
    """Tie the numbers of each free session to its opening."""
    for session in model.sessions_with_choices:
        duties = [(1, duty.chosen) for duty in model.duties_by_session.get(session.id, [])]
        model.cp.add(total(duties) == session.supervisors_needed * model.opens[session.id])
    for session in model.sessions_with_groups:
        people = [(1, choice.chosen) for choice in model.by_session.get(session.id, [])]
        model.cp.add(total(people) >= session.min_people * model.opens[session.id])

"""H4: a person's credited minutes in an ISO week are at most `max_weekly_minutes`.

Frozen and pinned bookings count too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.facts import week_of
from scheduler.modelling.choices import total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each person and week above the limit."""
    for (person, week), credited in rota.credited_by_week.items():
        limit = rota.people[person].max_weekly_minutes
        if credited > limit:
            yield (
                f"{person} would be credited {credited:,} minutes in {wording.week(week)}; "
                f"their weekly limit is {limit:,}."
            )


def constrain(model: Model) -> None:
    """Limit each person's credit in each week."""
    for choices in model.by_person.values():
        by_week = defaultdict(list)
        for choice in choices:
            by_week[week_of(choice.session)].append(choice)
        for chosen in by_week.values():
            limit = chosen[0].person.max_weekly_minutes
            if sum(choice.session.minutes for choice in chosen) > limit:
                credit = [term for choice in chosen for term in choice.credit]
                model.cp.add(total(credit) <= limit)

"""Who stands at a week's sessions without being in its rota, and is neither added nor taken off.

Publishing leaves announced sessions that are near as they are. Bookings and duties there that may
not stand are not planned again, yet stay until somebody mends them; so does what is recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from payback.rota.draft import board_queries
from payback.rota.models import RotaState
from payback.rota.problem.keys import row_id
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from payback.rota.draft.board_queries import Pair
    from payback.rota.models import Rota
    from scheduler import Problem


def note_beside(db: Session, rota: Rota, session_ids: Collection[int]) -> None:
    """Note with a rota that is being published who stands at its sessions besides."""
    people, supervisors = board_queries.announced(db, session_ids, kept=True)
    people -= {(each.session_id, each.person_id) for each in board_queries.bookings_of(db, rota)}
    supervisors -= {
        (each.session_id, each.supervisor_id) for each in board_queries.duties_of(db, rota)
    }
    rota.stood_beside = json.dumps([sorted(people), sorted(supervisors)])


def standing_beside(
    rota: Rota, problem: Problem, told: tuple[frozenset[Pair], frozenset[Pair]]
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Return who stands beside a rota: people, and supervisors, each with the session.

    Of a draft it is whoever publishing would leave where they are, of ``told``; of any other what
    was noted when it was published.
    """
    if rota.state is not RotaState.DRAFT:
        people, supervisors = json.loads(rota.stood_beside)
        return _pairs(people), _pairs(supervisors)
    frozen = {row_id(each.id) for each in problem.sessions if is_frozen(problem.policy, each)}
    of_people, of_supervisors = (_pairs(one for one in each if one[0] in frozen) for each in told)
    return of_people, of_supervisors


def _pairs(found: Iterable[Iterable[int]]) -> frozenset[Pair]:
    return frozenset((session_id, other) for session_id, other in found)

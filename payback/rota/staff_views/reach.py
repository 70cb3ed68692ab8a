"""What every page of rotas shares: the blueprint, and the rotas within the reader's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import scheduler
from payback.core.errors import NotFound
from payback.core.web import actor
from payback.rota import queries
from payback.rota.problem.documents import unpacked
from payback.rota.problem.keys import row_id
from payback.rota.problem.names import names_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.rota.models import Rota
    from payback.rota.problem.names import Names

blueprint = Blueprint("rota", __name__)


def rota_or_404(db: Session, rota_id: int) -> Rota:
    """Return a rota of the reader's areas."""
    rota = queries.rota_by_id(db, rota_id, actor())
    if rota is None:
        raise NotFound
    return rota


def names_in(db: Session, rota: Rota) -> Names:
    """Return what to call the rows of a rota in sentences."""
    problem = scheduler.read_problem(unpacked(rota.problem))
    return names_of(db, [row_id(each.id) for each in problem.sessions])

"""Staff: rotas by week, and one rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.web import actor, noted_reading, reading
from payback.core.weeks import monday_of
from payback.rota import queries
from payback.rota.draft import board_queries
from payback.rota.draft.board import Board, board_of, in_order
from payback.rota.problem.keys import people_in
from payback.rota.problem.names import numbered
from payback.rota.questions.unkept import unkept_of, unkept_people
from payback.rota.rules import gap_in_words
from payback.rota.staff_views.reach import blueprint, names_in, rota_or_404

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from payback.people.models import Person
    from payback.rota.models import Rota
    from payback.rota.problem.names import Names
    from payback.rota.questions.unkept import Unkept

RECENT_RUNS = 10


@blueprint.get("/rotas")
@requires(Permission.SEE_ROTA)
def list_rotas() -> str:
    """List the rotas of this week and later, and the latest runs."""
    db = reading()
    rotas = queries.rotas_from(db, actor(), monday_of(clock.today()))
    return render_template(
        "rota/list.html",
        rotas=rotas,
        sizes=queries.counts_of_rotas(db, [each.id for each in rotas]),
        runs=queries.latest_runs(db, actor(), RECENT_RUNS),
        gap_in_words=gap_in_words,
        may_plan=actor().may(Permission.PLAN_ROTA),
    )


@blueprint.get("/rotas/<int:rota_id>")
@requires(Permission.SEE_ROTA)
def show_rota(rota_id: int) -> str:
    """Show one rota; names only to those who may read people's records, and audited."""
    with noted_reading() as db:
        rota = rota_or_404(db, rota_id)
        names = names_in(db, rota)
        board = board_of(db, rota)
        unkept = unkept_of(db, rota)
        people = _people(db, board, rota, unkept) if actor().may(Permission.SEE_PEOPLE) else None
        published = queries.published_rota(db, rota.area_id, rota.week_on)
    return render_template(
        "rota/show.html",
        rota=rota,
        board=board,
        unkept=unkept,
        called=_caller(people),
        named=people is not None,
        conflicts=[_namer(names, board, people).say(each) for each in board.conflicts],
        published=published,
        gap=gap_in_words(rota.gap),
        may_plan=actor().may(Permission.PLAN_ROTA),
    )


def _people(db: Session, board: Board, rota: Rota, unkept: Sequence[Unkept]) -> dict[int, Person]:
    people = board_queries.people_by_ids(db, [*board.person_ids, *unkept_people(unkept)])
    audit.record_reads(db, "people", people, f"rota {rota.id}")
    return people


def _namer(names: Names, board: Board, people: dict[int, Person] | None) -> Names:
    """Return names for sentences about several people, who must be told apart."""
    unnamed = numbered(people_in(board.conflicts))
    if people is None:
        return names.called(unnamed)
    return names.called(lambda each: people[each].listed_name if each in people else unnamed(each))


def _caller(people: dict[int, Person] | None) -> Callable[[Sequence[int]], list[Person]]:
    """Return what turns ids into people; into nobody without permission."""
    return lambda person_ids: in_order(people or {}, person_ids)

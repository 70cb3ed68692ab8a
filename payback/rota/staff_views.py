"""Staff: rotas by week, starting and following a run, one rota."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from payback.areas.queries import areas_of
from payback.core import audit, clock, submissions
from payback.core.access import Permission, requires
from payback.core.errors import NotFound, RuleBroken
from payback.core.web import actor, noted_reading, reading, transaction
from payback.rota import board_queries, queries, service
from payback.rota.board import Board, board_of, in_order
from payback.rota.documents import unpacked
from payback.rota.forms import USUAL_SECONDS, PlanForm
from payback.rota.keys import numbered, people_in, row_id
from payback.rota.rules import gap_in_words, monday_of
from payback.rota.words import search_in_words
from scheduler import read_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.people.models import Person
    from payback.rota.keys import Names
    from payback.rota.models import Rota, RotaRun

RECENT_RUNS = 10

blueprint = Blueprint("rota", __name__)


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


@blueprint.get("/rota-runs/new")
@requires(Permission.PLAN_ROTA)
def new_run_form() -> str:
    """Ask which weeks of which area to plan."""
    areas = areas_of(reading(), actor())
    known = {
        "area": request.args.get("area") or (str(areas[0].id) if len(areas) == 1 else None),
        "first_on": request.args.get("first") or _next_week(),
        "weeks": "1",
        "seconds": USUAL_SECONDS,
    }
    form = PlanForm(formdata=None, data=known).offer(areas, clock.today())
    return render_template("rota/plan.html", form=form, token=submissions.new_token())


@blueprint.post("/rota-runs/new")
@requires(Permission.PLAN_ROTA)
def start_run() -> ResponseReturnValue:
    """Queue a run and go to its progress."""
    form = PlanForm().offer(areas_of(reading(), actor()), clock.today())
    token = request.form.get("submission_token", "")
    if form.validate_on_submit():
        try:
            with transaction() as db:
                if earlier := submissions.earlier_result(db, token):
                    return redirect(earlier)
                run = service.start_run(
                    db,
                    area_id=int(form.area.value),
                    first_on=form.first_day,
                    weeks=int(form.weeks.value),
                    seconds=form.seconds.value,
                    account_id=actor().account_id,
                )
                address = url_for(".show_run", run_id=run.id)
                submissions.keep_result(db, token, address)
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            return redirect(address)
    token = token or submissions.new_token()
    return render_template("rota/plan.html", form=form, token=token), 422


@blueprint.get("/rota-runs/<int:run_id>")
@requires(Permission.SEE_ROTA)
def show_run(run_id: int) -> str:
    """Show how a run stands; the page asks to be loaded again while it goes on."""
    db = reading()
    run = _run(db, run_id)
    elapsed = (run.job.ended_at or clock.now()) - run.job.created_at
    return render_template(
        "rota/run.html",
        run=run,
        job=run.job,
        shown=search_in_words(
            run.job.progress_values,
            seconds=elapsed // timedelta(seconds=1),
            week_seconds=run.seconds,
        ),
        sizes=queries.counts_of_rotas(db, [each.id for each in run.rotas]),
        gap_in_words=gap_in_words,
        may_plan=actor().may(Permission.PLAN_ROTA),
    )


@blueprint.post("/rota-runs/<int:run_id>/stop")
@requires(Permission.PLAN_ROTA)
def stop_run(run_id: int) -> ResponseReturnValue:
    """Ask a run to stop with the best rota so far."""
    with transaction() as db:
        run = _run(db, run_id)
        ended = run.job.ended
        service.stop_run(db, run)
    if ended:
        flash("The run had already ended.")
    else:
        flash("The run is stopping. The best rota so far is kept.", "success")
    return redirect(url_for(".show_run", run_id=run_id))


@blueprint.get("/rotas/<int:rota_id>")
@requires(Permission.SEE_ROTA)
def show_rota(rota_id: int) -> str:
    """Show one rota; names only to those who may read people's records, and audited."""
    with noted_reading() as db:
        rota = rota_or_404(db, rota_id)
        names = names_in(db, rota)
        board = board_of(db, rota)
        people = _people(db, board, rota) if actor().may(Permission.SEE_PEOPLE) else None
        published = queries.published_rota(db, rota.area_id, rota.week_on)
    return render_template(
        "rota/show.html",
        rota=rota,
        board=board,
        called=_caller(people),
        named=people is not None,
        conflicts=[_namer(names, board, people).say(each) for each in board.conflicts],
        published=published,
        gap=gap_in_words(rota.gap),
        may_plan=actor().may(Permission.PLAN_ROTA),
    )


def rota_or_404(db: Session, rota_id: int) -> Rota:
    """Return a rota of the reader's areas."""
    rota = queries.rota_by_id(db, rota_id, actor())
    if rota is None:
        raise NotFound
    return rota


def names_in(db: Session, rota: Rota) -> Names:
    """Return what to call the rows of a rota in sentences."""
    problem = read_problem(unpacked(rota.problem))
    return queries.names_of(db, [row_id(each.id) for each in problem.sessions])


def _run(db: Session, run_id: int) -> RotaRun:
    run = queries.run_by_id(db, run_id, actor())
    if run is None:
        raise NotFound
    return run


def _next_week() -> str:
    return (monday_of(clock.today()) + timedelta(days=7)).isoformat()


def _people(db: Session, board: Board, rota: Rota) -> dict[int, Person]:
    people = board_queries.people_by_ids(db, board.person_ids)
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

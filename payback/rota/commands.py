"""``payback plan`` and ``payback rota``: planning from the command line."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import click

import scheduler
from payback.areas.queries import area_by_code
from payback.core import jobs
from payback.core.access import COMMAND_LINE
from payback.core.commands import RowNumber, config_or_exit, database_or_exit
from payback.core.errors import RuleBroken
from payback.core.wording import date as as_date
from payback.core.wording import plural
from payback.rota import queries, service
from payback.rota.models import LEAST_SECONDS, LONGEST_WEEKS, MOST_SECONDS, RotaRun
from payback.rota.problem.documents import stored_answer
from payback.rota.rules import gap_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from payback.config import Config
    from payback.core.db import Database
    from payback.core.jobs import Job
    from payback.rota.models import Rota

POLL_SECONDS = 0.5
Day = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.command("plan")
@click.option("--area", "code", required=True, help="ONS code of the area.")
@click.option("--from", "first", required=True, type=Day, help="A day of the first week.")
@click.option("--weeks", default=1, show_default=True, type=click.IntRange(1, LONGEST_WEEKS))
@click.option(
    "--seconds",
    default=60,
    show_default=True,
    type=click.IntRange(LEAST_SECONDS, MOST_SECONDS),
    help="The longest search for each week.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def plan(code: str, first: datetime, weeks: int, seconds: int, seed: int, workers: int) -> None:
    """Plan weeks of an area and leave a draft rota for each; Ctrl-C keeps the best so far."""
    config = config_or_exit()
    with closing(database_or_exit(config)) as database:
        try:
            with database.transaction(COMMAND_LINE) as db:
                area = area_by_code(db, code)
                if area is None:
                    raise RuleBroken("area", f"No area has the code {code}.")
                run = service.start_run(
                    db,
                    area_id=area.id,
                    first_on=first.date(),
                    weeks=weeks,
                    seconds=seconds,
                    seed=seed,
                    workers=workers,
                    account_id=None,
                )
        except RuleBroken as broken:
            click.echo(broken.sentence, err=True)
            sys.exit(1)
        job = _do(database, config, run)
        _tell(database, run.id, job)


@click.group("rota")
def rota() -> None:
    """Look into runs of the optimiser."""


@rota.command("replay")
@click.argument("run_id", metavar="RUN", type=RowNumber)
def replay(run_id: int) -> None:
    """Check the stored rotas of RUN again and solve its problems anew, with one worker.

    Leaves with status 1 if a stored rota breaks a rule or has other points than were stored. A
    search that its time limit ended may find another rota when it is repeated; one that was
    proved to be the best may not find other points.
    """
    with closing(database_or_exit()) as database, database.reading() as db:
        run = db.get(RotaRun, run_id)
        rotas = queries.rotas_of_run(db, run_id)
    if run is None or not rotas:
        click.echo(f"There is no run {run_id} with a rota.", err=True)
        sys.exit(1)
    if not all([_replayed(run, each) for each in rotas]):
        sys.exit(1)


def _do(database: Database, config: Config, run: RotaRun) -> Job:
    """Do the run's job here, unless a worker was quicker, and wait for its end."""
    job_id = run.job_id or 0
    doing = threading.Thread(target=jobs.run, args=(database, config, job_id, jobs.worker_name()))
    doing.start()
    said = ""
    while True:
        try:
            with database.reading() as db:
                job = db.get_one(jobs.Job, job_id)
            if (line := _progress(job)) and line != said:
                click.echo(said := line, err=True)
            if job.ended:
                doing.join()
                return job
            time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            click.echo("Stopping; the best rota so far is kept.", err=True)
            with database.transaction(COMMAND_LINE) as db:
                jobs.request_stop(db, job_id)


def _progress(job: Job) -> str:
    values = job.progress_values
    if not values:
        return ""
    best = values.get("objective")
    found = f"{best:,.0f} points, {gap_in_words(values.get('gap'))}" if best is not None else ""
    return f"Week {values['week']} of {values['weeks']}: {values['phase']}. {found}".strip()


def _tell(database: Database, run_id: int, job: Job) -> None:
    """Say what the run left; leave with status 1 if it failed."""
    with database.reading() as db:
        rotas = queries.rotas_of_run(db, run_id)
        counts = queries.counts_of_rotas(db, [each.id for each in rotas])
    for each in rotas:
        size = counts[each.id]
        click.echo(
            f"Run {run_id}, rota {each.id}, week of {as_date(each.week_on)}: {each.status}, "
            f"{plural(size.sessions, 'session')}, {plural(size.people, 'person', 'people')}, "
            f"{size.unplaced:,} not placed; {gap_in_words(each.gap)}."
        )
    if job.state is jobs.JobState.FAILED:
        click.echo(job.failure or "The run failed.", err=True)
        sys.exit(1)
    if job.state is jobs.JobState.STOPPED:
        click.echo("The run was stopped.", err=True)


def _replayed(run: RotaRun, stored: Rota) -> bool:
    problem, answer = stored_answer(stored)
    checked = scheduler.check(problem, answer)
    sound = stored.objective is None or (
        not checked.violations and checked.objective == stored.objective
    )
    again = scheduler.solve(problem, seconds=run.seconds, workers=1, seed=run.seed)
    click.echo(
        f"Week of {as_date(stored.week_on)}, input {stored.problem_hash[:12]}: stored "
        f"{stored.objective}, checked {checked.objective if stored.objective else None}, "
        f"solved again with one worker {again.objective}."
    )
    for violation in checked.violations if not sound else ():
        click.echo(f"{violation.rule}: {violation.sentence}", err=True)
    return sound and (stored.status != "optimal" or _same(again.objective, stored))


def _same(objective: float | None, stored: Rota) -> bool:
    """Whether two proved optima agree, within what still counts as proved."""
    if objective is None or stored.objective is None or stored.bound is None:
        return objective is stored.objective
    return abs(objective - stored.objective) <= 0.0001 * max(1.0, abs(stored.bound))

"""Hits and misses by quarter: our own, live, beside those that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.web import actor, reading
from payback.reports import scores
from payback.reports.downloads import csv_response
from payback.reports.figure_queries import figures_for, may_change
from payback.reports.filters import QuarterFilter, read_quarter
from payback.reports.measures import DELIVERY
from payback.reports.performance import Line, delivery_lines, figures_of
from payback.reports.periods import quarters_until
from payback.reports.requirement_queries import deliveries
from payback.reports.staff_views.reach import blueprint
from payback.reports.suppression import FEWEST_PEOPLE

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.core.csv_export import Cell
    from payback.reports.periods import Period
    from payback.reports.places import Place
    from payback.reports.scores import Score

QUARTERS = 4
SCORE_COLUMNS = (
    *("hit", "miss", "total", "performance per cent", "target per cent", "met"),
    "hits needed to reach the target",
)


@blueprint.get("/reports/performance")
@requires(Permission.SEE_REPORTS)
def show_performance() -> ResponseReturnValue:
    """Show our own quarters for a place, and below them what others have published."""
    form, place, quarter = _asked()
    figures = figures_of(figures_for(reading(), actor()))
    page = render_template(
        "reports/performance.html",
        form=form,
        place=place,
        quarter=quarter,
        lines=_lines(place, quarter),
        figures=figures,
        doubts=scores.doubts(figure for _, figure in figures),
        measure=DELIVERY,
        target=DELIVERY.target_on(quarter.first),
        exact=_exact(),
        may_import=actor().may(Permission.IMPORT_FIGURES),
        may_change=lambda area_id: may_change(actor(), area_id),
        fewest=FEWEST_PEOPLE,
        now=clock.now(),
        words=scores,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/reports/performance.csv")
@requires(Permission.SEE_REPORTS)
def download_performance() -> ResponseReturnValue:
    """Download our own quarters, with the same filter as the page."""
    form, place, quarter = _asked()
    if form.errors:
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"{url_for('.show_performance')}?{query}")
    what = (DELIVERY.name, DELIVERY.version, place.name)
    lines = [
        (line.quarter.first, line.quarter.last, *what, *_cells(line.score))
        for line in _lines(place, quarter)
    ]
    return csv_response(
        f"performance, {place.name}, up to {quarter.last}",
        ["quarter start", "quarter end", "measure", "version", "where", *SCORE_COLUMNS],
        lines,
        kind="requirements",
    )


@blueprint.get("/reports/published-figures.csv")
@requires(Permission.SEE_REPORTS)
def download_figures() -> ResponseReturnValue:
    """Download the published figures."""
    figures = figures_of(figures_for(reading(), actor()))
    lines = [
        (figure.first, figure.last, figure.measure, figure.level, *_cells(figure.score), row.source)
        for row, figure in figures
    ]
    return csv_response(
        "published figures",
        ["quarter start", "quarter end", "measure", "level", *SCORE_COLUMNS, "source"],
        lines,
        kind="imported_figures",
    )


def _asked() -> tuple[QuarterFilter, Place, Period]:
    return read_quarter(request.args, reading(), actor(), clock.today())


def _exact() -> bool:
    return actor().may(Permission.SEE_EXACT_FIGURES)


def _lines(place: Place, quarter: Period) -> list[Line]:
    quarters = quarters_until(quarter.last, QUARTERS)
    today = clock.today()
    counts = deliveries(reading(), place, quarters[-1].first, quarter.last, today)
    return delivery_lines(counts, quarters, today, exact=_exact())


def _cells(score: Score | None) -> tuple[Cell, ...]:
    if score is None:
        return ("hidden",) * len(SCORE_COLUMNS)
    performance = None if score.performance is None else score.performance / 100
    met = {True: "met", False: "not met", None: "no cases"}[score.met]
    needed = max(0, score.hits_at_target - score.hit)
    return (score.hit, score.miss, score.total, performance, score.target / 100, met, needed)

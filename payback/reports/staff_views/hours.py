"""Hours worked at each project: page, chart, CSV, and the sessions of one project."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for

from payback.areas.models import GroupingKind
from payback.core import clock, wording
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.paging import Paging, page_number
from payback.core.web import actor, reading
from payback.reports import queries
from payback.reports.downloads import csv_response, svg_response
from payback.reports.filters import BREAKDOWN_NAMES, Asked, Breakdown, HoursFilter, read_filter
from payback.reports.hours import Report, RunChart, name_in, report_of, run_chart, sums_by
from payback.reports.staff_views.reach import blueprint
from payback.reports.suppression import FEWEST_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue

    from payback.core.csv_export import Cell
    from payback.reports.hours import Totals
    from payback.reports.queries import ProjectHours, SessionHours

PAGE_SIZE = 50
HIDDEN = "hidden"
PEOPLE_AND_TIME = ("attendances", "stood down", "minutes", "hours")
MOST_BARS = 15
MOST_WEEKS_BY_DAY = 53
"""Weeks of a chart that can do without the year."""


@blueprint.get("/reports/hours")
@requires(Permission.SEE_REPORTS)
def show_hours() -> ResponseReturnValue:
    """Show hours by project for a period and a place, by week, and by borough or grouping."""
    form, asked = _asked()
    report = _report(asked)
    paging = Paging(
        number=page_number(request.args.get("page")), total=len(report.rows), size=PAGE_SIZE
    )
    page = render_template(
        "reports/hours.html",
        form=form,
        asked=asked,
        report=report,
        rows=report.rows[paging.offset : paging.offset + PAGE_SIZE],
        paging=paging,
        pages=paging.links(lambda page: _address(asked, page)),
        sums=_sums(report, asked),
        sums_by=BREAKDOWN_NAMES[asked.by],
        run=_run(asked) if asked.exact else None,
        elsewhere=_elsewhere(asked),
        most_bars=MOST_BARS,
        now=clock.now(),
        today=clock.today(),
        fewest=FEWEST_PEOPLE,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/reports/hours.csv")
@requires(Permission.SEE_REPORTS)
def download_hours() -> ResponseReturnValue:
    """Download hours by project, with the same filter as the page."""
    form, asked = _asked()
    if form.errors:
        return _to_page()
    report = _report(asked, with_people=True)
    headers = ["project code", "project", "borough", "borough code", "kind", "sessions held"]
    if asked.exact:
        headers += ["sessions cancelled", "people", *PEOPLE_AND_TIME]
    else:
        headers += ["attendances", "minutes", "hours"]
    return csv_response(
        f"hours by project, {asked.place.name}, {asked.period.first} to {asked.period.last}",
        headers,
        list(_project_lines(report, exact=asked.exact)),
        kind="projects",
    )


@blueprint.get("/reports/hours/weeks.csv")
@requires(Permission.SEE_EXACT_FIGURES)
def download_weeks() -> ResponseReturnValue:
    """Download hours by week, with the same filter as the page."""
    form, asked = _asked()
    if form.errors:
        return _to_page()
    lines = [
        (week.first, "yes" if week.whole else "no", week.minutes, _decimal(week.minutes))
        for week in _run(asked).weeks
    ]
    return csv_response(
        f"hours by week, {asked.place.name}, {asked.period.first} to {asked.period.last}",
        ["week beginning", "whole week", "minutes", "hours"],
        lines,
        kind="projects",
    )


@blueprint.get("/reports/hours/sums.csv")
@requires(Permission.SEE_EXACT_FIGURES)
def download_sums() -> ResponseReturnValue:
    """Download the sums by borough or grouping, with the same filter as the page."""
    form, asked = _asked()
    if form.errors:
        return _to_page()
    name = BREAKDOWN_NAMES[asked.by].lower()
    lines = [
        (label, sums.projects, sums.held, sums.cancelled, *_people_and_time(sums))
        for label, sums in _sums(_report(asked), asked)
    ]
    return csv_response(
        f"hours by {name}, {asked.place.name}, {asked.period.first} to {asked.period.last}",
        [name, "projects", "sessions held", "sessions cancelled", *PEOPLE_AND_TIME],
        lines,
        kind="projects",
    )


@blueprint.get("/reports/hours/<any(projects, weeks):what>.svg")
@requires(Permission.SEE_REPORTS)
def draw_hours(what: str) -> ResponseReturnValue:
    """Draw the chart of hours by project, or by week, with the same filter as the page."""
    from payback.reports import charts  # Altair takes seconds to import: see its docstring

    form, asked = _asked()
    if form.errors or (what == "weeks" and not asked.exact):
        abort(404)
    narrow = request.args.get("width") == "narrow"
    where = f"{asked.place.name}, {asked.period.in_words}"
    if what == "weeks":
        run = _run(asked)
        named = _month if len(run.weeks) > MOST_WEEKS_BY_DAY else _short
        points = tuple((named(week.first), week.minutes / 60) for week in run.weeks)
        middle = run.median_minutes / 60 if any(week.whole for week in run.weeks) else None
        chart = charts.Chart(
            title=f"Hours by week, {where}",
            description=run.finding,
            points=points,
            middle=middle,
        )
        return svg_response(charts.draw_run(chart, narrow=narrow))
    top = [row for row in _report(asked).shown if row.minutes > 0][:MOST_BARS]
    chart = charts.Chart(
        title=f"Hours by project, {where}",
        description=f"The {len(top)} projects with most hours. The table lists every project.",
        points=tuple((row.name, row.minutes / 60) for row in top),
    )
    return svg_response(charts.draw_bars(chart, narrow=narrow))


@blueprint.get("/reports/hours/projects/<int:project_id>")
@requires(Permission.SEE_EXACT_FIGURES)
def show_project(project_id: int) -> ResponseReturnValue:
    """Show the sessions of one project in a period; their hours add up to the project's."""
    form, asked = _asked()
    if form.errors:
        return _to_page()
    project = queries.project_in(reading(), project_id, asked.place)
    if project is None:
        raise NotFound
    sessions = queries.hours_by_session(reading(), project_id, asked.place, asked.period)
    return render_template(
        "reports/project.html", project=project, asked=asked, sessions=sessions, now=clock.now()
    )


@blueprint.get("/reports/hours/projects/<int:project_id>.csv")
@requires(Permission.SEE_EXACT_FIGURES)
def download_project(project_id: int) -> ResponseReturnValue:
    """Download the sessions of one project, with the same filter as the page."""
    form, asked = _asked()
    project = queries.project_in(reading(), project_id, asked.place)
    if project is None:
        raise NotFound
    if form.errors:
        return _to_page()
    sessions = queries.hours_by_session(reading(), project_id, asked.place, asked.period)
    lines = [
        (each.on, *_times(each), each.state.value, each.booked, *_people_and_time(each))
        for each in sessions
    ]
    return csv_response(
        f"sessions of {project.code}, {asked.period.first} to {asked.period.last}",
        ["date", "start", "end", "state", "booked", *PEOPLE_AND_TIME],
        lines,
        kind="projects",
    )


def _asked() -> tuple[HoursFilter, Asked]:
    return read_filter(request.args, reading(), actor(), clock.today())


def _report(asked: Asked, *, with_people: bool = False) -> Report:
    """Return the report; different people are counted where they are told or hide a row."""
    rows = queries.hours_by_project(
        reading(), asked.place, asked.period, with_people=with_people or not asked.exact
    )
    return report_of(rows, exact=asked.exact)


def _run(asked: Asked) -> RunChart:
    days = queries.hours_by_week(reading(), asked.place, asked.period)
    return run_chart(days, asked.period, clock.today())


def _elsewhere(asked: Asked) -> int:
    if not asked.exact:
        return 0
    return queries.minutes_elsewhere(reading(), asked.place, asked.period)


def _sums(report: Report, asked: Asked) -> Sequence[tuple[str, Totals]]:
    if not asked.exact:
        return []
    if asked.by is Breakdown.AREA:
        return sums_by(report.rows, lambda row: row.area_name)
    kind = GroupingKind.PROBATION if asked.by is Breakdown.PROBATION else GroupingKind.POLICE
    return sums_by(report.rows, name_in(asked.map.grouping_names[kind]))


def _address(asked: Asked, page: int) -> str:
    return f"{url_for('.show_hours')}?{urlencode(asked.arguments | {'page': str(page)})}"


def _to_page() -> ResponseReturnValue:
    """Go to the page with the same filter: it says what is wrong with it."""
    return redirect(f"{url_for('.show_hours')}?{request.query_string.decode('ascii', 'ignore')}")


def _project_lines(report: Report, *, exact: bool) -> Iterator[tuple[Cell, ...]]:
    for row in report.rows:
        start = (row.code, row.name, row.area_name, row.area_code, row.kind.value, row.held)
        if row.project_id in report.hidden:
            yield (*start, HIDDEN, HIDDEN, HIDDEN)
        elif exact:
            yield (*start, row.cancelled, row.people, *_people_and_time(row))
        else:
            yield (*start, row.attendances, row.minutes, _decimal(row.minutes))


def _people_and_time(row: ProjectHours | SessionHours | Totals) -> tuple[int, int, int, float]:
    return (row.attendances, row.stood_down, row.minutes, _decimal(row.minutes))


def _decimal(minutes: int) -> float:
    return round(minutes / 60, 2)


def _times(row: SessionHours) -> tuple[str, str]:
    return f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}"


def _short(day: date) -> str:
    return wording.short_date(day).partition(" ")[2]


def _month(day: date) -> str:
    return f"{day:%b %Y}"

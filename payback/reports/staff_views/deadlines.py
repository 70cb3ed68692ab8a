"""Who will miss the deadline: counts by borough, and the requirements most hours short."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for

from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.paging import Paging, page_number
from payback.core.web import actor, noted_reading, reading
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies
from payback.reports.deadline_queries import Terms, boroughs, standings_at_risk
from payback.reports.deadlines import AtRisk, at_risk, sums_of
from payback.reports.downloads import csv_response
from payback.reports.filters import PlaceFilter, read_place
from payback.reports.staff_views.reach import blueprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from payback.core.csv_export import Cell
    from payback.reports.places import Place

PAGE_SIZE = 50
COLUMNS = (
    *("borough", "due", "overdue", "remaining minutes", "weeks left", "offered minutes a week"),
    *("needed minutes a week", "short minutes", "short hours"),
)


@blueprint.get("/reports/deadlines")
@requires(Permission.SEE_EXACT_FIGURES)
def show_deadlines() -> ResponseReturnValue:
    """Show requirements that will not be complete in time, most hours short first.

    Only those who may read records see who it is; that they have seen it is written down.
    """
    form, terms = _asked()
    counted = boroughs(reading(), terms)
    sums = sums_of(counted)
    number = page_number(request.args.get("page"))
    paging = Paging(number=number, total=sums.at_risk, size=PAGE_SIZE)
    rows = _risks(terms, paging)
    _record_reads(rows, "list of deadlines")
    page = render_template(
        "reports/deadlines.html",
        form=form,
        place=terms.place,
        offer=terms.offer,
        rows=rows,
        sums=sums,
        boroughs=counted,
        paging=paging,
        pages=paging.links(lambda page: _address(terms.place, page)),
        sees_people=_sees_people(),
        now=clock.now(),
        today=terms.today,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/reports/deadlines.csv")
@requires(Permission.SEE_EXACT_FIGURES)
def download_deadlines() -> ResponseReturnValue:
    """Download the requirements at risk, with the same filter as the page."""
    form, terms = _asked()
    if form.errors:
        return _to_page()
    risks = _risks(terms)
    _record_reads(risks, "file of deadlines")
    who = ["CRN"] if _sees_people() else []
    lines = [_cells(each) if _sees_people() else _cells(each)[1:] for each in risks]
    return csv_response(
        f"deadlines at risk, {terms.place.name}, {terms.today}",
        [*who, *COLUMNS],
        lines,
        kind="requirements",
    )


@blueprint.get("/reports/deadlines/boroughs.csv")
@requires(Permission.SEE_EXACT_FIGURES)
def download_boroughs() -> ResponseReturnValue:
    """Download the counts by borough, with the same filter as the page."""
    form, terms = _asked()
    if form.errors:
        return _to_page()
    lines = [
        (each.name, each.active, each.at_risk, each.overdue, each.short, round(each.short / 60, 2))
        for each in boroughs(reading(), terms)
    ]
    return csv_response(
        f"deadlines by borough, {terms.place.name}, {terms.today}",
        ["borough", "active", "at risk", "overdue", "short minutes", "short hours"],
        lines,
        kind="requirements",
    )


def _asked() -> tuple[PlaceFilter, Terms]:
    today = clock.today()
    form, place = read_place(request.args, reading(), actor(), today)
    offer = all_policies(reading()).minutes_on(PolicyName.WEEKLY_OFFER_MINUTES, today)
    return form, Terms(place=place, today=today, offer=offer)


def _risks(terms: Terms, paging: Paging | None = None) -> list[AtRisk]:
    """Return a page of what is at risk, or all of it."""
    part = {} if paging is None else {"offset": paging.offset, "limit": paging.size}
    found = standings_at_risk(reading(), terms, **part)
    judged = (at_risk(each, terms.today, terms.offer) for each in found)
    return [each for each in judged if each is not None]


def _sees_people() -> bool:
    return actor().may(Permission.SEE_PEOPLE)


def _record_reads(risks: Sequence[AtRisk], where: str) -> None:
    if _sees_people() and risks:
        with noted_reading() as db:
            audit.record_reads(db, "people", [each.standing.person_id for each in risks], where)


def _cells(risk: AtRisk) -> tuple[Cell, ...]:
    standing = risk.standing
    return (
        *(standing.crn, standing.area_name, standing.due_on, risk.overdue, risk.remaining),
        *(risk.weeks, risk.pace, risk.needed, risk.short, round(risk.short / 60, 2)),
    )


def _address(place: Place, page: int) -> str:
    return f"{url_for('.show_deadlines')}?{urlencode({'place': place.key, 'page': page})}"


def _to_page() -> ResponseReturnValue:
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{url_for('.show_deadlines')}?{query}")

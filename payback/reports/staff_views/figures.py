"""Published figures: add one, correct one, load a file after a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading, transaction
from payback.imports.queries import latest_imports
from payback.imports.receiving import receive
from payback.reports import service
from payback.reports.figure_queries import figure_to_change
from payback.reports.forms import (
    CheckFiguresForm,
    CountsForm,
    FigureForm,
)
from payback.reports.import_kind import FIGURES
from payback.reports.importer import COLUMNS
from payback.reports.measures import MEASURES, MeasureKey
from payback.reports.performance import figure_of
from payback.reports.periods import period_of_key, quarter_of
from payback.reports.staff_views.reach import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session


@blueprint.get("/reports/figures/new")
@requires(Permission.IMPORT_FIGURES)
def new_figure() -> ResponseReturnValue:
    """Ask for a published figure."""
    return _figure_page(_figure_form())


@blueprint.post("/reports/figures/new")
@requires(Permission.IMPORT_FIGURES)
def add_figure() -> ResponseReturnValue:
    """Add a published figure."""
    form = _figure_form()
    quarter = period_of_key(form.quarter.data or "")
    if not form.is_sound() or quarter is None:
        return _figure_page(form)
    line = form.line(MeasureKey(form.measure.value), quarter, form.level.value)

    def change(db: Session) -> str:
        service.add_figure(db, actor(), line)
        return url_for(".show_performance")

    said = f"Added: {MEASURES[line.measure].name}, {line.level}, {quarter.name}."
    return saved(form, change, said) or _figure_page(form)


@blueprint.get("/reports/figures/<int:figure_id>/change")
@requires(Permission.IMPORT_FIGURES)
def change_figure(figure_id: int) -> ResponseReturnValue:
    """Ask for what is to be corrected of a published figure."""
    row = figure_to_change(reading(), actor(), figure_id)
    if row is None:
        raise NotFound
    form = CountsForm(
        data={
            "hit": row.hit,
            "miss": row.miss,
            "target": f"{row.target_hundredths / 100:.2f}",
            "source": row.source,
            "version": row.version,
        }
    )
    return render_template("reports/change_figure.html", form=form, figure=figure_of(row))


@blueprint.post("/reports/figures/<int:figure_id>/change")
@requires(Permission.IMPORT_FIGURES)
def correct_figure(figure_id: int) -> ResponseReturnValue:
    """Correct a published figure."""
    form = CountsForm()
    sound = form.is_sound()
    with transaction() as db:
        row = figure_to_change(db, actor(), figure_id)
        if row is None:
            raise NotFound
        if not sound:
            figure = figure_of(row)
            return render_template("reports/change_figure.html", form=form, figure=figure), 422
        row.require_version(form.version.data)
        service.correct_figure(db, row, form.line(row.measure, quarter_of(row.from_on), row.level))
        figure = figure_of(row)
    flash(f"Corrected: {figure.measure}, {figure.level}, {figure.period}.", "success")
    return redirect(url_for(".show_performance"))


@blueprint.get("/reports/figures/imports/new")
@requires(Permission.IMPORT_FIGURES)
def new_figures() -> ResponseReturnValue:
    """Ask for a file of published figures."""
    return _import_page(CheckFiguresForm())


@blueprint.post("/reports/figures/imports/new")
@requires(Permission.IMPORT_FIGURES)
def check_figures() -> ResponseReturnValue:
    """Take a file to be checked; no figure is saved."""
    form = CheckFiguresForm()
    if not form.validate_on_submit():
        return _import_page(form), 422
    return receive(FIGURES, form.content())


def _figure_form() -> FigureForm:
    form = FigureForm()
    form.offer(service.levels_for(reading(), actor()).names, clock.today())
    return form


def _figure_page(form: FigureForm) -> ResponseReturnValue:
    return form_page("reports/new_figure.html", form)


def _import_page(form: CheckFiguresForm) -> str:
    levels = service.levels_for(reading(), actor()).names
    return render_template(
        "reports/import.html",
        form=form,
        example=next((name for name in levels if "," not in name), ""),
        columns=COLUMNS,
        measures=[measure.name for measure in MEASURES.values()],
        levels=levels,
        latest=latest_imports(reading(), actor(), [FIGURES.key]),
        kinds={FIGURES.key: FIGURES},
    )

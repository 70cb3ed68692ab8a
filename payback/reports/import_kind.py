"""Files of published figures, as the jobs and pages of imports know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.access import Permission
from payback.imports.findings import finding_of
from payback.imports.kinds import Comparison, FileKind, register
from payback.reports.importer import Sheet, read_figures
from payback.reports.measures import MEASURES
from payback.reports.service import figures_like, load_figures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.imports.findings import Finding
    from payback.reports.importer import FigureLine
    from payback.reports.models import ImportedFigure

FIGURES_AT_ONCE = 200


class FiguresFile:
    """A file of figures that was read."""

    def __init__(self, sheet: Sheet) -> None:
        self._lines = sheet.lines
        self.size, self.faults = len(sheet.lines), sheet.faults
        self.notices: Sequence[LineFault] = ()

    def compare(
        self,
        db: Session,
        actor: Actor,
        start: int,
        end: int,
        *,
        lock: bool,  # noqa: ARG002 - rows have versions, and the database knows each figure once
    ) -> Comparison:
        """Compare some of the figures with those that are here."""
        sheet = Sheet(lines=self._lines[start:end], faults=())
        standing = figures_like(db, actor, sheet.lines)
        return Comparison(
            findings=[_finding(*each) for each in zip(standing, sheet.lines, strict=True)],
            faults=load_figures(db, actor, sheet, dry_run=True).faults,
            write=lambda: _load(db, actor, sheet),
        )


def _load(db: Session, actor: Actor, sheet: Sheet) -> None:
    report = load_figures(db, actor, sheet, dry_run=False)
    if report.faults:
        raise ValueError(report.faults[0].sentence)


def _finding(figure: ImportedFigure | None, line: FigureLine) -> Finding:
    title = f"{MEASURES[line.measure].name}, {line.level}, {line.quarter.name}"
    pairs = (
        [
            ("Hit", f"{figure.hit:,}", f"{line.hit:,}"),
            ("Miss", f"{figure.miss:,}", f"{line.miss:,}"),
            ("Target", _target(figure.target_hundredths), _target(line.target_hundredths)),
            ("Source", figure.source, line.source),
        ]
        if figure
        else []
    )
    return finding_of(line.line, title, figure, pairs)


def _target(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}%"


def _read(content: bytes, today: date) -> FiguresFile:
    return FiguresFile(read_figures(content, today))


FIGURES = register(
    FileKind(
        key="figures",
        verb="load",
        one="figure",
        many="figures",
        permission=Permission.IMPORT_FIGURES,
        upload="reports.new_figures",
        records="reports.show_performance",
        records_name="performance",
        at_once=FIGURES_AT_ONCE,
        read=_read,
    )
)

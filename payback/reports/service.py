"""Writes of published figures: load a file, add one, correct one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from payback.areas.queries import all_areas
from payback.core import clock
from payback.core.access import COMMAND_LINE
from payback.core.csv_import import LineFault
from payback.core.errors import RuleBroken
from payback.reports.figure_queries import figures_by_keys, may_change
from payback.reports.importer import FigureLine, Sheet, read_figures
from payback.reports.models import ImportedFigure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.reports.measures import MeasureKey

NATION = "England and Wales"
Key = tuple["MeasureKey", "date", str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading a file does, or would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[LineFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What a figure may be about: a borough of the actor's; for some, a region or the nation."""

    by_name: dict[str, tuple[str, int | None]]

    @property
    def names(self) -> list[str]:
        """The levels as they are written, larger ones first."""
        found = sorted(self.by_name.values(), key=lambda level: (level[1] is not None, level[0]))
        return [name for name, _ in found]

    def find(self, typed: str) -> tuple[str, int | None] | None:
        """Return the level's own spelling and its area, if it has one."""
        return self.by_name.get(" ".join(typed.casefold().split()))


def levels_for(db: Session, actor: Actor) -> Levels:
    """Return what an actor may import figures about."""
    areas = all_areas(db)
    wider = (NATION, *sorted({a.region for a in areas})) if may_change(actor, None) else ()
    found: dict[str, tuple[str, int | None]] = {name.casefold(): (name, None) for name in wider}
    for area in areas:
        if actor.works_in(area.id):
            found.setdefault(area.name.casefold(), (area.name, area.id))
    return Levels(by_name=found)


def load_figures(db: Session, actor: Actor, sheet: Sheet, *, dry_run: bool) -> LoadReport:
    """Load a file of figures; of a file with a fault, nothing.

    Parameters
    ----------
    db
        The transaction, or for a dry run any session.
    actor
        Who loads: figures of boroughs that are not theirs are faults.
    sheet
        What was read.
    dry_run
        Only say what would happen.
    """
    levels = levels_for(db, actor)
    faults = [*sheet.faults, *_unknown_levels(sheet.lines, levels)]
    if faults:
        return LoadReport(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    wanted = {_key(line, levels): line for line in sheet.lines}
    standing = {(f.measure, f.from_on, f.level): f for f in figures_by_keys(db, wanted)}
    changed = [key for key in wanted if key in standing and _differs(standing[key], wanted[key])]
    new = [key for key in wanted if key not in standing]
    if not dry_run:
        for key in changed:
            _take(standing[key], wanted[key])
        db.add_all(_figure(wanted[key], levels) for key in new)
        db.flush()
    unchanged = len(wanted) - len(new) - len(changed)
    return LoadReport(added=len(new), changed=len(changed), unchanged=unchanged)


def figures_like(
    db: Session, actor: Actor, lines: Sequence[FigureLine]
) -> list[ImportedFigure | None]:
    """Return for each line the figure that it is about, if that is here."""
    levels = levels_for(db, actor)
    keys = [_key(line, levels) for line in lines]
    standing = {(f.measure, f.from_on, f.level): f for f in figures_by_keys(db, keys)}
    return [standing.get(key) for key in keys]


def add_figure(db: Session, actor: Actor, line: FigureLine) -> ImportedFigure:
    """Add one figure.

    Raises
    ------
    RuleBroken
        Naming ``level`` if the actor may not import figures about it, ``measure`` if the figure
        is there already.
    """
    levels = levels_for(db, actor)
    if levels.find(line.level) is None:
        raise RuleBroken("level", "Select what the figure is about")
    if figures_by_keys(db, [_key(line, levels)]):
        sentence = "This figure was added before. Correct it in the list of published figures"
        raise RuleBroken("measure", sentence)
    figure = _figure(line, levels)
    db.add(figure)
    db.flush()
    return figure


def correct_figure(db: Session, figure: ImportedFigure, line: FigureLine) -> None:
    """Correct the counts, the target or the source of a figure."""
    _take(figure, line)
    db.flush()


def load_published_figures(db: Session) -> LoadReport:
    """Load the two quarters that a London board published in 2016; safe to call again."""
    content = files("payback.reports").joinpath("data/published-figures.csv").read_bytes()
    return load_figures(db, COMMAND_LINE, read_figures(content, clock.today()), dry_run=False)


def _unknown_levels(lines: Iterable[FigureLine], levels: Levels) -> list[LineFault]:
    known: Sequence[str] = levels.names
    return [
        LineFault(
            line=line.line,
            column="level",
            sentence=f"“{line.level[:40]}” must be one of: {', '.join(known)}.",
        )
        for line in lines
        if levels.find(line.level) is None
    ]


def _level(line: FigureLine, levels: Levels) -> tuple[str, int | None]:
    return levels.find(line.level) or (line.level, None)


def _key(line: FigureLine, levels: Levels) -> Key:
    return (line.measure, line.quarter.first, _level(line, levels)[0])


def _figure(line: FigureLine, levels: Levels) -> ImportedFigure:
    level, area_id = _level(line, levels)
    figure = ImportedFigure(
        measure=line.measure,
        from_on=line.quarter.first,
        to_on=line.quarter.last,
        level=level,
        area_id=area_id,
    )
    _take(figure, line)
    return figure


def _take(figure: ImportedFigure, line: FigureLine) -> None:
    figure.hit, figure.miss = line.hit, line.miss
    figure.target_hundredths, figure.source = line.target_hundredths, line.source


def _differs(figure: ImportedFigure, line: FigureLine) -> bool:
    return (figure.hit, figure.miss, figure.target_hundredths, figure.source) != (
        line.hit,
        line.miss,
        line.target_hundredths,
        line.source,
    )

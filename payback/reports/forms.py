"""Forms for published figures: one figure typed, or a file to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.forms import (
    Choice,
    FileField,
    HiddenField,
    IntegerField,
    PaybackForm,
    SelectField,
    SubmitButton,
    TextField,
)
from payback.reports.importer import (
    MAX_COUNT,
    MAX_SOURCE,
    FigureLine,
    target_of,
    total_fault,
)
from payback.reports.measures import MEASURES, MeasureKey
from payback.reports.periods import quarter_before, quarter_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from payback.reports.periods import Period

FIRST_YEAR = 2010


class CountsForm(PaybackForm):
    """What of a figure can be corrected."""

    hit = IntegerField("Hit", what="how many were hit", least=0, most=MAX_COUNT)
    miss = IntegerField("Miss", what="how many were missed", least=0, most=MAX_COUNT)
    total = IntegerField(
        "Total in the source",
        required=False,
        least=1,
        most=2 * MAX_COUNT,
        hint="If the source gives one, it is checked against hit and miss",
    )
    target = TextField("Target, per cent", what="a target, like 86.25", max_length=10)
    source = TextField(
        "Source",
        what="the source",
        max_length=MAX_SOURCE,
        hint="Who published it, in what, and when",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save")

    def is_sound(self) -> bool:
        """Return whether every answer can be used, together too; say what is wrong if not."""
        sound = bool(self.validate_on_submit())
        if not self.target.errors and target_of(self.target.data or "") is None:
            self.add_error("target", "Target must be a percentage from 0 to 100, like 86.25")
            sound = False
        if sound and (fault := total_fault(self.hit.value, self.miss.value, self.total.data)):
            self.add_error("total", fault)
            sound = False
        return sound

    def line(self, measure: MeasureKey, quarter: Period, level: str) -> FigureLine:
        """Return the figure as the service takes it."""
        return FigureLine(
            line=0,
            measure=measure,
            quarter=quarter,
            level=level,
            hit=self.hit.value,
            miss=self.miss.value,
            target_hundredths=target_of(self.target.value) or 0,
            source=self.source.value,
        )


class FigureForm(CountsForm):
    """A new figure."""

    measure = SelectField(
        "Measure",
        what="a measure",
        choices=[Choice(key.value, measure.name) for key, measure in MEASURES.items()],
    )
    quarter = SelectField("Quarter", what="a quarter")
    level = SelectField("Where", what="what the figure is about")

    def offer(self, levels: Iterable[str], today: date) -> None:
        """Set the quarters and levels that can be chosen."""
        self.quarter.choices = [Choice(each.key, each.name) for each in quarters_over(today)]
        self.level.choices = [Choice(name, name) for name in levels]


class CheckFiguresForm(PaybackForm):
    """A file of figures."""

    file = FileField("CSV file", what="a CSV file", endings=("csv", "txt"), most_megabytes=1)
    submit = SubmitButton("Check the file")

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.file.read() if self.file.file else b""


def quarters_over(today: date) -> list[Period]:
    """Return every quarter that is over, newest first, back to where figures begin."""
    found = [quarter_before(quarter_of(today))]
    while found[-1].first.year >= FIRST_YEAR:
        found.append(quarter_before(found[-1]))
    return found

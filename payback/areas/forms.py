"""The form for loading areas and groupings: the file, and what it holds."""

from __future__ import annotations

from payback.areas.import_kinds import AREAS, GROUPINGS
from payback.core.forms import Choice, FileField, PaybackForm, RadiosField, SubmitButton

CHOICES = [
    Choice(AREAS.key, "Areas", "Columns code, name and region"),
    Choice(
        GROUPINGS.key,
        "Groupings",
        "Columns kind, grouping, area_code, valid_from, and if known valid_to and source",
    ),
]


class CheckFileForm(PaybackForm):
    """A file, and what it holds."""

    what = RadiosField("What does the file hold?", choices=CHOICES)
    file = FileField("CSV file", what="a CSV file", endings=("csv", "txt"), most_megabytes=1)
    submit = SubmitButton("Check the file")

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.file.read() if self.file.file else b""

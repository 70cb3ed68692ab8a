"""Forms for loading areas and groupings: the file first, then the confirmation."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.areas.importer import MAX_BYTES
from payback.core.forms import (
    Choice,
    FileField,
    HiddenField,
    PaybackForm,
    RadiosField,
    SubmitButton,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CARRIED = MAX_BYTES * 4 // 3 + 4


class Load(StrEnum):
    """What a file holds."""

    AREAS = "areas"
    GROUPINGS = "groupings"


def _choices() -> Sequence[Choice]:
    return [
        Choice(Load.AREAS.value, "Areas", "Columns code, name and region"),
        Choice(
            Load.GROUPINGS.value,
            "Groupings",
            "Columns kind, grouping, area_code, valid_from, and if known valid_to and source",
        ),
    ]


class CheckFileForm(PaybackForm):
    """A file, and what it holds."""

    what = RadiosField("What does the file hold?", choices=_choices())
    file = FileField("CSV file", what="a CSV file", endings=("csv", "txt"), most_megabytes=1)
    submit = SubmitButton("Check the file")

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.file.read() if self.file.file else b""


class LoadFileForm(PaybackForm):
    """A file that was checked, carried through the page, to be loaded now."""

    what = HiddenField()
    carried = HiddenField(max_length=MAX_CARRIED)

    def read(self) -> tuple[Load, bytes] | None:
        """Return what is carried, or `None` where it did not come through whole."""
        try:
            what, content = Load(self.what.value), b64decode(self.carried.value, validate=True)
        except (NotBase64, ValueError):
            return None
        return (what, content) if content else None


def carried_fields(what: Load, content: bytes) -> dict[str, str]:
    """Return what the page that reports on a file hands on to `LoadFileForm`."""
    return {"what": what.value, "carried": b64encode(content).decode("ascii")}

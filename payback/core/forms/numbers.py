"""Fields of whole numbers and of durations in whole minutes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from payback.core import wording
from payback.core.forms.base import BoxField
from payback.core.forms.typed import BadInput
from payback.core.forms.validators import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
LARGEST = 2**31 - 1
"""The largest number that a column of ours holds."""
_THOUSANDS = re.compile(r"[,\s]")


def whole_number(text: str) -> int | None:
    """Return a whole number as people write it ("1,200"), or nothing if it is not one."""
    plain = _THOUSANDS.sub("", text).replace("\N{MINUS SIGN}", "-")
    return int(plain) if _WHOLE.fullmatch(plain) else None


class IntegerField(BoxField[int]):
    """A whole number.

    Parameters
    ----------
    least, most
        The allowed ends; the error sentence names both.
    suffix
        A unit shown after the box, such as "people".
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        least: int | None = None,
        most: int | None = None,
        suffix: str = "",
        **options: object,
    ) -> None:
        self.bounded = most is not None
        ends = () if least is None and most is None else (Range(least, most, shown="{:,}".format),)
        super().__init__(label, [*ends, *validators], **options)  # type: ignore[arg-type]  # WTForms' own options
        self.suffix = suffix

    def read(self, typed: Mapping[str, str]) -> int | None:
        """Return the number typed."""
        if not typed[""]:
            return None
        number = whole_number(typed[""])
        if number is None:
            raise BadInput(f"{self.subject} must be a whole number, like {self.example}")
        if abs(number) > LARGEST and not self.bounded:
            raise BadInput(f"{self.subject} must be {LARGEST:,} or fewer")
        return number

    example: ClassVar[str] = "15"

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a narrow text input that opens the number pad on a phone."""
        own: dict[str, object] = {"value": self.typed[""], "inputmode": "numeric"}
        own["classes"] = "govuk-input--width-5"
        if self.suffix:
            own["suffix"] = {"text": self.suffix}
        return self.labelled("input", own | params)


class MinutesField(IntegerField):
    """A number of minutes, in one box."""

    example = "45"

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("least", 0)
        options.setdefault("suffix", "minutes")
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on


class HoursMinutesField(BoxField[int]):
    """A duration typed as hours and minutes; ``data`` is the sum in minutes.

    Parameters
    ----------
    least, most
        The allowed ends in minutes; the error sentence names them in hours and minutes.
    """

    boxes = ("-hours", "-minutes")

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        least: int = 0,
        most: int | None = None,
        **options: object,
    ) -> None:
        ends = Range(least, most, shown=wording.hours)
        super().__init__(label, [ends, *validators], **options)  # type: ignore[arg-type]  # WTForms' own options

    def write(self, value: int) -> Mapping[str, str]:
        """Split minutes into the two boxes."""
        hours, minutes = divmod(value, 60)
        return {"-hours": str(hours), "-minutes": str(minutes)}

    def read(self, typed: Mapping[str, str]) -> int | None:
        """Return the sum in minutes; one empty box counts as none."""
        if not any(typed.values()):
            return None
        hours = self._part(typed, "-hours", "hours", 100_000)
        minutes = self._part(typed, "-minutes", "minutes", 59)
        return hours * 60 + minutes

    def _part(self, typed: Mapping[str, str], box: str, unit: str, most: int) -> int:
        number = whole_number(typed[box] or "0")
        if number is None or not 0 <= number <= most:
            sentence = f"The {unit} of {self.what} must be a whole number between 0 and {most:,}"
            raise BadInput(sentence, box)
        return number

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw the two boxes as GOV.UK draws the boxes of a date."""
        items = [
            {
                "name": self.name + box,
                "id": self.box_id(box),
                "label": box[1:].capitalize(),
                "value": self.typed[box],
                "classes": f"govuk-input--width-{width}"
                + (" govuk-input--error" if self.errors and box in self.bad else ""),
            }
            for box, width in (("-hours", 4), ("-minutes", 2))
        ]
        return self.grouped("date-input", {"items": items} | params)

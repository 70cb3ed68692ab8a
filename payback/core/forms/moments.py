"""Fields of a date, in three boxes, and of a time of day, in one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from wtforms.validators import StopValidation

from payback.core import wording
from payback.core.forms.base import BoxField
from payback.core.forms.typed import BadInput
from payback.core.forms.validators import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup
    from wtforms.form import BaseForm

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = re.compile(r"[a-z]{3,9}")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:([ap])\.?m\.?)?", re.ASCII)
_NAMED = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}


def month_number(text: str) -> int:
    """Return the number of a month typed as a number or by name; raise ValueError if neither."""
    lowered = text.lower()
    if _WORD.fullmatch(lowered) and lowered[:3] in _MONTHS:
        return _MONTHS.index(lowered[:3]) + 1
    return _digits(text, 2)


def _digits(text: str, most: int) -> int:
    if not re.fullmatch(rf"[0-9]{{1,{most}}}", text):
        raise ValueError(text)
    return int(text)


def parse_time(text: str) -> dt.time | None:
    """Return a time of day as people type it, or nothing.

    Accepts 9:30, 09:30, 9.30am, 9am, 9 pm, 0930, 930, midday and midnight.
    """
    lowered = text.strip().lower()
    if lowered in _NAMED:
        return _NAMED[lowered]
    match = _TIME.fullmatch(lowered)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


class DatePartsField(BoxField[dt.date]):
    """A date in boxes named ``<name>-day``, ``<name>-month`` and ``<name>-year``.

    Parameters
    ----------
    least, most
        The first and the last date allowed; both may also be set on the bound field.
    """

    boxes = ("-day", "-month", "-year")

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        least: dt.date | None = None,
        most: dt.date | None = None,
        **options: object,
    ) -> None:
        super().__init__(label, validators, **options)  # type: ignore[arg-type]  # WTForms' own options
        self.least, self.most = least, most

    def write(self, value: dt.date) -> Mapping[str, str]:
        """Split a date into its boxes."""
        return {"-day": str(value.day), "-month": str(value.month), "-year": str(value.year)}

    def read(self, typed: Mapping[str, str]) -> dt.date | None:
        """Return the date typed; say which box is empty or wrong."""
        empty = [box for box in self.boxes if not typed[box]]
        if len(empty) == len(self.boxes):
            return None
        if empty:
            parts = " and ".join(box[1:] for box in empty)
            raise BadInput(f"{self.subject} must include a {parts}", *empty)
        if not re.fullmatch(r"[0-9]{4}", typed["-year"]):
            raise BadInput("Year must include 4 numbers", "-year")
        try:
            return dt.date(
                int(typed["-year"]), month_number(typed["-month"]), _digits(typed["-day"], 2)
            )
        except ValueError:
            raise BadInput(f"{self.subject} must be a real date") from None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a date outside the ends; they may be set after the form was made."""
        del form
        least, most = self.least or dt.date(1900, 1, 1), self.most or dt.date(2199, 12, 31)
        if least <= self.value <= most:
            return
        if self.least and self.most:
            ends = f"between {wording.date(least)} and {wording.date(most)}"
        elif self.value < least:
            ends = f"on or after {wording.date(least)}"
        else:
            ends = f"on or before {wording.date(most)}"
        raise StopValidation(f"{self.subject} must be {ends}")

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw GOV.UK's date input; only the boxes at fault are marked."""
        parts = {"-day": "bday-day", "-month": "bday-month", "-year": "bday-year"}
        items = [
            {
                "name": self.name + box,
                "id": self.box_id(box),
                "label": box[1:].capitalize(),
                "value": self.typed[box],
                "autocomplete": parts[box] if self.autocomplete == "bday" else "",
                "classes": f"govuk-input--width-{4 if box == '-year' else 2}"
                + (" govuk-input--error" if self.errors and box in self.bad else ""),
            }
            for box in self.boxes
        ]
        params.pop("autocomplete", None)
        return self.grouped("date-input", {"items": items} | params)


class TimeField(BoxField[dt.time]):
    """A time of day in one box, typed as people type it.

    Parameters
    ----------
    least, most
        The first and the last time allowed.
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        least: dt.time | None = None,
        most: dt.time | None = None,
        **options: object,
    ) -> None:
        ends = (
            ()
            if least is None and most is None
            else (Range(least or dt.time(0), most or dt.time(23, 59), shown=wording.time),)
        )
        super().__init__(label, [*ends, *validators], **options)  # type: ignore[arg-type]  # WTForms' own options

    def write(self, value: dt.time) -> Mapping[str, str]:
        """Write a stored time as "9:30am"."""
        return {"": wording.time(value)}

    def read(self, typed: Mapping[str, str]) -> dt.time | None:
        """Return the time typed."""
        if not typed[""]:
            return None
        moment = parse_time(typed[""])
        if moment is None:
            raise BadInput(f"{self.subject} must be a time, like 9:30am or 14:00")
        return moment

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a narrow text input."""
        return self.labelled(
            "input", {"value": self.typed[""], "classes": "govuk-input--width-5"} | params
        )

"""The form field of a week's availability: seven days by three parts, as boxes to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from payback.core.forms.base import BoxField, FormData, clean
from payback.people.availability import DAYS, PARTS, slot_bit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms.form import BaseForm

_SLOTS = len(DAYS) * len(PARTS)


class SlotsField(BoxField[int]):
    """21 boxes in a table; ``data`` has a bit for each, Monday morning the lowest.

    Nothing ticked is an answer: somebody who cannot work at all at present.
    """

    def take_value(self, data: object) -> None:
        """Show stored slots."""
        self.data = data if isinstance(data, int) else 0

    def take_typed(self, formdata: FormData) -> None:
        """Take every box that was ticked; what is no slot is refused."""
        sent = {clean(raw) for raw in formdata.getlist(self.name)[:1000]}
        known = {str(number) for number in range(_SLOTS)}
        if sent - known:
            self.process_errors = ["Select parts of days in the table"]
        self.data = sum(1 << int(text) for text in sent & known)

    def is_empty(self) -> bool:
        """Return that there is always an answer."""
        return False

    def in_words(self) -> Mapping[str, str]:
        """Return the parts of each day, a question a day."""
        return {
            f"{self.label.text} {day}": ", ".join(
                name for part, name in enumerate(PARTS) if (self.data or 0) & slot_bit(number, part)
            )
            for number, day in enumerate(DAYS)
        }

    def pre_validate(self, form: BaseForm) -> None:
        """Accept any ticks."""
        del form

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw the table of boxes."""
        slots = self.data or 0
        rows = [
            (
                day,
                [
                    (number * len(PARTS) + part, name, bool(slots & slot_bit(number, part)))
                    for part, name in enumerate(PARTS)
                ],
            )
            for number, day in enumerate(DAYS)
        ]
        drawn = render_template(
            "people/slots_field.html",
            field=self,
            caption=self.label.text,
            hint=params.get("hint"),
            parts=PARTS,
            rows=rows,
        )
        return Markup(drawn)  # noqa: S704 - the template escapes

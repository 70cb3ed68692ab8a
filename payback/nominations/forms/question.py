"""What every question page's form is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payback.core.forms import Choice, PaybackForm

if TYPE_CHECKING:
    from enum import StrEnum

LONG = 2000


def shown(kinds: type[StrEnum]) -> list[Choice]:
    """Return an enumeration as choices, each with its value as a label."""
    return [Choice(each.value, each.value[:1].upper() + each.value[1:]) for each in kinds]


class QuestionForm(PaybackForm):
    """A question page."""

    def answers(self) -> dict[str, Any]:
        """Return what is stored of the page: every field's value."""
        return {field.name: field.data for field in self.questions()}

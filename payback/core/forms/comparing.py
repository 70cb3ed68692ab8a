"""Two forms of one kind, field by field: where their answers differ, as a reader would see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payback.core.forms.base import BoxField
from payback.core.forms.choices import CheckboxField, OfferField
from payback.core.forms.files import MultipleFileField
from payback.core.forms.text import HiddenField, PasswordField, SubmitButton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payback.core.forms.form import PaybackForm

UNSHOWN = (HiddenField, PasswordField, SubmitButton, MultipleFileField)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question that two forms answer differently."""

    question: str
    mine: str
    theirs: str


def differences(mine: PaybackForm, theirs: PaybackForm) -> list[Difference]:
    """Return the questions to which two forms of one kind give different answers."""
    found = []
    for own, other in zip(mine.questions(), theirs.questions(), strict=True):
        if not (isinstance(own, BoxField) and isinstance(other, BoxField)):
            continue
        if isinstance(own, UNSHOWN):
            continue
        shown = answer_of(own), answer_of(other)
        if shown[0] != shown[1] and (own.data != other.data or own.data is None):
            found.append(Difference(question=own.label.text, mine=shown[0], theirs=shown[1]))
    return found


def labels_of(columns: Iterable[str], form: PaybackForm) -> list[str]:
    """Return the questions of a form that ask for columns; the columns' own words if none does."""
    wanted = [column.removesuffix("_id") for column in columns if column]
    asked = [
        field.label.text
        for field in form.questions()
        if field.name in wanted and not isinstance(field, UNSHOWN)
    ]
    return asked or [column.replace("_", " ") for column in wanted]


def answer_of(field: BoxField[Any]) -> str:
    """Return an answer in words."""
    if isinstance(field, CheckboxField):
        return "Yes" if field.data else "No"
    if isinstance(field, OfferField):
        return ", ".join(field.chosen_labels)
    return " ".join(text for text in field.typed.values() if text)

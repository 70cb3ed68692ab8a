"""Two forms of one kind, field by field: where their answers differ, as a reader would see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.forms.base import BoxField
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
    """Return the questions to which two forms of one kind give different answers.

    What ``mine`` leaves alone is no answer.
    """
    found = []
    for own, other in zip(mine.questions(), theirs.questions(), strict=True):
        if not (isinstance(own, BoxField) and isinstance(other, BoxField)):
            continue
        if isinstance(own, UNSHOWN) or own.name in mine.left_alone():
            continue
        if own.data != other.data or own.data is None:
            theirs_in_words = other.in_words()
            found += [
                Difference(question=question, mine=answer, theirs=theirs_in_words[question])
                for question, answer in own.in_words().items()
                if answer != theirs_in_words[question]
            ]
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

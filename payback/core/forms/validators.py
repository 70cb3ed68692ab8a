"""Checks of one answer, with their sentences; each works on any `BoxField`."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import ValidationError

from payback.core.forms.base import BoxField
from payback.core.postcodes import is_postcode, normalise_postcode

if TYPE_CHECKING:
    from collections.abc import Callable

    from wtforms.form import BaseForm

_PHONE = re.compile(r"(?:\+|00)?[0-9]{10,15}")

V = TypeVar("V", int, dt.date, dt.time)

# A field's value type is not known here: the validators accept any.
AnyField = BoxField[Any]


def normal_postcode(text: str) -> str | None:
    """Return a UK postcode in its usual spelling ("NW4 4BG"), or nothing if it is not one."""
    return normalise_postcode(text) if is_postcode(text) else None


class Postcode:
    """A full UK postcode; whether it exists is a warning for a person, not an error."""

    def __call__(self, _form: BaseForm, field: AnyField) -> None:
        """Raise if the text has not the shape of a postcode."""
        if normal_postcode(str(field.data)) is None:
            raise ValidationError("Enter a full UK postcode, like NW4 4BG")


class UkPhone:
    """A telephone number of ten to fifteen digits, with spaces, brackets and dashes as you like."""

    def __call__(self, _form: BaseForm, field: AnyField) -> None:
        """Raise if the text is not a telephone number."""
        if not _PHONE.fullmatch(re.sub(r"[\s()\-.]", "", str(field.data))):
            raise ValidationError(
                "Enter a telephone number, like 020 8359 2000, 07700 900 982 or +44 808 157 0192"
            )


class EmailAddress:
    """An address that mail can be sent to, as far as its spelling tells."""

    def __call__(self, _form: BaseForm, field: AnyField) -> None:
        """Raise if the text is not spelt like an e-mail address."""
        try:
            validate_email(
                str(field.data), check_deliverability=False, allow_smtputf8=False, strict=False
            )
        except EmailNotValidError as error:
            sentence = "Enter an email address in the correct format, like name@example.com"
            raise ValidationError(sentence) from error


class Length:
    """Text of at most, and perhaps at least, so many characters."""

    def __init__(self, most: int, *, least: int = 0) -> None:
        self.most = most
        self.least = least

    def __call__(self, _form: BaseForm, field: AnyField) -> None:
        """Raise if the text is too long or too short."""
        length = len(str(field.data))
        subject = field.subject
        if length > self.most:
            raise ValidationError(f"{subject} must be {self.most:,} characters or fewer")
        if length < self.least:
            raise ValidationError(f"{subject} must be {self.least:,} characters or more")


class Range(Generic[V]):
    """A value between two ends, either of which may be left open.

    Parameters
    ----------
    least, most
        The ends, both allowed.
    shown
        How an end is written in the sentence.
    """

    def __init__(
        self,
        least: V | None = None,
        most: V | None = None,
        *,
        shown: Callable[[V], str] = str,
    ) -> None:
        self.least: V | None = least
        self.most: V | None = most
        self.shown: Callable[[V], str] = shown

    def __call__(self, _form: BaseForm, field: BoxField[V]) -> None:
        """Raise if the value lies outside, naming the whole range."""
        below = self.least is not None and field.value < self.least
        above = self.most is not None and field.value > self.most
        if below or above:
            raise ValidationError(f"{field.subject} must be {self.sentence()}")

    def sentence(self) -> str:
        """Return the range in words: "between 1 and 12", "5 or more", "5 or fewer"."""
        if self.least is None:
            return f"{self._end(self.most)} or fewer"
        if self.most is None:
            return f"{self._end(self.least)} or more"
        return f"between {self._end(self.least)} and {self._end(self.most)}"

    def _end(self, end: V | None) -> str:
        return "" if end is None else self.shown(end)

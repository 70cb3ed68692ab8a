"""Fields of text in one box, and the two that hold no answer: hidden values and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from payback.core.forms.base import BoxField
from payback.core.forms.rendering import draw
from payback.core.forms.typed import LONGEST_TYPED
from payback.core.forms.validators import (
    EmailAddress,
    Length,
    Postcode,
    UkPhone,
    normal_postcode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from payback.core.forms.typed import FormData


class TextField(BoxField[str]):
    """A line of text. ``data`` is always a string, empty if nothing was typed.

    Parameters
    ----------
    max_length
        The most characters allowed.
    validators
        Further checks of an answer that is not empty.
    """

    kind: ClassVar[str] = "text"
    inputmode: ClassVar[str | None] = None
    usual_checks: ClassVar[tuple[Callable[..., object], ...]] = ()

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        max_length: int = 200,
        **options: object,
    ) -> None:
        checks = [Length(max_length), *self.usual_checks, *validators]
        super().__init__(label, checks, **options)  # type: ignore[arg-type]  # WTForms' own options
        self.max_length = max_length

    def read(self, typed: Mapping[str, str]) -> str:
        """Return the text as typed, on one line."""
        return " ".join(typed[""].split())

    def take_value(self, data: object) -> None:
        """Show a stored text; nothing stored is an empty text."""
        super().take_value("" if data is None else str(data))

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a GOV.UK text input."""
        own = {"value": self.typed[""], "type": self.kind, "inputmode": self.inputmode}
        return self.labelled("input", own | params)


class EmailField(TextField):
    """An e-mail address."""

    kind = "email"
    usual_checks = (EmailAddress(),)

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("autocomplete", "email")
        options.setdefault("what", "an email address")
        options.setdefault("max_length", 254)
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw the input without a spelling check."""
        return super().draw({"spellcheck": False} | params)


class TelephoneField(TextField):
    """A telephone number, kept as it was typed."""

    kind = "tel"
    usual_checks = (UkPhone(),)

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("autocomplete", "tel")
        options.setdefault("what", "a telephone number")
        options.setdefault("max_length", 30)
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on


class PostcodeField(TextField):
    """A UK postcode; ``data`` has the usual spelling, what was typed stays as it was."""

    usual_checks = (Postcode(),)

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("autocomplete", "postal-code")
        if "what" not in options:
            options.setdefault("missing", "Enter a full UK postcode, like NW4 4BG")
        options.setdefault("what", "a postcode")
        options.setdefault("max_length", 20)
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on

    def read(self, typed: Mapping[str, str]) -> str:
        """Return the postcode in its usual spelling if it is one."""
        return normal_postcode(typed[""]) or super().read(typed)

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a box as wide as a postcode."""
        return super().draw({"classes": "govuk-input--width-10"} | params)


class TextAreaField(TextField):
    """Text of several lines.

    Parameters
    ----------
    max_length
        The most characters allowed.
    count
        Whether to show how many characters are left.
    rows
        The height in lines.
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        max_length: int = 2000,
        count: bool = False,
        rows: int = 5,
        **options: object,
    ) -> None:
        super().__init__(label, validators, max_length=max_length, **options)
        self.count = count
        self.rows = rows

    def read(self, typed: Mapping[str, str]) -> str:
        """Return the text as typed, lines kept."""
        return typed[""]

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a GOV.UK textarea, with a character count if asked for."""
        own: dict[str, object] = {"value": self.typed[""], "rows": str(self.rows)}
        if self.count:
            return self.labelled("character-count", own | {"maxlength": self.max_length} | params)
        return self.labelled("textarea", own | params)


class PasswordField(TextField):
    """A password, never sent back to the browser and never altered.

    Spaces, odd characters and their order are part of a password, so the usual cleaning is skipped.
    """

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("autocomplete", "current-password")
        options.setdefault("max_length", 1000)
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on

    def take_typed(self, formdata: FormData) -> None:
        """Take the password exactly as it was typed."""
        raw = next(iter(formdata.getlist(self.name)), "")
        self.typed = {"": raw[:LONGEST_TYPED] if isinstance(raw, str) else ""}
        self.data = self.typed[""]

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw GOV.UK's password input with its show button."""
        return self.labelled("password-input", params)


class HiddenField(TextField):
    """A value carried through a form that the person does not see."""

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options.setdefault("required", False)
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a hidden input."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            params["name"], self.typed[""]
        )


class SubmitButton(BoxField[bool]):
    """A button that sends the form; ``data`` tells whether it was this one that was pressed."""

    def __init__(self, label: str | None = None, **options: object) -> None:
        options.setdefault("required", False)
        super().__init__(label, **options)  # type: ignore[arg-type]  # WTForms' own options

    def read(self, typed: Mapping[str, str]) -> bool:
        """Return whether this button was pressed."""
        return bool(typed[""])

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a GOV.UK button that ignores a second press."""
        shown = params.pop("caption")
        text = shown["text"] if isinstance(shown, dict) else self.label.text
        own = {"text": text, "value": "y", "preventDoubleClick": True}
        return draw("button", own | params)

"""The form that every feature's forms extend, and its error summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms.i18n import DummyTranslations

from payback.core.forms.base import BoxField
from payback.core.forms.rendering import draw
from payback.core.sent import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wtforms import Field
    from wtforms.form import BaseForm


SHOWN_AGAIN = {
    "kept": "You were signed out before this was saved. Check your answers and send them again.",
    "conflict": "This is not saved yet. Check your answers and send them again.",
}


class PaybackForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with an error summary and room for errors that belong to no field.

    ``boxes()`` walks its own fields; ``form_errors`` are sentences about the whole form.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Read every submitted request, even an empty one, as an answer."""

        absent_means_default = False

        def get_translations(self, form: BaseForm) -> DummyTranslations:
            """Return none: every sentence is ours."""
            del form
            return DummyTranslations()

        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            """Return the submitted data, an empty one for an empty submission."""
            found = super().wrap_formdata(form, formdata)
            return MultiDict() if found is None and form.is_submitted() else found  # type: ignore[attr-defined]

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if has_request_context():
            g.setdefault("forms", []).append(self)

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Return whether the answers may be used; those only to be shown again are not yet."""
        shown_again = SHOWN_AGAIN.get(request.form.get(AGAIN, ""))
        if shown_again and self.is_submitted():
            self.add_error(None, shown_again)
            return False
        return bool(super().validate_on_submit(extra_validators))

    def questions(self) -> Iterator[Field]:
        """Walk the fields in the order they are declared, without the CSRF token."""
        return (field for field in self if field.name != "csrf_token")

    def left_alone(self) -> frozenset[str]:
        """Name the questions whose answers say nothing, so that what is stored is kept.

        None, unless a form knows better: an empty box may have been emptied on purpose.
        """
        return frozenset()

    def add_error(self, field_name: str | None, sentence: str) -> None:
        """Show a sentence at a field, or at the top if there is no such field.

        This is how a view shows a `RuleBroken` of a service:
        ``form.add_error(broken.field, broken.sentence)``.
        """
        field = self._fields.get(field_name or "")
        if isinstance(field, BoxField):
            field.fail(sentence)
        else:
            self.form_errors.append(sentence)


class QueryForm(PaybackForm):
    """A form that filters a page by its query string: no token, absent boxes keep their default.

    Use as ``form = FilterForm(request.args)``; ``form.validate()`` tells whether it can be used.
    """

    class Meta(PaybackForm.Meta):
        """No CSRF token: nothing changes."""

        csrf = False
        absent_means_default = True

    @property
    def asked(self) -> dict[str, str]:
        """What was asked, to build addresses with: under this form's names and no others.

        A query string may name anything, and `url_for` takes some names for itself.
        """
        return {
            field.name + box: text
            for field in self.questions()
            if isinstance(field, BoxField)
            for box, text in field.typed.items()
            if text
        }


def error_summary(form: PaybackForm) -> Markup:
    """Draw the error summary of a form, each line linked to the first box to put right."""
    lines: list[dict[str, str]] = [{"text": str(sentence)} for sentence in form.form_errors]
    for field in form:
        if field.errors:
            target = field.focus_id if isinstance(field, BoxField) else ""
            line = {"text": str(field.errors[0])}
            lines.append(line | {"href": f"#{target}"} if target else line)
    if not lines:
        return Markup()
    return draw("error-summary", {"titleText": "There is a problem", "errorList": lines})

"""Forms of those who follow a nomination: find it, answer what is asked, withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.forms import EmailField, PaybackForm, SubmitButton, TextAreaField, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payback.nominations.models import RequestedItem


class FindForm(PaybackForm):
    """Ask for the link again."""

    reference = TextField(
        "Reference",
        max_length=40,
        what="the reference",
        hint="For example CP-7K4M-2Q9X. It is on the page and in the email you got from us.",
    )
    email = EmailField("Email address", hint="The one you gave when you nominated the project.")
    submit = SubmitButton("Send me the link")


class WithdrawForm(PaybackForm):
    """Take a nomination back."""

    reason = TextAreaField(
        "Why do you withdraw it? (optional)", required=False, max_length=1000, what="the reason"
    )


class ItemsForm(PaybackForm):
    """The base of a form with one question for each thing that is asked."""

    def answers(self) -> dict[int, str]:
        """Return the text of each answer by its item's id."""
        return {
            int(field.name.removeprefix("item_")): field.data or ""
            for field in self.questions()
            if field.name.startswith("item_")
        }


def items_form(items: Iterable[RequestedItem]) -> ItemsForm:
    """Return a form that asks exactly what staff have asked and nobody has answered yet."""
    fields = {
        f"item_{each.id}": TextAreaField(
            each.question, max_length=2000, rows=3, what="your answer", missing="Enter an answer"
        )
        for each in items
        if each.answered_at is None
    }
    form: ItemsForm = type("OpenItemsForm", (ItemsForm,), fields)()
    return form

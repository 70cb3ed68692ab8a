"""Forms that change what remains: adjustments, reversals and what the court varies."""

from __future__ import annotations

from payback.core.forms import (
    Choice,
    DatePartsField,
    HiddenField,
    HoursMinutesField,
    PaybackForm,
    RadiosField,
    SubmitButton,
    TextField,
)
from payback.people.varying import Variation


class AdjustmentForm(PaybackForm):
    """Time credited or taken back by hand."""

    kind = RadiosField(
        "What is it?",
        choices=[
            Choice("credit", "Time to add", "Worked, but not recorded as attendance"),
            Choice("debit", "Time to take back", "Credited, but not worked"),
            Choice("ete", "Education, training or employment", "Up to its share of the order"),
        ],
        missing="Select what it is",
    )
    minutes = HoursMinutesField("Time", what="the time", least=1)
    worked_on = DatePartsField("Date it counts for", what="the date it counts for")
    reason = TextField("Reason", what="a reason", max_length=255, missing="Enter a reason")
    submit = SubmitButton("Save adjustment")


class ReversalForm(PaybackForm):
    """Why an entry is taken back."""

    reason = TextField("Reason", what="a reason", max_length=255, missing="Enter a reason")
    submit = SubmitButton("Reverse this entry")


class VariationForm(PaybackForm):
    """A decision of the court that changes the time ordered."""

    minutes = HoursMinutesField(
        "Time ordered from now on", what="the time ordered from now on", least=1
    )
    decided_on = DatePartsField("Date of the decision", what="the date of the decision")
    reference = TextField(
        "Reference",
        what="the court’s reference of the decision",
        max_length=100,
        hint="As the court’s letter or register names it",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save change")

    def variation(self) -> Variation:
        """Return the answers of a valid form."""
        return Variation(
            minutes=self.minutes.value,
            decided_on=self.decided_on.value,
            reference=self.reference.value,
        )

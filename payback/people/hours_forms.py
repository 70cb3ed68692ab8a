"""Forms that change what remains: adjustments, reversals, variations and courses."""

from __future__ import annotations

from payback.core.errors import RuleBroken
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
from payback.people.coursing import LONGEST_REFUSAL, Course
from payback.people.varying import Variation


class AdjustmentForm(PaybackForm):
    """Time credited or taken back by hand."""

    kind = RadiosField(
        "What is it?",
        choices=[
            Choice("credit", "Time to add", "Worked, but not recorded as attendance"),
            Choice("debit", "Time to take back", "Credited, but not worked"),
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


class CourseForm(PaybackForm):
    """The result of a course, and whether its time is credited."""

    course = TextField("Course", what="the name of the course", max_length=100)
    provider = TextField("Provider", required=False, max_length=100)
    completed_on = DatePartsField("Date completed", what="the date on which it was completed")
    passed = RadiosField(
        "Result", choices=[("yes", "Passed"), ("no", "Failed")], missing="Select passed or failed"
    )
    spent_minutes = HoursMinutesField(
        "Time spent", what="the time spent", hint="As the provider reports it"
    )
    decision = RadiosField(
        "Does the time count?",
        choices=[("credit", "Yes, credit it"), ("none", "No, credit nothing")],
        missing="Select whether the time counts",
    )
    credited_minutes = HoursMinutesField(
        "Time to credit", what="the time to credit", required=False, hint="Only if it counts"
    )
    reason = TextField(
        "Why is nothing credited?",
        what="why nothing is credited",
        required=False,
        max_length=LONGEST_REFUSAL,
        hint="Only if it does not count",
    )
    submit = SubmitButton("Save result")

    def entered(self) -> Course:
        """Return the answers of a valid form.

        Raises
        ------
        RuleBroken
            If the time counts and none is given.
        """
        counts = self.decision.value == "credit"
        if counts and not self.credited_minutes.data:
            raise RuleBroken("credited_minutes", "Enter the time to credit")
        return Course(
            course=self.course.value,
            provider=self.provider.value,
            completed_on=self.completed_on.value,
            passed=self.passed.value == "yes",
            spent_minutes=self.spent_minutes.value,
            credited_minutes=self.credited_minutes.value if counts else 0,
            reason="" if counts else self.reason.value,
        )

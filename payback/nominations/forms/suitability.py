"""The forms of the four criteria: an answer that may end the nomination, and its evidence."""

from __future__ import annotations

from payback.core.forms import Choice, IntegerField, RadiosField, TextAreaField
from payback.nominations.forms.question import LONG, QuestionForm, shown
from payback.nominations.models import DoneBy, LastPaid, Owner
from payback.nominations.suitability import NO, YES

YES_NO = ((YES, "Yes"), (NO, "No"))


class EvidenceForm(QuestionForm):
    """A criterion: an answer that may end the nomination, and evidence if it does not."""

    ends_with = NO
    no_evidence = "Tell us more"

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for the evidence only of an answer with which the nomination goes on."""
        valid = bool(super().validate(extra_validators))
        ended = self._fields["answer"].data in {None, self.ends_with}
        if not ended and not self._fields["evidence"].data:
            self.add_error("evidence", self.no_evidence)
            return False
        return valid


class BenefitForm(EvidenceForm):
    """Criterion 1."""

    no_evidence = "Enter who will benefit and how"
    answer = RadiosField(
        "Will the work benefit the local community?",
        choices=YES_NO,
        missing="Select yes if the work will benefit the local community",
    )
    evidence = TextAreaField(
        "Who will benefit, and how?",
        required=False,
        max_length=LONG,
        what="your answer",
        hint="For example: about 200 children walk to school along this path. "
        "You do not need this if you answered no.",
    )


class PaidWorkForm(QuestionForm):
    """Criterion 2, the test of displacement."""

    done_by = RadiosField(
        "Who does this work now?",
        choices=[
            Choice(DoneBy.NOBODY, "Nobody"),
            Choice(DoneBy.VOLUNTEERS, "Volunteers"),
            Choice(DoneBy.PAID, "Paid staff or a contractor"),
        ],
        missing="Select who does this work now",
    )
    budget = RadiosField(
        "Is there a contract or a budget for this work?",
        choices=YES_NO,
        hint="For example a council’s contract for keeping a park.",
        missing="Select yes if there is a contract or a budget for this work",
    )
    last_paid = RadiosField(
        "When was somebody last paid to do it?",
        choices=shown(LastPaid),
        missing="Select when somebody was last paid to do it",
    )
    evidence = TextAreaField(
        "How do you know?",
        max_length=LONG,
        what="your answer",
        missing="Enter how you know",
        hint="For example: I asked the parks team in May, and nobody has painted the shelter "
        "since 2012.",
    )


class ProfitForm(EvidenceForm):
    """Criterion 3."""

    ends_with = YES
    no_evidence = "Enter who uses the place and whether anybody pays to use it"
    answer = RadiosField(
        "Will anyone make a profit from the work?",
        choices=YES_NO,
        hint="A charity that charges a small fee to cover its costs does not make a profit.",
        missing="Select yes if anyone will make a profit from the work",
    )
    owner = RadiosField(
        "Who owns or runs the place?",
        choices=shown(Owner),
        missing="Select who owns or runs the place",
    )
    evidence = TextAreaField(
        "Who uses the place, and does anybody pay to use it?",
        required=False,
        max_length=LONG,
        what="your answer",
        hint="You do not need this if you answered yes to the first question.",
    )


class DemandingForm(EvidenceForm):
    """Criterion 4, with the size of the job."""

    no_evidence = "Enter what people would do"
    answer = RadiosField(
        "Is the work challenging and demanding?",
        choices=[
            Choice(YES, "Yes", "It takes real physical effort, or patience and care"),
            Choice(NO, "No", "It is light work that anybody could do in passing"),
        ],
        missing="Select yes if the work is challenging and demanding",
    )
    people = IntegerField(
        "How many people could work there at once?",
        least=1,
        most=200,
        suffix="people",
        what="the number of people",
        hint="A group is usually 4 to 8 people with a supervisor. A good guess is enough.",
    )
    days = IntegerField(
        "For how many days?",
        least=1,
        most=260,
        suffix="days",
        what="the number of days",
        hint="A day is about 7 hours.",
    )
    evidence = TextAreaField(
        "What would people do?",
        required=False,
        max_length=LONG,
        what="your answer",
        hint="For example: cut back 80 metres of bramble, dig out the roots, carry it to the gate.",
    )

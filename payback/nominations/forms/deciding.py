"""Forms of staff: verdicts, questions to the nominator, decisions, notes, the inbox's filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.forms import (
    CheckboxesField,
    Choice,
    HiddenField,
    PaybackForm,
    PostcodeField,
    QueryForm,
    RadiosField,
    SelectField,
    SubmitButton,
    TextAreaField,
)
from payback.nominations.forms.question import LONG, shown
from payback.nominations.models import Criterion, Item, NominationState, Source, Verdict
from payback.nominations.rules import OPEN
from payback.nominations.suitability import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payback.nominations.models import CriterionAnswer

QUESTIONS: dict[Item, str] = {
    Item.BENEFIT: "Who will benefit from the work, and how?",
    Item.PAID_WORK: "Who used to do this work, and when was somebody last paid for it?",
    Item.OWNER: "Who owns the place, and do they agree to the work?",
    Item.WORK: "What exactly should be done?",
    Item.SIZE: "How much work is it? A length, an area or a number helps.",
    Item.PLACE: "Where exactly is the place, and how does a group get in?",
    Item.TOILETS: "Where are the nearest toilets, and may a group use them?",
    Item.HAND_WASHING: "Where can people wash their hands?",
    Item.SITE_ACCESS: "How can people who find it hard to walk reach the place?",
    Item.PARKING: "Where can a minibus park?",
    Item.TOOLS: "Which tools and materials can you provide, and where can they be kept?",
}
EVERY, OPEN_ONES = "all", "open"


class DecisionForm(PaybackForm):
    """Something that staff do to a nomination as they have seen it."""

    version = HiddenField("Version")


class VerdictsForm(DecisionForm):
    """A verdict and a note for each criterion."""

    def verdicts(self) -> dict[Criterion, tuple[Verdict | None, str]]:
        """Return the verdict, if there is one, and the note of each criterion."""
        return {each: (self._verdict(each), self[f"note_{each.name}"].value) for each in Criterion}

    def left_alone(self) -> frozenset[str]:
        """Name what was not judged: a radio that was chosen cannot be emptied again."""
        empty = [each for each in Criterion if not self[f"verdict_{each.name}"].data]
        return frozenset(
            name
            for each in empty
            for name in (f"verdict_{each.name}", f"note_{each.name}")
            if not self[name].data
        )

    def _verdict(self, criterion: Criterion) -> Verdict | None:
        chosen = self[f"verdict_{criterion.name}"].data
        return Verdict(chosen) if chosen else None


for _criterion in Criterion:
    setattr(
        VerdictsForm,
        f"verdict_{_criterion.name}",
        RadiosField(
            f"Verdict: {CRITERIA[_criterion].lower()}",
            choices=shown(Verdict),
            required=False,
            missing="Select met, not met or unsure",
        ),
    )
    setattr(
        VerdictsForm,
        f"note_{_criterion.name}",
        TextAreaField(
            f"Note: {CRITERIA[_criterion].lower()}",
            required=False,
            max_length=LONG,
            rows=2,
            what="the note",
        ),
    )


def verdicts_shown(criteria: list[CriterionAnswer]) -> Mapping[str, str | None]:
    """Return what a verdicts form shows of the criteria."""
    known: dict[str, str | None] = {}
    for each in criteria:
        known[f"verdict_{each.criterion.name}"] = each.verdict.value if each.verdict else None
        known[f"note_{each.criterion.name}"] = each.note
    return known


class AskForm(DecisionForm):
    """What the nominator is asked for."""

    items = CheckboxesField(
        "What do you need to know?",
        choices=[Choice(item.value, question) for item, question in QUESTIONS.items()],
        required=False,
    )
    other = TextAreaField(
        "Another question (optional)", required=False, max_length=1000, what="the question", rows=3
    )

    def asked(self) -> list[tuple[Item, str]]:
        """Return each thing that is asked, with its question."""
        chosen = [(Item(value), QUESTIONS[Item(value)]) for value in self.items.value]
        return [*chosen, (Item.OTHER, self.other.value)] if self.other.value else chosen


class ApproveForm(DecisionForm):
    """Approval."""

    nearby_postcode = PostcodeField(
        "A postcode close by that we know",
        required=False,
        hint="The nomination’s own postcode is not known to us. Journeys are planned from this.",
        autocomplete="off",
    )
    message = TextAreaField(
        "Message to the nominator (optional)", required=False, max_length=LONG, what="the message"
    )


class DeclineForm(DecisionForm):
    """A refusal, with its reason."""

    reason = TextAreaField(
        "Why is it declined?",
        max_length=LONG,
        what="the reason",
        missing="Enter why it is declined",
        hint="The nominator reads this as you write it. Say which criterion is not met, and what "
        "else they could do.",
    )


class ReopenForm(DecisionForm):
    """A second look, with its reason."""

    reason = TextAreaField(
        "Why is it opened again?",
        max_length=LONG,
        what="the reason",
        missing="Enter why it is opened again",
        hint="The nominator reads this as you write it.",
    )


class MergeForm(DecisionForm):
    """Joining with another nomination."""

    into = RadiosField(
        "Which nomination is about the same work?", missing="Select the nomination to join it with"
    )


class NoteForm(PaybackForm):
    """An internal note."""

    text = TextAreaField(
        "Add an internal note", max_length=LONG, rows=3, what="the note", missing="Enter a note"
    )


class OnBehalfForm(PaybackForm):
    """Where a nomination came from that staff type in."""

    source = RadiosField(
        "How did the nomination reach us?",
        choices=[
            Choice(Source.PHONE, "By telephone"),
            Choice(Source.EMAIL, "By email"),
            Choice(Source.POST, "By post or on paper"),
            Choice(Source.IN_PERSON, "In person"),
        ],
        missing="Select how the nomination reached us",
    )
    submit = SubmitButton("Continue")


class InboxForm(QueryForm):
    """What part of the inbox is shown."""

    state = SelectField(
        "State",
        choices=[
            (OPEN_ONES, "Open"),
            *((each.value, each.value.capitalize()) for each in NominationState),
            (EVERY, "All"),
        ],
        blank="",
        default=OPEN_ONES,
        required=False,
    )
    area = SelectField("Borough", blank="All my boroughs", required=False)

    def states(self) -> tuple[NominationState, ...]:
        """Return the states that are wanted; anything odd means the open ones."""
        chosen = self.state.data
        if chosen == EVERY:
            return tuple(NominationState)
        return (NominationState(chosen),) if chosen in set(NominationState) else OPEN

"""One form for each question page; its answers are stored in the draft as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payback.core.forms import (
    CheckboxField,
    Choice,
    EmailField,
    IntegerField,
    MultipleFileField,
    PaybackForm,
    PostcodeField,
    RadiosField,
    SelectField,
    TelephoneField,
    TextAreaField,
    TextField,
)
from payback.nominations.models import Criterion, DoneBy, LastPaid, Owner, WorkType
from payback.nominations.questions import BOROUGH, CONTACT, PHOTOGRAPHS, PLACE, SITE, WORK
from payback.nominations.suitability import NO, YES

if TYPE_CHECKING:
    from enum import StrEnum

LONG = 2000
MOST_PHOTOGRAPHS = 5
MOST_MEGABYTES = 10
PHOTOGRAPH_ENDINGS = ("jpg", "jpeg", "png", "webp")
YES_NO = ((YES, "Yes"), (NO, "No"))


def shown(kinds: type[StrEnum]) -> list[Choice]:
    """Return an enumeration as choices, each with its value as a label."""
    return [Choice(each.value, each.value[:1].upper() + each.value[1:]) for each in kinds]


class QuestionForm(PaybackForm):
    """A question page."""

    def answers(self) -> dict[str, Any]:
        """Return what is stored of the page: every field's value."""
        return {field.name: field.data for field in self.questions()}


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


class PlaceForm(QuestionForm):
    """Where the work is."""

    address = TextAreaField(
        "Address or description of the place",
        max_length=255,
        rows=3,
        what="the address or a description of the place",
        hint="For example: the alley behind 12 to 30 Park Road, Hendon.",
    )
    postcode = PostcodeField(
        "Postcode",
        hint="If the place has none, give the postcode of the nearest building.",
        autocomplete="off",
    )


class BoroughForm(QuestionForm):
    """The borough of a postcode that we do not know."""

    area = SelectField(
        "Which borough is the place in?", what="the borough", missing="Select the borough"
    )


class WorkForm(QuestionForm):
    """What should be done."""

    title = TextField(
        "Give the work a short name",
        max_length=80,
        what="a short name for the work",
        hint="For example: Clear the churchyard of St Mary’s.",
    )
    work_type = RadiosField(
        "What kind of work is it?",
        choices=shown(WorkType),
        missing="Select what kind of work it is",
    )
    description = TextAreaField(
        "What should be done?",
        max_length=LONG,
        count=True,
        what="what should be done",
        missing="Enter what should be done",
        hint="Do not give names or other personal details of anybody.",
    )


class SiteForm(QuestionForm):
    """What a group finds at the place."""

    toilets = TextField(
        "Toilets nearby",
        max_length=255,
        what="where the nearest toilets are",
        missing="Enter where the nearest toilets are, or “none”",
        hint="Where are they, and may a group use them?",
    )
    hand_washing = TextField(
        "Places to wash hands",
        max_length=255,
        what="where people can wash their hands",
        missing="Enter where people can wash their hands, or “none”",
    )
    site_access = TextField(
        "Access for people who find it hard to walk",
        max_length=255,
        what="how people who find it hard to walk can reach the place",
        missing="Enter how people who find it hard to walk can reach the place",
        hint="For example: level path from the road, or 20 steep steps.",
    )
    parking = TextField(
        "Parking for a minibus (optional)",
        max_length=255,
        required=False,
        what="the answer about parking",
    )
    tools = TextField(
        "Tools, materials and storage (optional)",
        max_length=255,
        required=False,
        what="the answer about tools",
        hint="What can you provide, and where can tools be kept?",
    )


class ContactForm(QuestionForm):
    """Whom we answer."""

    contact_name = TextField("Your name", max_length=100, autocomplete="name")
    organisation = TextField(
        "Organisation (optional)",
        max_length=100,
        required=False,
        what="the name of the organisation",
        autocomplete="organization",
    )
    email = EmailField(
        "Email address",
        hint="We send you a copy of your answers, and tell you what we decide.",
    )
    phone = TelephoneField(
        "Telephone number (optional)",
        required=False,
        hint="So that we can ask you about the place.",
    )
    consent = CheckboxField(
        "I agree that Community Payback keeps these details to answer me about this nomination",
        must=True,
        missing="Confirm that we may keep these details to answer you",
    )


class PhotographsForm(QuestionForm):
    """Pictures of the place."""

    photographs = MultipleFileField(
        "Choose photographs",
        endings=PHOTOGRAPH_ENDINGS,
        most_files=MOST_PHOTOGRAPHS,
        most_megabytes=MOST_MEGABYTES,
        required=False,
        what="the photograph",
        hint=f"JPG, PNG or WEBP, each smaller than {MOST_MEGABYTES}MB.",
    )

    def answers(self) -> dict[str, Any]:
        """Return nothing: the pictures are rows of their own."""
        return {}


FORMS: dict[str, type[QuestionForm]] = {
    Criterion.COMMUNITY_BENEFIT: BenefitForm,
    Criterion.PAID_WORK: PaidWorkForm,
    Criterion.PROFIT: ProfitForm,
    Criterion.DEMANDING: DemandingForm,
    PLACE: PlaceForm,
    BOROUGH: BoroughForm,
    WORK: WorkForm,
    SITE: SiteForm,
    CONTACT: ContactForm,
    PHOTOGRAPHS: PhotographsForm,
}

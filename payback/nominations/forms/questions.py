"""One form for each question page; its answers are stored in the draft as they stand."""

from __future__ import annotations

from typing import Any

from payback.core.forms import (
    CheckboxField,
    EmailField,
    MultipleFileField,
    PostcodeField,
    RadiosField,
    SelectField,
    TelephoneField,
    TextAreaField,
    TextField,
)
from payback.nominations.drafts import MOST_PHOTOGRAPHS
from payback.nominations.forms.question import LONG, QuestionForm, shown
from payback.nominations.forms.suitability import (
    BenefitForm,
    DemandingForm,
    PaidWorkForm,
    ProfitForm,
)
from payback.nominations.models import Criterion, WorkType
from payback.nominations.questions import BOROUGH, CONTACT, PHOTOGRAPHS, PLACE, SITE, WORK

MOST_MEGABYTES = 10
PHOTOGRAPH_ENDINGS = ("jpg", "jpeg", "png", "webp")


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

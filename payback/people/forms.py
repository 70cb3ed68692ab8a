"""Forms for people on probation, their requirements and restrictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.forms import (
    CheckboxField,
    Choice,
    DatePartsField,
    EmailField,
    HiddenField,
    HoursMinutesField,
    IntegerField,
    LabelsField,
    MinutesField,
    PaybackForm,
    QueryForm,
    RadiosField,
    SelectField,
    SubmitButton,
    TelephoneField,
    TextField,
)
from payback.people.fields import SlotsField
from payback.people.models import OrderType, RequirementState, Sex
from payback.people.places import PLACE_HINT
from payback.people.rules import MOST_TRAVEL_MINUTES, Pace
from payback.people.service import PersonFacts, RequirementFacts, Restrictions

if TYPE_CHECKING:
    from payback.people.models import Person, Requirement
    from payback.people.places import FoundPlace

SEXES = [(sex.value, sex.value.capitalize()) for sex in Sex]
STATES_TO_SET = (
    Choice("active", "Active", "It becomes complete by itself when every hour is credited"),
    Choice("suspended", "Suspended", "Nobody is booked until it is active again"),
    Choice("ended", "Ended", "Revoked or expired: no time can be credited any more"),
)


class PeopleFilterForm(QueryForm):
    """What to show of the list of people."""

    q = TextField("CRN or name", required=False, max_length=100)
    state = SelectField(
        "Requirement",
        choices=[(state.value, state.value.capitalize()) for state in RequirementState],
        blank="Any state",
        required=False,
    )
    pace = SelectField(
        "Hours",
        choices=[
            (Pace.BEHIND.value, "Behind schedule"),
            (Pace.FINISHING_SOON.value, "Finishing soon"),
        ],
        blank="All",
        required=False,
    )
    area = SelectField("Borough", blank="All my boroughs", required=False)


class PersonForm(PaybackForm):
    """Who somebody is and where they live."""

    crn = TextField("Case reference number (CRN)", what="CRN", max_length=40, missing="Enter a CRN")
    given_name = TextField("First name", what="first name", max_length=100)
    family_name = TextField("Last name", what="last name", max_length=100)
    sex = RadiosField(
        "Sex",
        choices=SEXES,
        hint="As the rules on groups and supervisors need it",
        missing="Select female or male",
    )
    date_of_birth = DatePartsField("Date of birth", hint="For example, 27 3 1990")
    home = TextField("Home place", required=False, max_length=60, hint=PLACE_HINT)
    area = SelectField(
        "Borough that manages the order",
        blank="The borough of the home place",
        required=False,
    )
    phone = TelephoneField("Telephone number", required=False)
    email = EmailField("Email address", required=False)
    practitioner_name = TextField("Probation practitioner", required=False, max_length=100)
    practitioner_email = EmailField(
        "Practitioner’s email address",
        required=False,
        autocomplete="off",
        hint="They are alerted here when the order is not kept to",
    )
    limited_access = CheckboxField(
        "Limited access", hint="Lists and rotas show the CRN and never the name"
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save person")

    def facts(self, home: FoundPlace | None, area_id: int) -> PersonFacts:
        """Return the answers of a valid form, with the place and area that they mean."""
        return PersonFacts(
            crn=self.crn.value,
            given_name=self.given_name.value,
            family_name=self.family_name.value,
            sex=Sex(self.sex.value),
            date_of_birth=self.date_of_birth.value,
            email=self.email.value,
            phone=self.phone.value,
            area_id=area_id,
            home=home.point if home else None,
            limited_access=bool(self.limited_access.data),
            practitioner_name=self.practitioner_name.value,
            practitioner_email=self.practitioner_email.value,
        )


def known_person(person: Person) -> dict[str, object]:
    """Return what a form shows of a person."""
    own = ("crn", "given_name", "family_name", "date_of_birth", "phone", "email", "version")
    practitioner = ("practitioner_name", "practitioner_email")
    return {name: getattr(person, name) for name in (*own, *practitioner)} | {
        "sex": person.sex.value,
        "area": str(person.area_id),
        "limited_access": person.limited_access,
    }


class RequirementForm(PaybackForm):
    """What the court ordered."""

    event_number = IntegerField(
        "Event number", least=1, most=999, hint="Which sentence this is, for a person with several"
    )
    order_type = RadiosField(
        "Order", choices=[(each.value, each.value.capitalize()) for each in OrderType]
    )
    ordered_minutes = HoursMinutesField("Time ordered", least=1)
    brought_forward = HoursMinutesField(
        "Time already worked",
        required=False,
        hint="Before this service kept count. Leave empty if none",
    )
    sentenced_on = DatePartsField("Date of sentence", what="date of sentence")
    due_on = DatePartsField(
        "Due date",
        required=False,
        hint="Leave empty for the date that the policy gives",
    )
    due_reason = TextField(
        "Reason for another due date",
        required=False,
        max_length=255,
        hint="Such as an extension by the court. Needed if it is not the date of the policy",
    )
    weekly_minutes = HoursMinutesField("Time offered each week")
    max_weekly_minutes = HoursMinutesField("Most time in a week")
    state = RadiosField("State", choices=STATES_TO_SET)
    version = HiddenField("Version")
    submit = SubmitButton("Save requirement")

    def facts(self) -> RequirementFacts:
        """Return the answers of a valid form."""
        return RequirementFacts(
            event_number=self.event_number.value,
            order_type=OrderType(self.order_type.value),
            ordered_minutes=self.ordered_minutes.value,
            sentenced_on=self.sentenced_on.value,
            due_on=self.due_on.data,
            due_reason=self.due_reason.value,
            weekly_minutes=self.weekly_minutes.value,
            max_weekly_minutes=self.max_weekly_minutes.value,
            state=RequirementState(self.state.value),
        )


def known_requirement(requirement: Requirement) -> dict[str, object]:
    """Return what a form shows of a requirement; a complete one counts as active."""
    own = ("event_number", "ordered_minutes", "sentenced_on", "due_on", "due_reason", "version")
    state = requirement.state
    return {name: getattr(requirement, name) for name in own} | {
        "order_type": requirement.order_type.value,
        "weekly_minutes": requirement.weekly_minutes,
        "max_weekly_minutes": requirement.max_weekly_minutes,
        "state": "active" if state is RequirementState.COMPLETE else state.value,
    }


class AvailabilityForm(PaybackForm):
    """The usual week."""

    slots = SlotsField("When can this person usually work?")
    version = HiddenField("Version")
    submit = SubmitButton("Save availability")


class ExceptionForm(PaybackForm):
    """Days that differ from the usual week."""

    available = RadiosField(
        "On these days this person",
        choices=[("no", "Cannot work"), ("yes", "Can work all day")],
        missing="Select whether this person can work on these days",
    )
    from_on = DatePartsField("First day", what="the first day")
    to_on = DatePartsField("Last day", what="the last day", hint="The same day for a single day")
    reason = TextField("Reason", required=False, max_length=255)
    submit = SubmitButton("Add days")


class RestrictionsForm(PaybackForm):
    """What a placement must respect."""

    women_only = CheckboxField("Only in groups of women")
    not_with_supervisor = RadiosField(
        "Supervisor",
        choices=[
            ("any", "Any supervisor"),
            ("female", "Not with a female supervisor"),
            ("male", "Not with a male supervisor"),
        ],
        missing="Select who may supervise this person",
    )
    barred_tags = LabelsField(
        "Must stay away from",
        required=False,
        hint="Tags of projects with commas between them, such as children, sharp tools",
    )
    max_travel_minutes = MinutesField(
        "Longest journey to work", what="the longest journey", most=MOST_TRAVEL_MINUTES
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save restrictions")

    def wanted(self) -> Restrictions:
        """Return the answers of a valid form."""
        choice = self.not_with_supervisor.value
        return Restrictions(
            women_only=bool(self.women_only.data),
            not_with_supervisor=None if choice == "any" else Sex(choice),
            barred_tags=self.barred_tags.data or (),
            max_travel_minutes=self.max_travel_minutes.value,
        )


def known_restrictions(person: Person) -> dict[str, object]:
    """Return what a form shows of a person's restrictions."""
    sex = person.not_with_supervisor
    return {
        "women_only": person.women_only,
        "not_with_supervisor": sex.value if sex else "any",
        "barred_tags": tuple(each.tag for each in person.barred_tags),
        "max_travel_minutes": person.max_travel_minutes,
        "version": person.version,
    }


class ExclusionForm(PaybackForm):
    """A circle that somebody must not enter."""

    centre = TextField("Centre", what="where the centre is", max_length=60, hint=PLACE_HINT)
    metres = IntegerField("Distance to keep", least=100, most=100_000, suffix="metres")
    label = TextField(
        "What it is", required=False, max_length=100, hint="Such as the name of an order"
    )
    submit = SubmitButton("Add area")


class KeepApartForm(PaybackForm):
    """Somebody who must not be in the same session."""

    crn = TextField("CRN of the other person", what="the CRN of the other person", max_length=40)
    reason = TextField("Reason", required=False, max_length=255, hint="Such as co-defendants")
    submit = SubmitButton("Keep apart")

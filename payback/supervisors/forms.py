"""Forms for supervisors and their leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.forms import (
    DatePartsField,
    HiddenField,
    HoursMinutesField,
    LabelsField,
    MinutesField,
    PaybackForm,
    QueryForm,
    RadiosField,
    SelectField,
    SubmitButton,
    TextField,
)
from payback.people.fields import SlotsField
from payback.people.models import ALL_SLOTS, Sex
from payback.people.places import PLACE_HINT
from payback.people.rules import MOST_TRAVEL_MINUTES
from payback.supervisors.service import SupervisorFacts

if TYPE_CHECKING:
    from payback.areas.geo import Point
    from payback.supervisors.models import Supervisor

MOST_WEEKLY_MINUTES = 2880
"""48 hours, the most of the Working Time Regulations 1998."""


class SupervisorsFilterForm(QueryForm):
    """Which supervisors to list."""

    q = TextField("Name", required=False, max_length=100)


class SupervisorForm(PaybackForm):
    """What is kept about a supervisor."""

    name = TextField("Full name", what="the full name", max_length=100)
    sex = RadiosField(
        "Sex", choices=[(s.value, s.value.capitalize()) for s in Sex], missing="Select the sex"
    )
    area = SelectField("Borough", what="the borough", missing="Select the borough")
    home = TextField(
        "Where they start from",
        required=False,
        max_length=60,
        hint=f"{PLACE_HINT}. Kept as a point within about 100 metres",
    )
    skills = LabelsField(
        "Skills",
        required=False,
        hint="With commas between them, such as first aid, chainsaw, minibus",
    )
    slots = SlotsField("When do they usually work?")
    weekly_minutes = HoursMinutesField(
        "Contracted time each week",
        what="contracted time each week",
        most=MOST_WEEKLY_MINUTES,
    )
    max_travel_minutes = MinutesField(
        "Longest journey to work", what="the longest journey", most=MOST_TRAVEL_MINUTES
    )
    account = SelectField(
        "Account they sign in with",
        blank="None yet",
        required=False,
        hint="An administrator adds accounts. Without one there is no calendar and no attendance",
        missing="Select an account from the list",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save supervisor")

    def facts(self, home: Point | None) -> SupervisorFacts:
        """Return the answers of a valid form, with the place that was found."""
        return SupervisorFacts(
            name=self.name.value,
            sex=Sex(self.sex.value),
            area_id=int(self.area.value),
            home=home,
            skills=self.skills.data or (),
            available_slots=self.slots.value,
            weekly_minutes=self.weekly_minutes.value,
            max_travel_minutes=self.max_travel_minutes.value,
            account_id=int(self.account.data) if self.account.data else None,
        )


def known_supervisor(supervisor: Supervisor) -> dict[str, object]:
    """Return what a form shows of a supervisor."""
    account = supervisor.account_id
    return {
        "name": supervisor.name,
        "sex": supervisor.sex.value,
        "area": str(supervisor.area_id),
        "skills": tuple(each.skill for each in supervisor.skills),
        "slots": supervisor.available_slots,
        "weekly_minutes": supervisor.weekly_minutes,
        "max_travel_minutes": supervisor.max_travel_minutes,
        "account": None if account is None else str(account),
        "version": supervisor.version,
    }


def new_supervisor() -> dict[str, object]:
    """Return what an empty form starts with: a week of 37 hours."""
    return {"slots": ALL_SLOTS, "weekly_minutes": 2220, "max_travel_minutes": 90}


class LeaveForm(PaybackForm):
    """Days off."""

    from_on = DatePartsField("First day", what="the first day")
    to_on = DatePartsField("Last day", what="the last day", hint="The same day for a single day")
    reason = TextField("Reason", required=False, max_length=255)
    submit = SubmitButton("Add leave")

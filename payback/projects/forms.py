"""Forms for projects and their opening patterns."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from payback.core.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DatePartsField,
    EmailField,
    HiddenField,
    IntegerField,
    LabelsField,
    PaybackForm,
    PostcodeField,
    QueryForm,
    RadiosField,
    SelectField,
    SubmitButton,
    TelephoneField,
    TextAreaField,
    TextField,
    TimeField,
)
from payback.projects.models import WEEKDAYS, Frequency, ProjectKind, ProjectState
from payback.projects.service import PatternFacts, ProjectFacts

if TYPE_CHECKING:
    from payback.projects.models import OpeningPattern, Project
    from payback.projects.sites import Site

PRIORITIES = (
    Choice("1", "1, lowest"),
    Choice("2", "2"),
    Choice("3", "3, usual"),
    Choice("4", "4"),
    Choice("5", "5, highest"),
)


AS_STORED = (
    *("code", "name", "work", "address", "postcode", "beneficiary"),
    *("contact_name", "contact_phone", "contact_email"),
    *("places", "min_people", "supervisors_needed", "women_only"),
    *("toilets", "hand_washing", "site_access", "tools"),
    *("risk_assessed_until", "version"),
)


class ProjectFilterForm(QueryForm):
    """What to show of the list of projects."""

    q = TextField("Search", required=False, max_length=100)
    state = SelectField(
        "State",
        choices=[(state.value, state.value.capitalize()) for state in ProjectState],
        blank="Any state",
        required=False,
    )
    area = SelectField("Borough", blank="All my boroughs", required=False)


class ProjectForm(PaybackForm):
    """Everything about a project."""

    code = TextField(
        "Project code", what="a project code", max_length=20, hint="Unique, such as CP1001"
    )
    name = TextField("Name", what="the name of the project", max_length=100)
    kind = RadiosField(
        "Kind of placement",
        what="the kind of placement",
        choices=[(kind.value, kind.value.capitalize()) for kind in ProjectKind],
    )
    work = TextAreaField("The work", required=False, max_length=2000, rows=4)
    address = TextField("Address", max_length=255)
    postcode = PostcodeField("Postcode", hint="It decides the borough")
    grid_reference = TextField(
        "Grid reference",
        required=False,
        max_length=20,
        hint="Only for a large site or a postcode that is not known, like TQ 240 890",
    )
    beneficiary = TextField("Organisation that benefits", max_length=100)
    contact_name = TextField("Contact name", required=False, max_length=100)
    contact_phone = TelephoneField("Contact telephone number", required=False)
    contact_email = EmailField("Contact email address", required=False)
    places = IntegerField("Places", least=1, most=100, hint="The most people in a session")
    min_people = IntegerField("Smallest group", least=1, most=100)
    supervisors_needed = IntegerField("Supervisors in each session", least=1, most=10)
    skills = LabelsField(
        "Skills the supervisors need",
        required=False,
        hint="With commas between them, such as first aid, chainsaw",
    )
    women_only = CheckboxField("For women only")
    tags = LabelsField(
        "What some people must stay away from",
        required=False,
        hint="With commas between them, such as children, alcohol",
    )
    priority = SelectField("Priority", what="a priority", choices=PRIORITIES, blank="")
    needed_hours = IntegerField(
        "Hours of work needed", least=1, most=100_000, required=False, suffix="hours"
    )
    length = RadiosField(
        "Length of the job",
        what="the length of the job",
        choices=[
            Choice("short", "Short", "A discrete job for people with few hours left"),
            Choice("long", "Long", "Work that goes on for months"),
        ],
    )
    toilets = TextField("Toilets", required=False, max_length=255)
    hand_washing = TextField("Hand washing", required=False, max_length=255)
    site_access = TextField("Getting there and access", required=False, max_length=255)
    tools = TextField("Tools and protective clothing", required=False, max_length=255)
    risk_assessed_until = DatePartsField(
        "Risk assessment in date until",
        what="the last day of the risk assessment",
        required=False,
        hint="The last day it covers. A project needs one to be ready or running.",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save project")

    def facts(self, site: Site, area_id: int) -> ProjectFacts:
        """Return the answers of a valid form, at a place that has been found."""
        hours = self.needed_hours.data
        return ProjectFacts(
            code=self.code.value.upper(),
            name=self.name.value,
            kind=ProjectKind(self.kind.value),
            area_id=area_id,
            address=self.address.value,
            postcode=self.postcode.value,
            lat=site.point.lat,
            lon=site.point.lon,
            beneficiary=self.beneficiary.value,
            contact_name=self.contact_name.value,
            contact_phone=self.contact_phone.value,
            contact_email=self.contact_email.value,
            work=self.work.value,
            toilets=self.toilets.value,
            hand_washing=self.hand_washing.value,
            site_access=self.site_access.value,
            tools=self.tools.value,
            priority=int(self.priority.value),
            women_only=bool(self.women_only.data),
            short=self.length.value == "short",
            needed_minutes=hours * 60 if hours else None,
            places=self.places.value,
            min_people=self.min_people.value,
            supervisors_needed=self.supervisors_needed.value,
            risk_assessed_until=self.risk_assessed_until.data,
            tags=self.tags.value,
            skills=self.skills.value,
        )


def known_project(project: Project) -> dict[str, object]:
    """Return what a form shows of a project, loaded with tags and skills."""
    return {name: getattr(project, name) for name in AS_STORED} | {
        "kind": project.kind.value,
        "priority": str(project.priority),
        "needed_hours": project.needed_minutes and -(-project.needed_minutes // 60),
        "length": "short" if project.short else "long",
        "tags": tuple(each.tag for each in project.tags),
        "skills": tuple(each.skill for each in project.skills),
    }


def new_project(code: str) -> dict[str, object]:
    """Return what an empty form starts with."""
    return {
        "code": code,
        "kind": ProjectKind.GROUP.value,
        "places": 8,
        "min_people": 3,
        "supervisors_needed": 1,
        "priority": "3",
        "length": "long",
    }


class StateForm(PaybackForm):
    """A change of a project's state."""

    to = SelectField("State", choices=[(state.value, state.value) for state in ProjectState])
    version = HiddenField("Version")
    reason = TextAreaField(
        "Why?",
        required=False,
        max_length=255,
        rows=3,
        hint="Whoever nominated this work reads it. Do not name anybody.",
    )


class PatternForm(PaybackForm):
    """When a project opens."""

    weekdays = CheckboxesField(
        "Days",
        choices=[(str(bit), name) for bit, name in enumerate(WEEKDAYS)],
        missing="Select at least one day",
    )
    starts_at = TimeField("Start", what="the start time", hint="Such as 9:30am")
    ends_at = TimeField("End", what="the end time", hint="Such as 4:30pm")
    frequency = RadiosField(
        "How often",
        choices=[
            Choice(Frequency.WEEKLY.value, "Every week"),
            Choice(
                Frequency.FORTNIGHTLY.value,
                "Every second week",
                "Counted from the week of the first day",
            ),
        ],
    )
    from_on = DatePartsField("First day", what="the first day")
    to_on = DatePartsField(
        "Last day", what="the last day", required=False, hint="Leave empty if there is no end"
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save pattern")

    def facts(self) -> PatternFacts:
        """Return the answers of a valid form."""
        return PatternFacts(
            weekdays=sum(1 << int(bit) for bit in self.weekdays.value),
            starts_at=self.starts_at.value,
            ends_at=self.ends_at.value,
            frequency=Frequency(self.frequency.value),
            from_on=self.from_on.value,
            to_on=self.to_on.data,
        )


def known_pattern(pattern: OpeningPattern) -> dict[str, object]:
    """Return what a form shows of an opening pattern."""
    own = ("starts_at", "ends_at", "from_on", "to_on", "version")
    return {name: getattr(pattern, name) for name in own} | {
        "weekdays": [str(bit) for bit in range(7) if pattern.weekdays >> bit & 1],
        "frequency": pattern.frequency.value,
    }


def new_pattern(from_on: date) -> dict[str, object]:
    """Return what an empty form starts with."""
    return {
        "from_on": from_on,
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "frequency": Frequency.WEEKLY.value,
    }


class EndPatternForm(PaybackForm):
    """The last day of an opening pattern."""

    to_on = DatePartsField("Last day", what="the last day")
    version = HiddenField("Version")
    submit = SubmitButton("End this pattern")

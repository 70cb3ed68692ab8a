"""Forms for work sessions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from payback.core.forms import (
    CheckboxField,
    DatePartsField,
    HiddenField,
    IntegerField,
    PaybackForm,
    QueryForm,
    SelectField,
    SubmitButton,
    TextField,
    TimeField,
)
from payback.diary.changing import SessionFacts
from payback.diary.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payback.areas.models import Area
    from payback.projects.models import Project

MOST_WEEKS = 52


class WeekForm(QueryForm):
    """Which borough's week to show."""

    area = SelectField("Borough", blank="All my boroughs", required=False)


class SessionForm(PaybackForm):
    """One session: its day, its times and its numbers."""

    on = DatePartsField("Day", what="the day")
    starts_at = TimeField("Start", what="the start time", hint="Such as 9:30am")
    ends_at = TimeField("End", what="the end time", hint="Such as 4:30pm")
    places = IntegerField("Places", least=1, most=100)
    min_people = IntegerField("Smallest group", least=1, most=100)
    supervisors_needed = IntegerField("Supervisors", least=1, most=10)
    because = TextField(
        "Why does the day or the time change?",
        required=False,
        max_length=255,
        hint="Supervisors read this. Do not name anybody who is booked.",
    )
    take_off = CheckboxField("Take off whoever is at another session then")
    version = HiddenField("Version")
    submit = SubmitButton("Save session")

    def facts(self) -> SessionFacts:
        """Return the answers of a valid form."""
        return SessionFacts(
            slot=Slot(on=self.on.value, starts_at=self.starts_at.value, ends_at=self.ends_at.value),
            places=self.places.value,
            min_people=self.min_people.value,
            supervisors_needed=self.supervisors_needed.value,
        )


def new_session_form(project: Project, on: date) -> dict[str, object]:
    """Return what the form of a session that is to be added starts with."""
    numbers = ("places", "min_people", "supervisors_needed")
    return {name: getattr(project, name) for name in numbers} | {"on": on}


class CancelForm(PaybackForm):
    """Why a session is cancelled."""

    because = TextField(
        "Why is it cancelled?",
        what="why it is cancelled",
        max_length=255,
        hint="Supervisors read this. For example: flooding, the van is off the road, site closed.",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Cancel this session")


class FollowForm(PaybackForm):
    """What somebody confirms who has seen what the opening times would change."""

    near = HiddenField("Whether what is published and soon changes too")
    digest = HiddenField("What was seen")


class VersionForm(PaybackForm):
    """A change that needs no further answer."""

    version = HiddenField("Version")


class SpanForm(PaybackForm):
    """Which sessions to create: for one project or all that are open, from when, how long."""

    what = SelectField("Create sessions for", what="what to create sessions for")
    from_on = DatePartsField("From", what="the first day")
    weeks = IntegerField(
        "For how many weeks", what="the number of weeks", least=1, most=MOST_WEEKS, suffix="weeks"
    )

    def offer(self, areas: Iterable[Area], projects: Iterable[Project]) -> None:
        """Set what can be chosen."""
        boroughs = [(f"area-{a.id}", f"All open projects in {a.name}") for a in areas]
        self.what.choices = boroughs + [
            (f"project-{p.id}", f"{p.name} ({p.code})") for p in projects
        ]

    @property
    def to_on(self) -> date:
        """The last day, after a successful validation."""
        last: date = self.from_on.value + timedelta(weeks=self.weeks.value, days=-1)
        return last


class PreviewForm(QueryForm, SpanForm):
    """The span as the query string of the page that shows a preview."""


class CreateForm(SpanForm):
    """The span as sent to create what the preview showed."""

"""The forms that start a run, insist on a booking and ask what if."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.forms import (
    HiddenField,
    IntegerField,
    PaybackForm,
    SelectField,
    SubmitButton,
    TextAreaField,
)
from payback.core.weeks import monday_of
from payback.rota.models import LEAST_SECONDS, LONGEST_WEEKS, MOST_SECONDS
from payback.rota.problem.keys import PERSON, person_key, row_id, supervisor_key
from payback.rota.publishing.publication import Word
from payback.rota.questions.pin_check import Wanted
from payback.rota.rules import last_day, weeks_from
from payback.rota.service import LATEST_WEEKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payback.areas.models import Area
    from payback.diary.models import WorkSession
    from payback.people.models import Person
    from payback.supervisors.models import Supervisor

USUAL_SECONDS = 60


class PlanForm(PaybackForm):
    """Which weeks of which area to plan, and how long to search."""

    area = SelectField("Area", what="an area")
    first_on = SelectField("First week", what="the first week")
    weeks = SelectField(
        "Number of weeks",
        what="the number of weeks",
        choices=[
            (str(number), wording.plural(number, "week")) for number in range(1, LONGEST_WEEKS + 1)
        ],
        hint="Weeks are planned one after another, each from the last.",
    )
    seconds = IntegerField(
        "Longest search for each week",
        what="the longest search",
        least=LEAST_SECONDS,
        most=MOST_SECONDS,
        suffix="seconds",
        hint="A minute is usually enough for one borough. The search ends early when it has "
        "found the best possible rota.",
    )
    submit = SubmitButton("Start planning")

    def offer(self, areas: Sequence[Area], today: date) -> PlanForm:
        """Set what can be chosen."""
        self.area.choices = [(str(each.id), each.name) for each in areas]
        self.first_on.choices = [
            (each.isoformat(), f"{wording.date(each)} to {wording.date(last_day(each))}")
            for each in weeks_from(monday_of(today), LATEST_WEEKS)
        ]
        return self

    @property
    def first_day(self) -> date:
        """The Monday of the first week."""
        return date.fromisoformat(self.first_on.value)


class PinForm(PaybackForm):
    """Who must be at which session."""

    who = SelectField("Who", what="who must be there")
    session = SelectField("Session", what="the session")
    submit = SubmitButton("Insist on it")

    @property
    def wanted(self) -> Wanted:
        """The booking chosen."""
        key, session_id = self.who.value, int(self.session.value)
        if key.startswith(PERSON):
            return Wanted(session_id=session_id, person_id=row_id(key))
        return Wanted(session_id=session_id, supervisor_id=row_id(key))

    def offer(
        self,
        people: Sequence[Person],
        supervisors: Sequence[Supervisor],
        sessions: Sequence[WorkSession],
    ) -> PinForm:
        """Set what can be chosen."""
        self.who.choices = [
            *((person_key(each.id), f"{each.listed_name}, {each.crn}") for each in people),
            *((supervisor_key(each.id), f"{each.name}, supervisor") for each in supervisors),
        ]
        self.session.choices = [
            (
                str(each.id),
                f"{each.project.name}, {wording.short_date(each.on)}, "
                f"{wording.time(each.starts_at)} to {wording.time(each.ends_at)}",
            )
            for each in sessions
        ]
        return self


class PublishForm(PaybackForm):
    """Why a rota is published although its week lacks something."""

    seen = HiddenField()
    reason = TextAreaField(
        "Why do you publish it all the same?",
        required=False,
        max_length=500,
        hint="It is kept with the rota. Do not name people on probation.",
    )

    def about(self, lacks: str) -> PublishForm:
        """Say which lacks the page shows."""
        self.seen.take_value(lacks)
        return self

    @property
    def word(self) -> Word:
        """What was given."""
        return Word(reason=self.reason.value.strip(), seen=self.seen.value)


class WhatIfForm(PaybackForm):
    """What might happen in the week of a rota."""

    what = SelectField("What if", what="what might happen")
    submit = SubmitButton("See what would follow")

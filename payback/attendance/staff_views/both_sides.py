"""Both sides of a conflict in recording many: what is saved of somebody, beside what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.attendance.forms import OutcomeForm, known_outcome
from payback.attendance.outcomes import COMPLIED, OUTCOMES
from payback.core.conflicts import last_change
from payback.core.forms import BoxField
from payback.core.forms.comparing import differences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payback.attendance.forms import EveryoneForm
    from payback.core.conflicts import Change
    from payback.core.forms.comparing import Difference
    from payback.diary.models import Appointment, WorkSession


@dataclass(frozen=True, slots=True, kw_only=True)
class BothSides:
    """Where a recording of everybody differs from what is saved of one of them.

    ``answers`` are the sender's, for the form of this appointment as it is now.
    """

    appointment: Appointment
    change: Change | None
    differences: Sequence[Difference]
    answers: dict[str, str]


def both_sides(form: EveryoneForm, appointment: Appointment, session: WorkSession) -> BothSides:
    """Set what was sent for everybody beside what is recorded of one appointment."""
    known = known_outcome(appointment, session)
    theirs, mine = _answering(known), _answering(known | _sent(form))
    hidden = {name: str(known[name]) for name in ("version", "entry_uuid")}
    return BothSides(
        appointment=appointment,
        change=last_change(appointment),
        differences=differences(mine, theirs),
        answers=mine.carried() | hidden,
    )


def _answering(values: Mapping[str, object]) -> OutcomeForm:
    """Return a form with these answers, whatever was sent in the request at hand."""
    form = OutcomeForm(formdata=None)
    form.offer(OUTCOMES.values())
    for field in form.questions():
        if isinstance(field, BoxField) and field.name in values:
            field.take_value(values[field.name])
    return form


def _sent(form: EveryoneForm) -> dict[str, object]:
    own = ("started_at", "ended_at", "times_reason", "work_quality", "behaviour")
    return {"outcome": COMPLIED.code} | {name: form[name].data for name in own}

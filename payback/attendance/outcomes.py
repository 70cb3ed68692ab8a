"""The field's contact outcomes, as data.

Codes, names and flags are those of the national case system (``docs/glossary.md``): whether the
person attended, whether the failure is enforceable, and who may choose the outcome. Those that
nobody may choose exist because records brought in from elsewhere carry them.

Two flags say what an outcome tells of us and not of the person: ``called_off``, that we called the
appointment off ahead of it, so that it says nothing of whether they come; ``turned_away``, that we
had no work for somebody, told before the day or on it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOutcome:
    """One result of an appointment."""

    code: str
    name: str
    attended: bool = False
    enforceable: bool = False
    called_off: bool = False
    turned_away: bool = False
    supervisor: bool = False
    coordinator: bool = False
    hint: str = ""

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        if not self.enforceable:
            return "teal"
        return "yellow" if self.attended else "red"


_ALL = (
    ContactOutcome(
        code="ATTC",
        name="Attended – complied",
        attended=True,
        supervisor=True,
        coordinator=True,
    ),
    ContactOutcome(
        code="AFTC",
        name="Attended – failed to comply",
        attended=True,
        enforceable=True,
        supervisor=True,
        coordinator=True,
        hint="Late again, unfit to work, left early, no protective clothing",
    ),
    ContactOutcome(
        code="ATSH",
        name="Attended – sent home (behaviour)",
        attended=True,
        enforceable=True,
        supervisor=True,
        coordinator=True,
        hint="Aggression, alcohol or drugs, refusal to work, unsafe conduct",
    ),
    ContactOutcome(
        code="ATSS",
        name="Attended – sent home (service issues)",
        attended=True,
        turned_away=True,
        supervisor=True,
        coordinator=True,
        hint="Too many people, supervisor ill, vehicle broken down, weather",
    ),
    ContactOutcome(
        code="ATCH",
        name="Attended – concurrent hours",
        attended=True,
        coordinator=True,
        hint="The time counts towards more than one requirement",
    ),
    ContactOutcome(code="AFDA", name="Attended – failure deemed acceptable", attended=True),
    ContactOutcome(
        code="UACP",
        name="Unacceptable absence",
        enforceable=True,
        supervisor=True,
        coordinator=True,
        hint="Did not come, and gave no valid reason",
    ),
    ContactOutcome(
        code="AASD",
        name="Acceptable absence – stood down",
        called_off=True,
        turned_away=True,
        coordinator=True,
        hint="We called the session off, usually in advance",
    ),
    ContactOutcome(
        code="RSOF",
        name="Rescheduled – person’s request",
        coordinator=True,
        hint="An earlier appointment, caring for somebody",
    ),
    ContactOutcome(
        code="RSSR",
        name="Rescheduled – service request",
        called_off=True,
        coordinator=True,
        hint="We asked them to come on another day, usually in advance",
    ),
    ContactOutcome(code="AAME", name="Acceptable absence – medical"),
    ContactOutcome(code="AAEM", name="Acceptable absence – employment"),
    ContactOutcome(code="AAFC", name="Acceptable absence – family or childcare"),
    ContactOutcome(code="AACL", name="Acceptable absence – court or legal"),
    ContactOutcome(code="AARC", name="Acceptable absence – in custody"),
    ContactOutcome(code="CO05", name="Acceptable absence – professional judgement"),
    ContactOutcome(code="ATFI", name="Failed to comply with another instruction", enforceable=True),
    ContactOutcome(code="CO10", name="Acceptable failure – no other in twelve months"),
    ContactOutcome(code="CO38", name="Acceptable failure – warrant outstanding"),
    ContactOutcome(code="CO39", name="Acceptable failure – youth breach"),
    ContactOutcome(code="CO40", name="Acceptable failure – suspended"),
)

OUTCOMES: dict[str, ContactOutcome] = {each.code: each for each in _ALL}
ATTENDED = tuple(each.code for each in _ALL if each.attended)
CALLED_OFF = tuple(each.code for each in _ALL if each.called_off)
TURNED_AWAY = tuple(each.code for each in _ALL if each.turned_away)
COMPLIED = OUTCOMES["ATTC"]
STOOD_DOWN = OUTCOMES["AASD"]


def for_supervisors() -> tuple[ContactOutcome, ...]:
    """Return the outcomes that a supervisor may choose."""
    return tuple(each for each in _ALL if each.supervisor)


def for_coordinators() -> tuple[ContactOutcome, ...]:
    """Return the outcomes that a coordinator may choose."""
    return tuple(each for each in _ALL if each.coordinator)


def outcome_of(code: str | None) -> ContactOutcome | None:
    """Return the outcome of a code; a code that is not on the list is shown as it is."""
    if code is None:
        return None
    return OUTCOMES.get(code) or ContactOutcome(code=code, name=code)

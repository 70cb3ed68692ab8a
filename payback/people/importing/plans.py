"""What each line of a file of people comes to, compared with what is known. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payback.core.errors import RuleBroken
from payback.people import rules
from payback.people.importing.lines import ANYBODY
from payback.people.models import Sex
from payback.policies.models import PolicyName

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from payback.areas.models import Area
    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.people.importing.lines import Order, PersonLine
    from payback.people.models import LedgerEntry, Person, Requirement
    from payback.policies.rules import Policies

DUE_REASON = "Given in an imported file"
ALL_DIFFER = ("name", "sex", "date of birth")
ANOTHER_PERSON = (
    "The record with this CRN has another name, sex and date of birth: it is of somebody else. "
    "Correct the CRN. If it is right, change that person’s record by hand first."
)
NEARLY_ANOTHER = "The {} differ from the record with this CRN. Check that it is the same person."
COLUMN_OF = {
    "ordered_minutes": "ordered_hours",
    "weekly_minutes": "weekly_hours",
    "max_weekly_minutes": "max_weekly_hours",
}


@dataclass(slots=True, kw_only=True)
class Known:
    """What the database holds of a file's people, and the rules of today."""

    actor: Actor
    people: dict[str, Person]
    areas: dict[str, Area]
    policies: Policies
    credited: dict[int, int]
    brought_forward: dict[int, LedgerEntry]
    today: date


@dataclass(slots=True, kw_only=True)
class Plan:
    """What one line comes to: the rows, and the values that differ from theirs."""

    line: PersonLine
    person: Person | None
    requirement: Requirement | None
    person_values: dict[str, object] = field(default_factory=dict)
    requirement_values: dict[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    brought_forward: int | None = None
    warning: str = ""

    @property
    def changes(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.person_values
            or self.requirement_values
            or self.tags is not None
            or self.brought_forward is not None
        )


def plan_line(known: Known, line: PersonLine, faults: list[LineFault]) -> Plan:
    """Return what a line comes to; what speaks against it is added to the faults."""
    person = known.people.get(line.who.crn)
    if person is not None and not known.actor.works_in(person.area_id):
        sentence = "This person is on record in an area where you do not work."
        faults.append(line.fault("crn", sentence))
        return Plan(line=line, person=None, requirement=None)
    strange = rules.differences(person, line.who) if person is not None else ()
    if len(strange) == len(ALL_DIFFER):
        faults.append(line.fault("crn", ANOTHER_PERSON))
        return Plan(line=line, person=None, requirement=None)
    requirements = person.requirements if person is not None else []
    number = line.order.event_number
    requirement = next((each for each in requirements if each.event_number == number), None)
    plan = Plan(line=line, person=person, requirement=requirement)
    if len(strange) == len(ALL_DIFFER) - 1:
        plan.warning = NEARLY_ANOTHER.format(" and ".join(strange))
    values = _person_values(known, line, person, faults)
    plan.person_values = _differing(person, values)
    order = _order_values(known, line, requirement, faults)
    plan.requirement_values = _differing(requirement, order)
    tags = line.extras.barred_tags
    have = tuple(each.tag for each in person.barred_tags) if person is not None else ()
    plan.tags = tags if tags is not None and tags != have else None
    plan.brought_forward = _brought_forward(known, line, requirement, faults)
    return plan


def _person_values(
    known: Known, line: PersonLine, person: Person | None, faults: list[LineFault]
) -> dict[str, object]:
    who, extras = line.who, line.extras
    values: dict[str, object] = {
        "crn": who.crn,
        "given_name": who.given_name,
        "family_name": who.family_name,
        "sex": who.sex,
        "date_of_birth": who.date_of_birth,
    }
    given: dict[str, object | None] = {
        "phone": extras.phone,
        "email": extras.email,
        "practitioner_email": extras.practitioner_email,
        "available_slots": extras.slots,
        "women_only": extras.women_only,
        "limited_access": extras.limited_access,
        "max_travel_minutes": extras.max_travel_minutes,
        "area_id": _area_id(known, line, person, faults),
    }
    values |= {name: value for name, value in given.items() if value is not None}
    if extras.home is not None:
        values |= {"home_lat": extras.home.point.lat, "home_lon": extras.home.point.lon}
    elif person is None:
        faults.append(line.fault("postcode", "This person is new: enter a postcode."))
    if extras.not_with_supervisor is not None:
        sex = extras.not_with_supervisor
        values["not_with_supervisor"] = None if sex == ANYBODY else Sex(sex)
    if person is not None and person.women_only and extras.women_only is None:
        _obeyed(line, faults, lambda: rules.check_women_only(who.sex, women_only=True))
    return values


def _area_id(
    known: Known, line: PersonLine, person: Person | None, faults: list[LineFault]
) -> int | None:
    """Return the area of the file, else that of a new person's home; it must be the actor's."""
    text, home = line.extras.area, line.extras.home
    if not text and (person is not None or home is None):
        return None
    area = known.areas.get(text or ((home.area_code if home else None) or "").casefold())
    if area is None:
        sentence = "There is no such area." if text else "Enter the area: the home is in none."
        faults.append(line.fault("area", sentence))
    elif not known.actor.works_in(area.id):
        column = "area" if text else "postcode"
        sentence = f"This is in {area.name}, where you do not work. Enter one of your areas."
        faults.append(line.fault(column, sentence))
    else:
        return area.id
    return None


def _order_values(
    known: Known, line: PersonLine, requirement: Requirement | None, faults: list[LineFault]
) -> dict[str, object]:
    order = line.order
    _obeyed(
        line,
        faults,
        lambda: rules.check_order(known.policies, order.ordered_minutes, order.sentenced_on),
    )
    if requirement is not None and order.ordered_minutes < known.credited[requirement.id]:
        sentence = f"{known.credited[requirement.id]:,} minutes are credited already."
        faults.append(line.fault("ordered_hours", sentence))
    weekly, most_weekly = _week(known, order, requirement)
    _obeyed(
        line, faults, lambda: rules.check_week(known.policies, weekly, most_weekly, known.today)
    )
    values: dict[str, object] = {
        "event_number": order.event_number,
        "order_type": order.order_type,
        "ordered_minutes": order.ordered_minutes,
        "sentenced_on": order.sentenced_on,
        "weekly_minutes": weekly,
        "max_weekly_minutes": most_weekly,
    }
    return values | _due(known, order, requirement)


def _due(known: Known, order: Order, requirement: Requirement | None) -> dict[str, object]:
    """Return the due date, if the file or the policy decides it, and why it is not the policy's."""
    usual = rules.due_date(known.policies, order.sentenced_on)
    if order.due_on is not None:
        if requirement is not None and requirement.due_on == order.due_on:
            return {}
        return {
            "due_on": order.due_on,
            "due_reason": "" if order.due_on == usual else DUE_REASON,
        }
    if requirement is None or requirement.sentenced_on != order.sentenced_on:
        return {"due_on": usual, "due_reason": ""}
    return {}


def _week(known: Known, order: Order, requirement: Requirement | None) -> tuple[int, int]:
    """Return the usual and the most minutes in a week."""
    offer = known.policies.minutes_on(PolicyName.WEEKLY_OFFER_MINUTES, known.today)
    most = known.policies.minutes_on(PolicyName.WEEKLY_MAXIMUM_MINUTES, known.today)
    usual = order.weekly_minutes or (requirement.weekly_minutes if requirement else offer)
    known_most = requirement.max_weekly_minutes if requirement else min(2 * usual, most)
    return usual, order.max_weekly_minutes or max(known_most, usual)


def _brought_forward(
    known: Known, line: PersonLine, requirement: Requirement | None, faults: list[LineFault]
) -> int | None:
    """Return the minutes to bring forward, if they differ from those that were."""
    done = line.order.minutes_done
    if done is None:
        return None
    if requirement is None:
        return done or None
    entry = known.brought_forward.get(requirement.id)
    before = entry.minutes if entry is not None else 0
    if done == before:
        return None
    if known.credited[requirement.id] - before + done > line.order.ordered_minutes:
        sentence = "With what is credited already, this is more than was ordered."
        faults.append(line.fault("minutes_done", sentence))
    return done


def _obeyed(line: PersonLine, faults: list[LineFault], rule: Callable[[], None]) -> None:
    try:
        rule()
    except RuleBroken as broken:
        column = COLUMN_OF.get(broken.field, broken.field)
        faults.append(line.fault(column, f"{broken.sentence}."))


def _differing(row: object | None, values: dict[str, object]) -> dict[str, object]:
    if row is None:
        return values
    return {name: value for name, value in values.items() if getattr(row, name) != value}

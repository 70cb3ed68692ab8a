"""What an import would change of a person, in words: each field, as it is and as in the file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import wording
from payback.imports.findings import FieldChange, Finding, verdict_on
from payback.people.importing.slot_words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payback.people.importing.plans import Known, Plan

LABELS = {
    "given_name": "First name",
    "family_name": "Last name",
    "sex": "Sex",
    "date_of_birth": "Date of birth",
    "phone": "Telephone",
    "email": "Email",
    "area_id": "Area",
    "available_slots": "Availability",
    "women_only": "Only in groups of women",
    "not_with_supervisor": "Not with a supervisor who is",
    "limited_access": "Limited access",
    "max_travel_minutes": "Longest journey",
    "order_type": "order",
    "ordered_minutes": "time ordered",
    "sentenced_on": "sentenced on",
    "due_on": "due on",
    "due_reason": "reason for the due date",
    "weekly_minutes": "time each week",
    "max_weekly_minutes": "most time in a week",
}
HOME = ("home_lat", "home_lon")
NOTHING = "–"


def finding_of(known: Known, plans: Sequence[Plan]) -> Finding:
    """Return what a file means for one person, from the plans of all their lines."""
    first = plans[0]
    person = first.person
    fields = tuple(_fields(known, plans)) if person is not None else ()
    limited = person is not None and (
        person.limited_access or first.person_values.get("limited_access") is True
    )
    name = "Limited access" if limited else person.full_name if person is not None else ""
    return Finding(
        line=first.line.line,
        verdict=verdict_on(person, fields),
        title=f"{first.line.who.crn} {name}".strip(),
        record_id=person.id if person is not None else None,
        fields=fields,
        hidden=limited,
    )


def _fields(known: Known, plans: Sequence[Plan]) -> Iterator[FieldChange]:
    first = plans[0]
    values = first.person_values
    for name in [name for name in LABELS if name in values]:
        yield _change(known, LABELS[name], name, getattr(first.person, name), values[name])
    if values.keys() & set(HOME):
        old = [getattr(first.person, name) for name in HOME]
        yield FieldChange(
            label="Home (latitude, longitude)",
            old=_point(old),
            new=_point(values.get(name, was) for name, was in zip(HOME, old, strict=True)),
        )
    if first.tags is not None and first.person is not None:
        old_tags = [each.tag for each in first.person.barred_tags]
        yield FieldChange(
            label="Tags to stay away from",
            old=", ".join(old_tags) or NOTHING,
            new=", ".join(first.tags) or NOTHING,
        )
    for plan in plans:
        yield from _order_fields(known, plan)


def _order_fields(known: Known, plan: Plan) -> Iterator[FieldChange]:
    order = f"Sentence {plan.line.order.event_number}"
    values = plan.requirement_values
    if plan.requirement is None:
        hours = wording.hours(plan.line.order.ordered_minutes)
        yield FieldChange(label=order, old=NOTHING, new=f"{plan.line.order.order_type}, {hours}")
    for name in [name for name in LABELS if name in values and plan.requirement is not None]:
        old = getattr(plan.requirement, name)
        yield _change(known, f"{order}: {LABELS[name]}", name, old, values[name])
    if plan.brought_forward is not None:
        id_ = plan.requirement.id if plan.requirement is not None else 0
        before = known.brought_forward.get(id_)
        yield FieldChange(
            label=f"{order}: worked before this service kept count",
            old=wording.hours(before.minutes) if before is not None else NOTHING,
            new=wording.hours(plan.brought_forward),
        )


def _change(known: Known, label: str, name: str, old: object, new: object) -> FieldChange:
    return FieldChange(label=label, old=_words(known, name, old), new=_words(known, name, new))


def _words(known: Known, name: str, value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if name == "area_id":
        return next((each.name for each in known.areas.values() if each.id == value), str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, int):
        return words_of(value) if name == "available_slots" else wording.hours(value)
    return wording.date(value) if isinstance(value, date) else str(value)


def _point(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)

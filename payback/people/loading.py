"""Loading a file of people: all lines or none, and the same file again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.areas.queries import all_areas
from payback.core import clock
from payback.people import import_queries, ledger
from payback.people.load_plans import Known, Plan, plan_line
from payback.people.models import (
    BarredTag,
    LedgerEntry,
    LedgerKind,
    Person,
    Requirement,
    RequirementState,
)
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.people.importer import PeopleSheet

SOURCE = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading a file did, or would do, in lines; with a fault it does nothing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[LineFault, ...] = ()


def load_people(
    db: Session, actor: Actor, sheet: PeopleSheet, *, dry_run: bool = False
) -> LoadReport:
    """Add the people and requirements of a file, and change those that differ.

    A line is known again by CRN and event number. Blank cells change nothing of a known person.

    Parameters
    ----------
    db
        The transaction.
    actor
        Only people of the actor's areas are added or changed.
    sheet
        What `payback.people.importer.read_people` read.
    dry_run
        Report only, write nothing.

    Returns
    -------
    LoadReport
        Where it has faults, nothing was written.
    """
    known = _known(db, actor, sheet, lock=not dry_run)
    faults = list(sheet.faults)
    plans = [plan_line(known, line, faults) for line in sheet.lines]
    added = sum(plan.requirement is None for plan in plans)
    changed = sum(plan.requirement is not None and plan.changes for plan in plans)
    report = LoadReport(
        added=added,
        changed=changed,
        unchanged=len(plans) - added - changed,
        faults=tuple(sorted(faults, key=lambda fault: (fault.line, fault.column or ""))),
    )
    if not (report.faults or dry_run):
        _write(db, known, plans)
    return report


def _known(db: Session, actor: Actor, sheet: PeopleSheet, *, lock: bool) -> Known:
    people = import_queries.people_by_crns(db, [line.who.crn for line in sheet.lines])
    ids = [each.id for person in people.values() for each in person.requirements]
    if lock:
        import_queries.lock_requirements(db, ids)
    areas = all_areas(db)
    return Known(
        actor=actor,
        people=people,
        areas={key: area for area in areas for key in (area.code.casefold(), area.name.casefold())},
        policies=all_policies(db),
        credited=import_queries.credited(db, ids),
        brought_forward=import_queries.brought_forward(db, ids),
        today=clock.today(),
    )


def _write(db: Session, known: Known, plans: Sequence[Plan]) -> None:
    """Write people first, then their requirements, then time brought forward."""
    with db.no_autoflush:
        people = [_write_person(db, known, plan) for plan in plans]
        db.flush()
        requirements = [
            _write_requirement(db, plan, person) for plan, person in zip(plans, people, strict=True)
        ]
        db.flush()
        for plan, requirement in zip(plans, requirements, strict=True):
            if plan.requirement is None:
                _first_time(db, known, plan, requirement)
        db.flush()
    for plan, requirement in zip(plans, requirements, strict=True):
        if plan.requirement is not None and plan.changes:
            _correct_time(db, known, plan, requirement)


def _write_person(db: Session, known: Known, plan: Plan) -> Person:
    crn = plan.line.who.crn
    person = known.people.get(crn)
    if person is None:
        person = Person(requirements=[], exceptions=[], barred_tags=[], exclusions=[])
        known.people[crn] = person
        db.add(person)
    for name, value in plan.person_values.items():
        setattr(person, name, value)
    if plan.tags is not None:
        kept = {each.tag: each for each in person.barred_tags}
        person.barred_tags = [kept.get(tag) or BarredTag(tag=tag) for tag in plan.tags]
    return person


def _write_requirement(db: Session, plan: Plan, person: Person) -> Requirement:
    requirement = plan.requirement
    if requirement is None:
        requirement = Requirement(person_id=person.id, state=RequirementState.ACTIVE)
        db.add(requirement)
    for name, value in plan.requirement_values.items():
        setattr(requirement, name, value)
    return requirement


def _first_time(db: Session, known: Known, plan: Plan, requirement: Requirement) -> None:
    """Bring time forward onto a new requirement; what the plan checked needs no query."""
    if plan.brought_forward is None:
        return
    db.add(
        LedgerEntry(
            requirement_id=requirement.id,
            kind=LedgerKind.BROUGHT_FORWARD,
            minutes=plan.brought_forward,
            worked_on=known.today,
            source=SOURCE,
            account_id=known.actor.account_id,
        )
    )
    if plan.brought_forward >= requirement.ordered_minutes:
        requirement.state, requirement.completed_on = RequirementState.COMPLETE, known.today


def _correct_time(db: Session, known: Known, plan: Plan, requirement: Requirement) -> None:
    """Replace time brought forward by a reversal and a new entry; settle a changed order."""
    if "ordered_minutes" in plan.requirement_values:
        ledger.settle(db, requirement)
    if plan.brought_forward is None:
        return
    account_id = known.actor.account_id
    entry = known.brought_forward.get(requirement.id)
    if entry is not None:
        reason = "Corrected by an imported file"
        ledger.reverse(db, entry, reason=reason, source=SOURCE, account_id=account_id)
    if plan.brought_forward:
        ledger.credit(
            db,
            requirement,
            kind=LedgerKind.BROUGHT_FORWARD,
            minutes=plan.brought_forward,
            worked_on=known.today,
            source=SOURCE,
            account_id=account_id,
        )

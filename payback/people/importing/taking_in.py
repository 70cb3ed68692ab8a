"""Loading a file of people; the same file again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from payback.areas.queries import all_areas
from payback.core import clock
from payback.imports.kinds import Comparison
from payback.people import ledger
from payback.people.importing import queries as import_queries
from payback.people.importing.findings import finding_of
from payback.people.importing.lines import read_people
from payback.people.importing.plans import Known, Plan, plan_line
from payback.people.models import (
    BarredTag,
    LedgerKind,
    Person,
    Requirement,
    RequirementState,
)
from payback.people.variations import note_imported
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.people.importing.lines import PeopleSheet, PersonLine

SOURCE = "import"


class PeopleFile:
    """A file of people that was read: person by person, however many lines each has.

    A line is known again by CRN and event number. Blank cells change nothing of a known person.
    """

    def __init__(self, sheet: PeopleSheet) -> None:
        by_crn: dict[str, list[PersonLine]] = defaultdict(list)
        for line in sheet.lines:
            by_crn[line.who.crn].append(line)
        self._people = list(by_crn.values())
        self.size = len(self._people)
        self.faults = sheet.faults
        self.notices = sheet.notices

    def compare(self, db: Session, actor: Actor, start: int, end: int, *, lock: bool) -> Comparison:
        """Compare some of the people with the records; only those of the actor's areas may change.

        Parameters
        ----------
        db
            The transaction, or for a check any session.
        actor
            In whose name they are read and written.
        start, end
            Which of the people, by their place in the file.
        lock
            Keep others from changing their records until the commit.
        """
        some = self._people[start:end]
        known = _known(db, actor, [lines[0].who.crn for lines in some], lock=lock)
        faults: list[LineFault] = []
        plans = [[plan_line(known, line, faults) for line in lines] for lines in some]
        return Comparison(
            findings=[finding_of(known, each) for each in plans],
            faults=faults,
            warnings=[line.fault("crn", text) for line, text in _warnings(plans)],
            write=lambda: _write(db, known, [plan for each in plans for plan in each]),
        )


def _warnings(plans: Iterable[Sequence[Plan]]) -> Iterator[tuple[PersonLine, str]]:
    """Yield the first line of each person with what is to be looked at."""
    for first in (each[0] for each in plans):
        if first.warning:
            yield first.line, first.warning


def read_file(content: bytes, today: date) -> PeopleFile:
    """Read a file of people."""
    return PeopleFile(read_people(content, today))


def _known(db: Session, actor: Actor, crns: Sequence[str], *, lock: bool) -> Known:
    people = import_queries.people_by_crns(db, crns, lock=lock)
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
            _write_requirement(db, known, plan, person)
            for plan, person in zip(plans, people, strict=True)
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


def _write_requirement(db: Session, known: Known, plan: Plan, person: Person) -> Requirement:
    requirement = plan.requirement
    if requirement is None:
        requirement = Requirement(person_id=person.id, state=RequirementState.ACTIVE)
        db.add(requirement)
    else:
        note_imported(
            db,
            requirement,
            plan.line.order.ordered_minutes,
            on=known.today,
            account_id=known.actor.account_id,
        )
    for name, value in plan.requirement_values.items():
        setattr(requirement, name, value)
    return requirement


def _first_time(db: Session, known: Known, plan: Plan, requirement: Requirement) -> None:
    """Bring time forward onto a new requirement; what the plan checked needs no query."""
    if plan.brought_forward is None:
        return
    ledger.open_with(
        db,
        requirement,
        minutes=plan.brought_forward,
        worked_on=known.today,
        source=SOURCE,
        account_id=known.actor.account_id,
    )


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

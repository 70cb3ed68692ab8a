"""What the court ordered and what was credited: requirements, adjustments and reversals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading
from payback.people import ledger, queries, service
from payback.people.balance import remaining_minutes
from payback.people.crediting import Adjustment
from payback.people.forms import RequirementForm, known_requirement
from payback.people.hours_forms import AdjustmentForm, ReversalForm
from payback.people.staff_views.reach import blueprint, open_person, page_of, person_to_change
from payback.people.sums import credited_minutes_of
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.people.models import LedgerEntry, Person, Requirement

BY_HAND = "entered by hand"


@blueprint.route("/people/<int:person_id>/requirements/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_requirement(person_id: int) -> ResponseReturnValue:
    """Add an unpaid-work requirement."""
    person = open_person(person_id, "new requirement")
    form = RequirementForm(data=_usual(reading(), person))

    def change(db: Session) -> str:
        person = person_to_change(db, person_id)
        service.add_requirement(
            db,
            person,
            form.facts(),
            brought_forward=form.brought_forward.data or 0,
            account_id=actor().account_id,
        )
        return page_of(person_id, "requirements")

    return saved(form, change, "The requirement is added.") or form_page(
        "people/requirement.html", form, person=person, requirement=None
    )


@blueprint.route(
    "/people/<int:person_id>/requirements/<int:requirement_id>", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_PEOPLE)
def change_requirement(person_id: int, requirement_id: int) -> ResponseReturnValue:
    """Change an unpaid-work requirement."""
    person = open_person(person_id, "requirement to change")
    requirement = _requirement(person, requirement_id)
    form = RequirementForm(data=known_requirement(requirement))
    del form.brought_forward

    def change(db: Session) -> str:
        requirement = _requirement(person_to_change(db, person_id), requirement_id)
        requirement.require_version(form.version.data)
        service.change_requirement(db, requirement, form.facts())
        return page_of(person_id, "requirements")

    return saved(form, change, "The requirement is saved.") or form_page(
        "people/requirement.html", form, person=person, requirement=requirement
    )


@blueprint.route(
    "/people/<int:person_id>/requirements/<int:requirement_id>/adjustments/new",
    methods=["GET", "POST"],
)
@requires(Permission.ADJUST_LEDGER)
def add_adjustment(person_id: int, requirement_id: int) -> ResponseReturnValue:
    """Credit time or take it back by hand."""
    person = open_person(person_id, "adjustment")
    requirement = _requirement(person, requirement_id)
    form = AdjustmentForm(data={"worked_on": clock.today()})

    def change(db: Session) -> str:
        requirement = _requirement(person_to_change(db, person_id), requirement_id)
        _adjust(db, requirement, form)
        return page_of(person_id, "requirements")

    return saved(form, change, "The adjustment is in the ledger.") or form_page(
        "people/adjustment.html", form, person=person, facts=_facts(reading(), requirement)
    )


@blueprint.route("/people/<int:person_id>/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
@requires(Permission.ADJUST_LEDGER)
def reverse_entry(person_id: int, entry_id: int) -> ResponseReturnValue:
    """Take an entry of the ledger back, with a reason."""
    person = open_person(person_id, "entry to reverse")
    entry = _reversible(reading(), person, entry_id)
    form = ReversalForm()

    def change(db: Session) -> str:
        entry = _reversible(db, person_to_change(db, person_id), entry_id)
        ledger.reverse(
            db,
            entry,
            reason=form.reason.value,
            source=BY_HAND,
            account_id=actor().account_id,
        )
        return page_of(person_id, "requirements")

    return saved(form, change, "The entry is reversed.") or form_page(
        "people/reversal.html", form, person=person, entry=entry
    )


def _requirement(person: Person, requirement_id: int) -> Requirement:
    for each in person.requirements:
        if each.id == requirement_id:
            return each
    raise NotFound


def _reversible(db: Session, person: Person, entry_id: int) -> LedgerEntry:
    """Return an entry that is changed here; attendance is corrected where it was recorded."""
    entry = queries.entry_of(db, person, entry_id)
    if entry.appointment_id is not None:
        raise NotFound
    return entry


def _usual(db: Session, person: Person) -> dict[str, object]:
    """Return what an empty form starts with: the next event number and the policy's week."""
    offer = all_policies(db).minutes_on(PolicyName.WEEKLY_OFFER_MINUTES, clock.today())
    return {
        "event_number": max((each.event_number for each in person.requirements), default=0) + 1,
        "weekly_minutes": offer,
        "max_weekly_minutes": 2 * offer,
        "state": "active",
    }


def _adjust(db: Session, requirement: Requirement, form: AdjustmentForm) -> None:
    adjustment = Adjustment(form.kind.value)
    ledger.credit(
        db,
        requirement,
        kind=adjustment.ledger_kind,
        minutes=adjustment.signed(form.minutes.value),
        worked_on=form.worked_on.value,
        reason=form.reason.value,
        source=BY_HAND,
        account_id=actor().account_id,
    )


def _facts(db: Session, requirement: Requirement) -> dict[str, object]:
    """Return what limits an adjustment."""
    credited = credited_minutes_of(db, [requirement.id])[requirement.id]
    return {
        "credited": credited,
        "ordered": requirement.ordered_minutes,
        "remaining": remaining_minutes(requirement.ordered_minutes, credited),
    }

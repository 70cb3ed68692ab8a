"""The results of courses: each is entered and decided once, and credited by the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from payback.accounts.models import Account
from payback.core import clock
from payback.core.errors import RuleBroken
from payback.people import ledger
from payback.people.coursing import Coursing, at_its_field, require_decidable
from payback.people.models import CourseResult, LedgerEntry, LedgerKind, Requirement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from payback.people.coursing import Course

SOURCE = "course"


def enter_result(
    db: Session, requirement: Requirement, course: Course, *, account_id: int | None
) -> CourseResult:
    """Enter the result of a course and credit its time, or say why not; once.

    The same again changes nothing. A course is known again by its name and day.

    Parameters
    ----------
    db
        The transaction; the requirement is locked until the commit.
    requirement
        What the time counts for.
    course
        The result, and how much of it is credited.
    account_id
        Who decides; ``None`` for the service itself.

    Raises
    ------
    RuleBroken
        Naming the form field: decided otherwise before, in the future or before the sentence,
        more than the share for courses or than what remains, nothing credited without a reason.
    """
    locked = ledger.locked(db, requirement.id)
    earlier = _standing(db, locked.id, course)
    if earlier is not None and _says(earlier, course):
        return earlier
    coursing = Coursing(
        completed_on=course.completed_on,
        credited_minutes=course.credited_minutes,
        reason=course.reason,
        today=clock.today(),
        decided_minutes=earlier.credited_minutes if earlier else None,
    )
    require_decidable(coursing)
    _withdraw_reversed(db, locked.id, course)
    result = CourseResult(
        requirement_id=locked.id,
        course=course.course,
        provider=course.provider,
        completed_on=course.completed_on,
        passed=course.passed,
        spent_minutes=course.spent_minutes,
        credited_minutes=course.credited_minutes,
        reason=course.reason,
        account_id=account_id,
        entry_id=_credit(db, locked, course, account_id),
    )
    db.add(result)
    db.flush()
    return result


def results_of(db: Session, person_id: int) -> Sequence[Row[CourseResult, int, str | None, bool]]:
    """Return the results of a person's courses, latest first.

    Each row has the result, the event number of the requirement, who decided, and whether the
    credit was taken back.
    """
    return db.execute(
        select(CourseResult, Requirement.event_number, Account.name, _was_reversed())
        .join(Requirement, Requirement.id == CourseResult.requirement_id)
        .outerjoin(Account, Account.id == CourseResult.account_id)
        .where(Requirement.person_id == person_id)
        .order_by(CourseResult.completed_on.desc(), CourseResult.id.desc())
    ).all()


def _credit(
    db: Session, requirement: Requirement, course: Course, account_id: int | None
) -> int | None:
    """Write what is credited into the ledger; return the entry's id, or nothing for nothing."""
    if course.credited_minutes == 0:
        return None
    try:
        entry = ledger.credit(
            db,
            requirement,
            kind=LedgerKind.ETE,
            minutes=course.credited_minutes,
            worked_on=course.completed_on,
            source=SOURCE,
            account_id=account_id,
            reason=course.course,
        )
    except RuleBroken as refused:
        raise at_its_field(refused) from refused
    return entry.id


def _same_course(requirement_id: int, course: Course) -> tuple[ColumnElement[bool], ...]:
    return (
        CourseResult.requirement_id == requirement_id,
        CourseResult.course == course.course,
        CourseResult.completed_on == course.completed_on,
        CourseResult.withdrawn_at.is_(None),
    )


def _standing(db: Session, requirement_id: int, course: Course) -> CourseResult | None:
    same = _same_course(requirement_id, course)
    return db.scalar(select(CourseResult).where(*same, ~_was_reversed()))


def _withdraw_reversed(db: Session, requirement_id: int, course: Course) -> None:
    """Let a result go whose credit was reversed: it may be entered again."""
    same = _same_course(requirement_id, course)
    for result in db.scalars(select(CourseResult).where(*same, _was_reversed())):
        result.withdrawn_at = clock.now()
    db.flush()


def _was_reversed() -> ColumnElement[bool]:
    return exists(select(LedgerEntry.id).where(LedgerEntry.reverses_id == CourseResult.entry_id))


def _says(result: CourseResult, course: Course) -> bool:
    """Return whether a result is known exactly like this."""
    names = ("provider", "passed", "spent_minutes", "credited_minutes", "reason")
    return all(getattr(result, name) == getattr(course, name) for name in names)

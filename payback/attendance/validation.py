"""Which rules an entry would break, asked from outside: the answers of ``payback validate``.

The rules are those of the diary (`payback.diary.bookable`), of attendance and of the ledger
themselves, so that a page and an answer never differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field, TypeAdapter

from payback.attendance import rules, travelling
from payback.attendance.cases import AdjustingCase, AppointmentCase
from payback.attendance.limits import Limit, Standing, limit
from payback.core.checks import broken
from payback.core.errors import Conflict, NotFound
from payback.diary import bookable
from payback.diary.cases import instant
from payback.people.crediting import Adjustment
from payback.people.validation import (
    Breach,
    CourseCase,
    Effect,
    Verdict,
    judge_adjustment,
    judge_course,
    verdict,
)
from payback.projects.models import ProjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

AnyCase: TypeAlias = AppointmentCase | AdjustingCase | CourseCase
CASE: TypeAdapter[AnyCase] = TypeAdapter(Annotated[AnyCase, Field(discriminator="subject")])


def judge(case: AnyCase) -> Verdict:
    """Return which rules an entry would break, and the minutes that it would credit."""
    if isinstance(case, AdjustingCase):
        is_travel = case.kind is Adjustment.TRAVEL
        return judge_travel(case) if is_travel else judge_adjustment(case)
    return judge_course(case) if isinstance(case, CourseCase) else judge_appointment(case)


def judge_travel(case: AdjustingCase) -> Verdict:
    """Return which rules a decision on travel would break; no minutes credit nothing."""
    own = [Breach.of(each) for each in broken(travelling.CHECKS, case.travelling())]
    if own or not case.minutes:
        return verdict(own, 0)
    return judge_adjustment(case)


def judge_appointment(case: AppointmentCase) -> Verdict:
    """Return which rules a booking, the recording of an outcome, or both would break."""
    if case.project is None:
        return verdict([Breach(rule="V1", field="", sentence=NotFound().sentence)], 0)
    if _is_repeated(case):
        before = case.before.credited_minutes if case.before else 0
        return Verdict(broken=(), credited_minutes=before, changes=False)
    refused = verdict([*_booking(case), *_recording(case)], 0)
    if refused.broken or case.said is None:
        return refused
    return _credited(case, case.said.recording())


def _is_repeated(case: AppointmentCase) -> bool:
    """Return whether what is said is recorded already (V19)."""
    if case.said is None or case.before is None or case.before.said is None:
        return False
    recorded = case.before.said.recording()
    return rules.stored(case.said.recording()) == rules.stored(recorded)


def _booking(case: AppointmentCase) -> Iterator[Breach]:
    """Yield what a new appointment breaks."""
    if case.before is not None or case.project is None:
        return
    booking = bookable.Booking(
        session=case.session.session(),
        project=case.project.project(),
        sentenced_on=case.requirement.sentenced_on,
        now=instant(case.now),
        patterns=case.project.patterns(),
        with_outcome=case.said is not None,
    )
    yield from map(Breach.of, broken(bookable.CHECKS, booking))


def _recording(case: AppointmentCase) -> Iterator[Breach]:
    """Yield what an outcome breaks."""
    if case.said is None:
        return
    before = case.before
    if before and case.seen_version not in (None, before.version):
        yield Breach(rule="V18", field="", sentence=Conflict.usual)
    attempt = rules.Attempt(
        recording=case.said.recording(),
        session=case.session.session(),
        choices=case.recorder.choices,
        now=instant(case.now),
        sensitive_before=bool(before and before.said and before.said.notes_sensitive),
    )
    yield from map(Breach.of, broken(rules.CHECKS, attempt))


def _credited(case: AppointmentCase, recording: rules.Recording) -> Verdict:
    """Return what a recording that nothing refuses would credit, and what cuts it."""
    worked, most = rules.worked_minutes(recording), _limit(case)
    credited = rules.creditable_minutes(worked, most.minutes)
    if credited == worked:
        return Verdict(broken=(), credited_minutes=credited, changes=True)
    remaining = case.requirement.ordered_minutes - case.requirement.credited_minutes - credited
    sentence = rules.credit_words(worked, credited, remaining, most.because)
    cut = Breach(rule=most.rule, field="", sentence=sentence, effect=Effect.CUT)
    return Verdict(broken=(cut,), credited_minutes=credited, changes=True)


def _limit(case: AppointmentCase) -> Limit:
    order, before = case.requirement, case.before
    is_ete = case.project is not None and case.project.kind is ProjectKind.ETE
    standing = Standing(
        ordered=order.ordered_minutes,
        credited=order.credited_minutes,
        sentenced_on=order.sentenced_on,
        ended=order.ended,
        most_before=before.most_credited_minutes if before else 0,
        share=case.policy.ete_left(order) if is_ete else None,
    )
    return limit(standing, case.session.date)

"""H7: people are kept apart from each other and from supervisors as required.

Those to be kept apart never share a session, and nobody is in a session run by a supervisor of
the sex in their `not_with_supervisor`. Two frozen bookings may meet; nobody is added to either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import BookingChoice, DutyChoice
    from scheduler.modelling.model import Model
    from scheduler.problem import Pair, Person, Problem, Supervisor
    from scheduler.rota import Opened, Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each pair that should not have met."""
    for opened in rota.opened:
        yield from _people_together(opened)
        yield from _with_supervisor(opened)


def _people_together(opened: Opened) -> Iterator[str]:
    for number, first in enumerate(opened.bookings):
        for second in opened.bookings[number + 1 :]:
            one, other = first.person, second.person
            if first.frozen and second.frozen:
                continue
            if other.id in one.keep_apart or one.id in other.keep_apart:
                where = wording.session(opened.session)
                yield f"{one.id} and {other.id} must be kept apart, but are both on {where}."


def _with_supervisor(opened: Opened) -> Iterator[str]:
    for booking in opened.bookings:
        for duty in opened.duties:
            exempt = booking.frozen and duty.frozen
            if not exempt and _unwelcome(booking.person, duty.supervisor):
                yield (
                    f"{booking.person.id} must not be supervised by a "
                    f"{'woman' if duty.supervisor.female else 'man'}, but {duty.supervisor.id} "
                    f"runs {wording.session(opened.session)}."
                )


def _unwelcome(person: Person, supervisor: Supervisor) -> bool:
    return person.not_with_supervisor == ("female" if supervisor.female else "male")


def constrain(model: Model) -> None:
    """Exclude each forbidden meeting in each free session."""
    apart = _pairs_apart(model.problem)
    for session in model.sessions_with_choices:
        bookings = model.by_session.get(session.id, [])
        _separate_people(model, bookings, apart)
        _separate_supervisors(model, bookings, model.duties_by_session.get(session.id, []))


def _pairs_apart(problem: Problem) -> frozenset[Pair]:
    pairs = {(one.id, other) for one in problem.people for other in one.keep_apart}
    return frozenset(pairs | {(other, one) for one, other in pairs})


def _separate_people(model: Model, bookings: list[BookingChoice], apart: frozenset[Pair]) -> None:
    involved = {one for one, _ in apart}
    concerned = [choice for choice in bookings if choice.person.id in involved]
    for number, one in enumerate(concerned):
        for other in concerned[number + 1 :]:
            exempt = one.frozen and other.frozen
            if not exempt and (one.person.id, other.person.id) in apart:
                model.cp.add_bool_or([one.chosen.negated(), other.chosen.negated()])


def _separate_supervisors(
    model: Model, bookings: list[BookingChoice], duties: list[DutyChoice]
) -> None:
    for booking in bookings:
        refused = booking.person.not_with_supervisor
        if refused is None:
            continue
        for duty in duties:
            exempt = booking.frozen and duty.frozen
            if not exempt and duty.supervisor.female == (refused == "female"):
                model.cp.add_bool_or([booking.chosen.negated(), duty.chosen.negated()])

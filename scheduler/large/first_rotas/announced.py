"""What can still stand of an announced rota: its sessions staffed anew as far as possible.

When supervisors fall ill, others may take over from them, and again others from those, so that
the smallest groups are told and not those of the ill. Which sessions can go on, and who runs
them, is an integer programme over supervisors' working days; it knows nothing of people but how
many would be told. A large one is solved in a process of its own while prices are sought.
"""

from contextlib import suppress
from time import sleep
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.columns import Floats, sum_at
from scheduler.deadline import Deadline
from scheduler.large.programmes.rules import numbers, standing, supervision
from scheduler.large.programmes.staffing import Staffing, assign, pinned_sessions
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.solver.process import OwnProcess, Task, solve
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.settings import USUAL
from scheduler.settings.starting import AnnouncedSettings

if TYPE_CHECKING:
    from scheduler.large.solver.highs import Outcome


class Announced:
    """The search for the supervisors of an announced rota.

    Parameters
    ----------
    dual
        The problem; nothing is sought where dropped bookings of people cost nothing.
    rota
        A rota that keeps every rule, to start from.
    deadline
        When to end.
    workers
        With one, it takes as long as it takes, so that nothing depends on the clock.
    seed
        For the solver.
    settings
        How it is sought.
    """

    def __init__(
        self,
        dual: Dual,
        rota: WorkingRota,
        deadline: Deadline,
        workers: int,
        seed: int,
        settings: AnnouncedSettings = USUAL.announced,
    ) -> None:
        self._dual, self._deadline, self._settings = dual, deadline, settings
        self._seconds = deadline.left if workers == 1 else settings.time_share * deadline.left
        self._until = deadline.elapsed + settings.patience * self._seconds
        self._process: OwnProcess | None = None
        self._outcome: Outcome | None = None
        arrays = dual.arrays
        told = arrays.pairs.session[arrays.pairs.published]
        cost = np.full(len(told), arrays.problem.policy.person_change_points)
        worth = sum_at(told, cost, len(rota.opened))
        if settings.used and worth.any():
            self._begin(rota, worth, seed)

    def _begin(self, rota: WorkingRota, worth: Floats, seed: int) -> None:
        programme, part = staff_sessions(self._dual, worth, self._dual.supervisors.chains.points)
        standing.write(programme, part)
        if not programme.size:
            return
        hint = np.zeros(programme.size)
        hint[part.opens] = rota.opened[part.sessions]
        hint[part.works] = part.worked(rota)
        self._part = part
        task = Task(
            seconds=self._seconds,
            nodes=self._settings.nodes,
            seed=seed,
            hint=hint,
            near=part.works,
            loss=self._settings.loss,
        )
        if programme.size <= self._settings.at_once:
            self._outcome = solve(programme.model(), task)
            return
        with suppress(OSError):
            self._process = OwnProcess(programme, task)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()

    def take(self) -> WorkingRota | None:
        """Wait for the answer: sessions and their supervisors, with nobody booked; or `None`."""
        while self._process is not None and self._process.running:
            if self._deadline.over or self._deadline.elapsed > self._until:
                return None
            sleep(self._settings.poll_seconds)
        found = self._outcome if self._process is None else self._process.outcome()
        if found is None or found.values is None:
            return None
        rota, part = WorkingRota.empty(self._dual.arrays), self._part
        rota.opened[part.sessions] = found.values[part.opens] > 0.5
        assign(rota, self._dual, part.days[found.values[part.works] > 0.5])
        return rota


def staff_sessions(dual: Dual, worth: Floats, points: Floats) -> tuple[Programme, Staffing]:
    """Return the programme of which sessions can be staffed, for what that is worth.

    Its best value is never below what any rota comes to.

    Parameters
    ----------
    dual
        The problem; its working days must all be listed (`SupervisorWeeks.exact`) for the best
        value to hold.
    worth
        Points of opening each session; those of none are left closed unless they are pinned.
    points
        Points of each of the problem's working days.
    """
    arrays, programme = dual.arrays, Programme()
    pinned = pinned_sessions(arrays)
    some = ((worth > 0) | pinned) & arrays.possible
    sessions = np.flatnonzero(some)
    opens = programme.variables(worth[sessions], lower=pinned[sessions], whole=True)
    days = np.flatnonzero(np.append(some, True)[dual.supervisors.chains.members].all(axis=1))
    works = programme.variables(points[days], whole=True)
    part = Staffing(dual, days, works, sessions, opens)
    numbers.write_of_supervisors(programme, part, arrays.sessions.needed[sessions])
    supervision.write(programme, part, np.zeros((0, 2), np.int64))
    return programme, part

"""The past of one area, simulated week by week under the rules that the rota obeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from payback.demonstration.cast import AFTERNOON, MORNING, Leader, Site, Worker, works
from payback.people.models import Sex

if TYPE_CHECKING:
    from random import Random

START_AFTER = timedelta(days=7)
LEADER_DAYS = 5
SENT_HOME_MINUTES = 60
ABSENCES = ("UACP", "UACP", "UACP", "AASD", "RSOF")


@dataclass(slots=True, kw_only=True)
class Booking:
    """One person at one session; ``outcome`` is empty while it lies ahead."""

    worker: Worker
    outcome: str = ""
    present: int = 0
    penalty: int = 0
    credited: int = 0


@dataclass(slots=True, kw_only=True)
class Held:
    """A session that was, or will be, held."""

    site: Site
    on: date
    leader: Leader
    bookings: list[Booking] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """The length of the session."""
        start, end = self.site.times
        return (end.hour - start.hour) * 60 + end.minute - start.minute


@dataclass(slots=True)
class Area:
    """What one area's past is made of; ``dates`` are the days each site can open."""

    workers: list[Worker]
    leaders: list[Leader]
    sites: list[Site]
    dates: dict[str, list[date]]
    _able: dict[tuple[int, int], list[Worker]] = field(default_factory=dict)

    def able(self, day: int, parts: int) -> list[Worker]:
        """Return the people who can work on those parts of a weekday."""
        key = (day, parts)
        if key not in self._able:
            self._able[key] = [w for w in self.workers if works(w.slots, day, parts)]
        return self._able[key]


def bring_forward(random: Random, worker: Worker, first_day: date) -> None:
    """Give a person the hours that they worked before the simulated time."""
    weeks = (first_day - worker.sentenced_on).days // 7 - 1
    if weeks <= 0:
        return
    sessions = sum(random.random() < worker.rate * 0.5 for _ in range(weeks))
    worker.brought_forward = min(worker.ordered, sessions * min(worker.weekly, 420))
    worker.worked = worker.brought_forward
    if worker.remaining == 0:
        worker.completed_on = first_day - timedelta(days=1)


def simulate(
    random: Random, area: Area, first_day: date, today: date, last_day: date
) -> list[Held]:
    """Return every session held from one day to another.

    Sessions before ``today`` have outcomes and credit minutes, but for each leader's last; those
    from ``today`` on are planned.
    """
    held = hold(random, area, first_day, today, last_day)
    _leave_to_record([session for session in held if session.on < today])
    return held


def hold(random: Random, area: Area, first_day: date, today: date, last_day: date) -> list[Held]:
    """Return the same, with an outcome for everybody before ``today``."""
    held = []
    by_day: dict[date, list[Site]] = {}
    for site in area.sites:
        for day in area.dates[site.code]:
            by_day.setdefault(day, []).append(site)
    week: dict[int, int] = {}
    leader_days: dict[str, int] = {}
    day = first_day
    while day <= last_day:
        if day.weekday() == 0:
            week, leader_days = {}, {}
        held += _one_day(random, area, day, by_day.get(day, []), week, leader_days, day >= today)
        day += timedelta(days=1)
    return held


def _leave_to_record(past: list[Held]) -> None:
    """Take back the outcomes of each leader's last session, so that one waits on any day."""
    for session in {session.leader.email: session for session in past}.values():
        for booking in session.bookings:
            booking.worker.worked -= booking.credited
            if booking.worker.completed_on == session.on:
                booking.worker.completed_on = None
        session.bookings = [Booking(worker=booking.worker) for booking in session.bookings]


def _one_day(
    random: Random,
    area: Area,
    day: date,
    sites: list[Site],
    week: dict[int, int],
    leader_days: dict[str, int],
    ahead: bool,
) -> list[Held]:
    booked: set[int] = set()
    leading: set[str] = set()
    held = []
    for site in random.sample(sites, len(sites)):
        leader = _leader(area, site, day, leading, leader_days)
        if leader is None:
            continue
        session = Held(site=site, on=day, leader=leader)
        chosen = _choose(random, area, session, booked, week)
        if len(chosen) < site.sort.min_people:
            continue
        leading.add(leader.email)
        leader_days[leader.email] = leader_days.get(leader.email, 0) + 1
        for worker in chosen:
            booked.add(worker.number)
            week[worker.number] = week.get(worker.number, 0) + session.minutes
            session.bookings.append(
                Booking(worker=worker) if ahead else _attend(random, worker, session)
            )
        held.append(session)
    return held


def _leader(
    area: Area, site: Site, day: date, leading: set[str], leader_days: dict[str, int]
) -> Leader | None:
    for leader in sorted(area.leaders, key=lambda each: leader_days.get(each.email, 0)):
        if leader.email in leading or leader_days.get(leader.email, 0) >= LEADER_DAYS:
            continue
        if not works(leader.slots, day.weekday(), MORNING | AFTERNOON):
            continue
        if not set(site.sort.skills) <= set(leader.skills):
            continue
        if site.sort.women_only and leader.sex is not Sex.FEMALE:
            continue
        return leader
    return None


def _choose(
    random: Random, area: Area, session: Held, booked: set[int], week: dict[int, int]
) -> list[Worker]:
    able = area.able(session.on.weekday(), MORNING | AFTERNOON)
    chosen: list[Worker] = []
    start = random.randrange(len(able)) if able else 0
    for worker in able[start:] + able[:start]:
        if len(chosen) == session.site.sort.places:
            break
        if worker.number not in booked and _suits(worker, session, week):
            chosen.append(worker)
    women = [worker for worker in chosen if worker.sex is Sex.FEMALE]
    if len(women) == 1 and not session.site.sort.women_only:
        chosen.remove(women[0])
    return chosen


def _suits(worker: Worker, session: Held, week: dict[int, int]) -> bool:
    women_only = session.site.sort.women_only
    return (
        worker.remaining > 0
        and session.on >= worker.sentenced_on + START_AFTER
        and week.get(worker.number, 0) + session.minutes <= worker.weekly
        and not set(session.site.sort.tags) & set(worker.barred)
        and (worker.sex is Sex.FEMALE or not women_only)
        and (women_only or not worker.women_only)
        and worker.not_with is not session.leader.sex
    )


def _attend(random: Random, worker: Worker, session: Held) -> Booking:
    if random.random() > worker.rate:
        return Booking(worker=worker, outcome=random.choice(ABSENCES))
    draw = random.random()
    outcome, present, penalty = "ATTC", session.minutes, 0
    if draw < 0.012:
        outcome, present = "ATSS", SENT_HOME_MINUTES
    elif draw < 0.06:
        outcome, penalty = "AFTC", random.choice((30, 60, 90))
    credited = min(present - penalty, worker.remaining)
    worker.worked += credited
    if worker.remaining == 0:
        worker.completed_on = session.on
    return Booking(
        worker=worker, outcome=outcome, present=present, penalty=penalty, credited=credited
    )

"""The rota problem's specification on plain JSON values, for comparison.

Written from the specification alone: it imports nothing of `scheduler`, is slow, and is only fit
for tiny problems.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, product
from math import asin, cos, fsum, radians, sin, sqrt
from typing import Any

DEFAULTS = {
    "overbooking_margin": 0.65,
    "minutes_per_km": 4.0,
    "no_lone_woman": True,
    "supervisor_day_minutes": 540,
    "supervisor_rest_minutes": 660,
    "supervisor_gap_minutes": 30,
    "frozen_until": None,
    "pace_minutes": 420,
    "urgency_min": 0.5,
    "urgency_max": 3.0,
    "extra_hours_rate": 0.4,
    "priority_rate": 0.05,
    "travel_rate": 0.5,
    "continuity_points": 60,
    "short_order_minutes": 3600,
    "short_match_points": 40,
    "session_points": 400,
    "person_change_points": 120,
    "supervisor_change_points": 240,
}

TIE = Fraction(1, 10**9)
"""Sums of rates with endless decimals, such as a third, count as equal when this close."""

Rota = dict[str, tuple[frozenset[str], frozenset[str]]]
"""Session id → ids of supervisors, ids of people; open sessions only."""


def km(a: dict[str, Any], b: dict[str, Any]) -> float:
    lat1, lon1, lat2, lon2 = map(radians, (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(h))


def by_id(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in items}


def exact(number: float) -> Fraction:
    return Fraction(str(number))


class Case:
    """A problem with its look-ups, able to judge and to value any rota."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        self.policy = DEFAULTS | problem["policy"]
        self.projects, self.sessions = by_id(problem["projects"]), by_id(problem["sessions"])
        self.supervisors, self.people = by_id(problem["supervisors"]), by_id(problem["people"])
        self.order = sorted(self.sessions, key=lambda s: (self.sessions[s]["start"], s))
        self.published = {k: {tuple(x) for x in v} for k, v in problem["published"].items()}
        self.pinned = {k: {tuple(x) for x in v} for k, v in problem["pinned"].items()}

    def project(self, s: str) -> dict[str, Any]:
        return self.projects[self.sessions[s]["project"]]

    def begin(self, s: str) -> datetime:
        return datetime.fromisoformat(self.sessions[s]["start"])

    def finish(self, s: str) -> datetime:
        return datetime.fromisoformat(self.sessions[s]["end"])

    def day(self, s: str) -> date:
        return self.begin(s).date()

    def week(self, s: str) -> tuple[int, int]:
        return self.begin(s).isocalendar()[:2]

    def frozen(self, s: str) -> bool:
        until = self.policy["frozen_until"]
        return until is not None and self.day(s) < date.fromisoformat(until)

    def stands(self, kind: str, member: str, s: str) -> bool:
        """Whether a booking is frozen: told, in a session that starts before `frozen_until`."""
        return self.frozen(s) and (member, s) in self.published[kind]

    def asked(
        self, s: str, people: frozenset[Any], supervisors: frozenset[Any] = frozenset()
    ) -> bool:
        """Whether rules on these bookings of a session are asked.

        They are unless it is frozen, somebody was told of it, and nobody of these is added.
        """
        told = any(where == s for kind in self.published.values() for _, where in kind)
        return (
            not (self.frozen(s) and told)
            or any(not self.stands("people", p, s) for p in people)
            or any(not self.stands("supervisors", v, s) for v in supervisors)
        )

    def travel(self, a: dict[str, Any], b: dict[str, Any]) -> float:
        return km(a, b) * float(self.policy["minutes_per_km"])

    def share(self, person: dict[str, Any]) -> Fraction:
        margin = self.policy["overbooking_margin"]
        if margin is None:
            return Fraction(1)
        r = exact(person["attendance_rate"])
        return r + exact(margin) * r * (1 - r)

    def credits(self, rota: Rota) -> dict[tuple[str, str], int]:
        left = {p: item["remaining_minutes"] for p, item in self.people.items()}
        credited = {}
        for s in self.order:
            for p in rota.get(s, ((), ()))[1]:
                credited[p, s] = min(self.sessions[s]["minutes"], left[p])
                left[p] -= credited[p, s]
        return credited

    def broken(self, rota: Rota) -> set[str]:
        """Return the codes of the rules that a rota breaks."""
        credited = self.credits(rota)
        codes = set()
        for p, s in credited:
            codes |= self._booking(p, s, credited[p, s])
        for s in rota:
            codes |= self._session(s, *rota[s])
        codes |= self._people(credited)
        codes |= self._work_left(rota, credited)
        codes |= self._supervisors(rota)
        return codes | self._standing(rota)

    def _booking(self, p: str, s: str, credited: int) -> set[str]:
        person, session, project = self.people[p], self.sessions[s], self.project(s)
        if self.stands("people", p, s):
            return set()
        codes = {"H5"} if credited == 0 else set()
        circles = [{"lat": c[0], "lon": c[1], "km": c[2]} for c in person["exclusions"]]
        only = person["only_projects"]
        if (
            set(project["tags"]) & set(person["barred_tags"])
            or any(km(c, project) < c["km"] for c in circles)
            or (project["women_only"] and not person["female"])
            or (person["women_only"] and not project["women_only"])
            or (only is not None and project["id"] not in only)
        ):
            codes.add("H6")
        if (p, s) in self.pinned["people"]:
            return codes
        if not inside(session, person["available"]):
            codes.add("H1")
        if self.travel(person, project) > person["max_travel_minutes"] + 1e-9:
            codes.add("H2")
        return codes

    def _session(self, s: str, supervisors: frozenset[Any], people: frozenset[Any]) -> set[str]:
        session, project = self.sessions[s], self.project(s)
        codes = self._meetings(s, supervisors, people)
        if self.asked(s, people, supervisors) and len(supervisors) != session["supervisors_needed"]:
            codes.add("H9")
        codes |= self._team(s, supervisors)
        if not self.asked(s, people):
            return codes
        women = sum(self.people[p]["female"] for p in people)
        if self.policy["no_lone_woman"] and women == 1 and not project["women_only"]:
            codes.add("H8")
        if len(people) < session["min_people"]:
            codes.add("H9")
        if sum(self.share(self.people[p]) for p in people) > session["places"]:
            codes.add("H10")
        return codes

    def _meetings(self, s: str, supervisors: frozenset[Any], people: frozenset[Any]) -> set[str]:
        """H7: whom frozen bookings bring together may meet, whoever is added may not."""
        for a, b in combinations(people, 2):
            added = not (self.stands("people", a, s) and self.stands("people", b, s))
            apart = b in self.people[a]["keep_apart"] or a in self.people[b]["keep_apart"]
            if added and apart:
                return {"H7"}
        for p, v in product(people, supervisors):
            added = not (self.stands("people", p, s) and self.stands("supervisors", v, s))
            sex = "female" if self.supervisors[v]["female"] else "male"
            if added and self.people[p]["not_with_supervisor"] == sex:
                return {"H7"}
        return set()

    def _team(self, s: str, supervisors: frozenset[Any]) -> set[str]:
        session, project = self.sessions[s], self.project(s)
        team = [self.supervisors[v] for v in supervisors]
        held = {skill for one in team for skill in one["skills"]}
        if self.asked(s, frozenset(), supervisors):
            if set(project["skills"]) - held:
                return {"H12"}
            if project["women_only"] and not any(one["female"] for one in team):
                return {"H12"}
        for one in team:
            waived = (one["id"], s) in self.pinned["supervisors"]
            waived |= self.stands("supervisors", one["id"], s)
            if not waived and (
                not inside(session, one["available"])
                or self.travel(one, project) > one["max_travel_minutes"] + 1e-9
            ):
                return {"H12"}
        return set()

    def _people(self, credited: dict[tuple[str, str], int]) -> set[str]:
        codes = set()
        for p, person in self.people.items():
            mine = [s for q, s in credited if q == p]
            if len({self.day(s) for s in mine}) < len(mine):
                codes.add("H3")
            for week in {self.week(s) for s in mine}:
                done = sum(credited[p, s] for s in mine if self.week(s) == week)
                if done > person["max_weekly_minutes"]:
                    codes.add("H4")
        return codes

    def _work_left(self, rota: Rota, credited: dict[tuple[str, str], int]) -> set[str]:
        done: dict[str, Fraction] = dict.fromkeys(self.projects, Fraction(0))
        codes = set()
        for s in self.order:
            if s not in rota:
                continue
            project = self.project(s)
            left = project["remaining_minutes"]
            asked = left is not None and self.asked(s, rota[s][1])
            if asked and done[project["id"]] >= left - TIE:
                codes.add("H11")
            for p in rota[s][1]:
                rate = exact(self.people[p]["attendance_rate"])
                done[project["id"]] += credited[p, s] * rate
        return codes

    def _supervisors(self, rota: Rota) -> set[str]:
        for v, supervisor in self.supervisors.items():
            mine = [s for s in self.order if s in rota and v in rota[s][0]]
            minutes = {s: self.sessions[s]["minutes"] for s in mine}
            for day in {self.day(s) for s in mine}:
                total = sum(minutes[s] for s in mine if self.day(s) == day)
                if total > self.policy["supervisor_day_minutes"]:
                    return {"H12"}
            for week in {self.week(s) for s in mine}:
                total = sum(minutes[s] for s in mine if self.week(s) == week)
                if total > supervisor["max_weekly_minutes"]:
                    return {"H12"}
            if any(self._too_close(*pair) for pair in combinations(mine, 2)):
                return {"H12"}
        return set()

    def _too_close(self, a: str, b: str) -> bool:
        if (self.begin(b), self.finish(b)) < (self.begin(a), self.finish(a)):
            a, b = b, a
        between = (self.begin(b) - self.finish(a)) / timedelta(minutes=1)
        if self.day(a) != self.day(b):
            return bool(between < self.policy["supervisor_rest_minutes"])
        way = self.travel(self.project(a), self.project(b))
        return bool(between < way + self.policy["supervisor_gap_minutes"] - 1e-9)

    def booked(self, rota: Rota) -> dict[str, set[tuple[str, str]]]:
        return {
            "supervisors": {(v, s) for s, (team, _) in rota.items() for v in team},
            "people": {(p, s) for s, (_, group) in rota.items() for p in group},
        }

    def _standing(self, rota: Rota) -> set[str]:
        for kind, booked in self.booked(rota).items():
            told = {pair for pair in self.published[kind] if self.frozen(pair[1])}
            there = {pair for pair in booked if self.frozen(pair[1])}
            if told - there or there - told - self.pinned[kind]:
                return {"H13"}
            if self.pinned[kind] - booked:
                return {"H13"}
        return set()

    def urgency(self, person: dict[str, Any]) -> float:
        start = date.fromisoformat(self.problem["start"])
        weeks = max(1, (date.fromisoformat(person["due"]) - start).days / 7)
        pace = person["remaining_minutes"] / weeks / self.policy["pace_minutes"]
        return float(max(self.policy["urgency_min"], min(self.policy["urgency_max"], pace)))

    def points(self, rota: Rota) -> float:
        """Return what a rota earns."""
        policy, credited, earned = self.policy, self.credits(rota), []
        weekly: dict[tuple[str, tuple[int, int]], int] = {}
        for (p, s), c in credited.items():
            person, project = self.people[p], self.project(s)
            weekly[p, self.week(s)] = weekly.get((p, self.week(s)), 0) + c
            earned.append(c * policy["priority_rate"] * (project["priority"] - 3))
            earned.append(-2 * self.travel(person, project) * policy["travel_rate"])
            if person["current_project"] == project["id"]:
                earned.append(policy["continuity_points"])
            few = person["remaining_minutes"] <= policy["short_order_minutes"]
            if few and project["short"]:
                earned.append(policy["short_match_points"])
        for (p, _), c in weekly.items():
            person = self.people[p]
            extra = max(0, c - person["weekly_minutes"])
            worth = min(c, person["weekly_minutes"]) + policy["extra_hours_rate"] * extra
            earned.append(self.urgency(person) * worth)
        for s, (team, _) in rota.items():
            earned.append(-policy["session_points"])
            for v in team:
                way = self.travel(self.supervisors[v], self.project(s))
                earned.append(-2 * way * policy["travel_rate"])
        costs = {"people": "person_change_points", "supervisors": "supervisor_change_points"}
        for kind, booked in self.booked(rota).items():
            dropped = {x for x in self.published[kind] - booked if not self.frozen(x[1])}
            earned.append(-policy[costs[kind]] * len(dropped))
        return fsum(earned)


def inside(session: dict[str, Any], windows: list[Any]) -> bool:
    return any(start <= session["start"] and session["end"] <= end for start, end in windows)

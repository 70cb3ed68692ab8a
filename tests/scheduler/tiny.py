"""Random problems of a few people and sessions, with every rule in play."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

TAGS = ["children", "heavy-work"]
SKILLS = ["first-aid", "minibus"]
FIRST = date(2026, 11, 23)
"""A Monday."""


def tiny_problem(seed: int) -> dict[str, Any]:
    """Return a random problem; the same seed gives the same one."""
    return _Maker(Random(seed)).problem()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.days = random.choice([2, 3, 8])
        self.spread = random.choice([0.0, 0.02, 0.1])

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, items: list[Any], chance: float) -> list[Any]:
        return [item for item in items if self.maybe(chance)]

    def point(self) -> dict[str, Any]:
        return {
            "lat": round(51.5 + self.random.uniform(-1, 1) * self.spread, 4),
            "lon": round(-0.1 + self.random.uniform(-1, 1) * self.spread, 4),
        }

    def problem(self) -> dict[str, Any]:
        pick = self.random.choice
        projects = [self.project(n) for n in range(pick([1, 1, 2, 3]))]
        sessions = [self.session(n, projects) for n in range(pick([2, 3, 3, 4]))]
        names = [f"p{n}" for n in range(pick([3, 4, 4, 5, 5, 6]))]
        people = [self.person(name, names, projects) for name in names]
        supervisors = [self.supervisor(n) for n in range(pick([1, 2, 2, 3]))]
        return {
            "format": "payback-rota/1",
            "start": FIRST.isoformat(),
            "end": (FIRST + timedelta(days=self.days - 1)).isoformat(),
            "policy": self.policy(),
            "projects": projects,
            "sessions": sessions,
            "supervisors": supervisors,
            "people": people,
            "published": self.bookings(people, supervisors, sessions, 0.6),
            "pinned": self.bookings(people, supervisors, sessions, 0.25),
        }

    def policy(self) -> dict[str, Any]:
        pick = self.random.choice
        policy: dict[str, Any] = {
            "overbooking_margin": pick([0.65, 0.65, None, 0, 1.0]),
            "no_lone_woman": self.maybe(0.8),
            "session_points": pick([0, 0, 50, 150, 400]),
            "travel_rate": pick([0.5, 0.5, 0, 3]),
            "extra_hours_rate": pick([0.4, 0, 1]),
            "priority_rate": pick([0.05, 1]),
            "supervisor_day_minutes": pick([540, 700, 900]),
            "supervisor_rest_minutes": pick([660, 660, 0, 960]),
            "supervisor_gap_minutes": pick([30, 0, 120]),
            "pace_minutes": pick([420, 60]),
            "short_order_minutes": pick([3600, 400]),
        }
        if self.maybe(0.3):
            day = FIRST + timedelta(days=self.random.randrange(0, 3))
            policy["frozen_until"] = day.isoformat()
        return policy

    def project(self, number: int) -> dict[str, Any]:
        return {
            "id": f"project{number}",
            **self.point(),
            "priority": self.random.randint(1, 5),
            "tags": self.some(TAGS, 0.3),
            "women_only": self.maybe(0.12),
            "skills": self.some(SKILLS, 0.12),
            "remaining_minutes": self.random.choice([None] * 4 + [0, 150, 150, 300, 420, 900]),
            "short": self.maybe(0.5),
        }

    def session(self, number: int, projects: list[Any]) -> dict[str, Any]:
        day = FIRST + timedelta(days=self.random.choice([0, 1, 1, self.days - 1, self.days - 1]))
        start = datetime(day.year, day.month, day.day, self.random.choice([8, 9, 13, 16]))  # noqa: DTZ001
        hours = self.random.choice([2, 4, 7, 10])
        end = start + timedelta(hours=hours, minutes=30)
        return {
            "id": f"s{number}",
            "project": self.random.choice(projects)["id"],
            "start": start.isoformat(timespec="minutes"),
            "end": end.isoformat(timespec="minutes"),
            "minutes": hours * 60 if self.maybe(0.95) else 0,
            "places": self.random.choice([1, 2, 2, 3, 4, 5]),
            "min_people": self.random.choice([0, 1, 1, 2]),
            "supervisors_needed": self.random.choice([0, 1, 1, 1, 2]),
        }

    def windows(self, chance: float) -> list[Any]:
        windows = []
        for number in range(self.days):
            day = FIRST + timedelta(days=number)
            if self.maybe(chance):
                first, last = self.random.choice([("06:00", "23:59")] * 3 + [("08:00", "17:00")])
                windows.append([f"{day}T{first}", f"{day}T{last}"])
        if self.maybe(0.2):
            windows.append([f"{FIRST}T00:00", f"{FIRST + timedelta(days=9)}T00:00"])
        return windows

    def supervisor(self, number: int) -> dict[str, Any]:
        return {
            "id": f"v{number}",
            **self.point(),
            "female": self.maybe(0.5),
            "skills": self.some(SKILLS, 0.6),
            "available": self.windows(0.9),
            "max_weekly_minutes": self.random.choice([2220, 2220, 600, 240]),
            "max_travel_minutes": self.random.choice([90, 90, 90, 20]),
        }

    def person(self, name: str, names: list[Any], projects: list[Any]) -> dict[str, Any]:
        pick = self.random.choice
        ids = [project["id"] for project in projects]
        others = [other for other in names if other != name]
        female = self.maybe(0.5)
        return {
            "id": name,
            **self.point(),
            "female": female,
            "remaining_minutes": pick([0, 100, 300, 500, 700, 3000, 9000, 9000]),
            "due": (FIRST + timedelta(days=pick([-5, 3, 30, 200]))).isoformat(),
            "weekly_minutes": pick([0, 240, 420]),
            "max_weekly_minutes": pick([200, 420, 840, 1680, 1680]),
            "max_travel_minutes": pick([90, 90, 90, 20]),
            "attendance_rate": pick([0, 0.5, 0.8, 0.83, 1, 0.125, 1 / 3]),
            "available": self.windows(0.9),
            "barred_tags": self.some(TAGS, 0.12),
            "exclusions": self.exclusions(),
            "keep_apart": self.some(others, 0.1),
            "not_with_supervisor": pick([None] * 8 + ["female", "male"]),
            "women_only": female and self.maybe(0.15),
            "only_projects": self.some(ids, 0.7) if self.maybe(0.1) else None,
            "current_project": pick([None, *ids]),
        }

    def exclusions(self) -> list[Any]:
        if not self.maybe(0.15):
            return []
        return [[*self.point().values(), self.random.choice([0, 1, 5])]]

    def bookings(
        self, people: list[Any], supervisors: list[Any], sessions: list[Any], chance: float
    ) -> dict[str, Any]:
        if not self.maybe(chance):
            return {"people": [], "supervisors": []}
        return {
            "people": [[p["id"], s["id"]] for p in people for s in sessions if self.maybe(0.1)],
            "supervisors": [
                [v["id"], s["id"]] for v in supervisors for s in sessions if self.maybe(0.1)
            ],
        }

"""Faults between the values of a file: ids, references, order of times.

They are looked for in the JSON as it came, so that they are reported together with wrong types;
a value of the wrong type is passed over here, because `schema` reports it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeAlias

from scheduler.faults import Fault, path_of
from scheduler.problem import JsonObject, JsonValue, Problem
from scheduler.schema import LONGEST_SESSION, read_date, read_time

Steps: TypeAlias = tuple[str | int, ...]

MINUTE = timedelta(minutes=1)
LISTS = {
    "projects": "project",
    "sessions": "session",
    "supervisors": "supervisor",
    "people": "person",
}


def problem_faults(raw: JsonObject) -> Iterator[Fault]:
    """Yield the faults between the values of a problem."""
    ids = {name: set(_ids(raw, name)) for name in LISTS}
    for name, noun in LISTS.items():
        yield from _repeated_ids(raw, name, noun)
    yield from _order_of_days(raw)
    yield from _policy(raw)
    for steps, session in _objects(raw, "sessions"):
        yield from _unknown((*steps, "project"), session.get("project"), ids["projects"], "project")
        yield from _session_times(steps, session, raw)
    for name in ("supervisors", "people"):
        for steps, someone in _objects(raw, name):
            yield from _windows(steps, someone)
    for steps, person in _objects(raw, "people"):
        yield from _person_references(steps, person, ids)
    for name in ("published", "pinned"):
        yield from _bookings(raw, name, ids)


def solution_faults(raw: JsonObject, problem: Problem) -> Iterator[Fault]:
    """Yield the references of a solution that its problem does not know, and repeated ids."""
    problem_ids = {
        "sessions": {session.id for session in problem.sessions},
        "supervisors": {supervisor.id for supervisor in problem.supervisors},
        "people": {person.id for person in problem.people},
    }
    opened: list[tuple[Steps, JsonValue]] = []
    for steps, session in _objects(raw, "sessions"):
        opened.append(((*steps, "session"), session.get("session")))
        for name in ("supervisors", "people"):
            booked = list(_texts((*steps, name), session.get(name)))
            yield from _unknown_all(booked, problem_ids[name], LISTS[name])
            yield from _repeated(booked, f"{LISTS[name]} is booked twice on this session")
    known = [(steps, value) for steps, value in opened if isinstance(value, str)]
    yield from _unknown_all(known, problem_ids["sessions"], "session")
    yield from _repeated(known, "session is listed twice")
    unplaced = [
        ((*steps, "person"), value)
        for steps, item in _objects(raw, "unplaced")
        if isinstance(value := item.get("person"), str)
    ]
    yield from _unknown_all(unplaced, problem_ids["people"], "person")
    yield from _repeated(unplaced, "person is listed twice")


def _objects(raw: JsonObject, name: str) -> Iterator[tuple[Steps, JsonObject]]:
    items = raw.get(name)
    if isinstance(items, list):
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield (name, index), item


def _texts(steps: Steps, value: JsonValue) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield (*steps, index), item


def _ids(raw: JsonObject, name: str) -> Iterator[str]:
    for _, item in _objects(raw, name):
        if isinstance(identity := item.get("id"), str):
            yield identity


def _repeated_ids(raw: JsonObject, name: str, noun: str) -> Iterator[Fault]:
    named = [
        ((*steps, "id"), identity)
        for steps, item in _objects(raw, name)
        if isinstance(identity := item.get("id"), str)
    ]
    yield from _repeated(named, f"{noun} has the id of an earlier one")


def _repeated(values: Iterable[tuple[Steps, str]], what: str) -> Iterator[Fault]:
    seen = set()
    for steps, value in values:
        if value in seen:
            yield Fault(path_of(steps), f'"{value}": this {what}')
        seen.add(value)


def _unknown(steps: Steps, value: JsonValue, known: set[str], noun: str) -> Iterator[Fault]:
    if isinstance(value, str) and value not in known:
        yield Fault(path_of(steps), f'no {noun} has the id "{value}"')


def _unknown_all(
    values: Iterable[tuple[Steps, str]], known: set[str], noun: str
) -> Iterator[Fault]:
    for steps, value in values:
        yield from _unknown(steps, value, known, noun)


def _day(value: JsonValue) -> date | None:
    try:
        return read_date(value)
    except ValueError:
        return None


def _moment(value: JsonValue) -> datetime | None:
    try:
        return read_time(value)
    except ValueError:
        return None


def _order_of_days(raw: JsonObject) -> Iterator[Fault]:
    start, end = _day(raw.get("start")), _day(raw.get("end"))
    if start and end and end < start:
        yield Fault("end", f"the last day {end} is before the first day {start}")


def _policy(raw: JsonObject) -> Iterator[Fault]:
    policy = raw.get("policy")
    if not isinstance(policy, dict):
        return
    least, most = policy.get("urgency_min", 0.5), policy.get("urgency_max", 3.0)
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        yield Fault("policy.urgency_min", f"{least} is above urgency_max, {most}")


def _session_times(steps: Steps, session: JsonObject, raw: JsonObject) -> Iterator[Fault]:
    start, end = _moment(session.get("start")), _moment(session.get("end"))
    if start and end and end <= start:
        when = "before" if end < start else "when"
        yield Fault(path_of((*steps, "end")), f"the session ends {when} it starts")
    elif start and end:
        yield from _credit(steps, session.get("minutes"), (end - start) // MINUTE)
    first, last = _day(raw.get("start")), _day(raw.get("end"))
    if start and first and last and first <= last and not first <= start.date() <= last:
        sentence = f"the session is not on one of the days planned, {first} to {last}"
        yield Fault(path_of((*steps, "start")), sentence)


def _credit(steps: Steps, minutes: JsonValue, lasts: int) -> Iterator[Fault]:
    if isinstance(minutes, int) and lasts < minutes <= LONGEST_SESSION:
        sentence = f"the session credits {minutes:,} minutes, but lasts {lasts:,}"
        yield Fault(path_of((*steps, "minutes")), sentence)


def _windows(steps: Steps, someone: JsonObject) -> Iterator[Fault]:
    windows = someone.get("available")
    if not isinstance(windows, list):
        return
    for index, window in enumerate(windows):
        if isinstance(window, list) and len(window) == 2:
            start, end = _moment(window[0]), _moment(window[1])
            if start and end and end < start:
                path = path_of((*steps, "available", index))
                yield Fault(path, "this time of availability ends before it starts")


def _person_references(
    steps: Steps, person: JsonObject, ids: dict[str, set[str]]
) -> Iterator[Fault]:
    apart = _texts((*steps, "keep_apart"), person.get("keep_apart"))
    yield from _unknown_all(apart, ids["people"], "person")
    only = _texts((*steps, "only_projects"), person.get("only_projects"))
    yield from _unknown_all(only, ids["projects"], "project")
    current = person.get("current_project")
    yield from _unknown((*steps, "current_project"), current, ids["projects"], "project")


def _bookings(raw: JsonObject, name: str, ids: dict[str, set[str]]) -> Iterator[Fault]:
    bookings = raw.get(name)
    if not isinstance(bookings, dict):
        return
    for who in ("people", "supervisors"):
        pairs = bookings.get(who)
        seen = set()
        for index, pair in enumerate(pairs if isinstance(pairs, list) else ()):
            if not (isinstance(pair, list) and len(pair) == 2):
                continue
            steps: Steps = (name, who, index)
            yield from _unknown((*steps, 0), pair[0], ids[who], LISTS[who])
            yield from _unknown((*steps, 1), pair[1], ids["sessions"], "session")
            if isinstance(pair[0], str) and isinstance(pair[1], str):
                if (pair[0], pair[1]) in seen:
                    yield Fault(path_of(steps), "this booking is listed twice")
                seen.add((pair[0], pair[1]))

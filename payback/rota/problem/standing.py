"""What stands before a week is planned: what was announced, and what is insisted on (H13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.policies.models import PolicyName
from payback.rota.problem.insisting import objection
from payback.rota.problem.keys import person_key, session_key, supervisor_key
from payback.rota.rules import frozen_until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from payback.diary.models import WorkSession
    from payback.rota.problem.week_rows import WeekRows
    from scheduler.problem import JsonObject, JsonValue


def standing_until(rows: WeekRows, offered: Mapping[int, WorkSession]) -> date | None:
    """Return the day before which sessions stand as announced, because they are so near."""
    told = {each.session_id for each in rows.placed} | {each.session_id for each in rows.served}
    announced = [session.on for session in offered.values() if session.id in told]
    notice = rows.policies.on(PolicyName.NOTICE_HOURS, rows.start)
    return frozen_until(rows.now, round(notice), announced)


def published(
    rows: WeekRows,
    offered: Mapping[int, WorkSession],
    people: Sequence[JsonObject],
    supervisors: Sequence[JsonObject],
) -> JsonValue:
    """Return who has been told of which of the offered sessions, and may still be there."""
    known = {each["id"] for each in (*people, *supervisors)}
    told: list[JsonValue] = [
        [person_key(each.person_id), session_key(each.session_id)]
        for each in rows.placed
        if each.session_id in offered
        and each.stands
        and not each.recorded
        and person_key(each.person_id) in known
    ]
    serving: list[JsonValue] = [
        [supervisor_key(each.supervisor_id), session_key(each.session_id)]
        for each in rows.served
        if each.session_id in offered
        and each.stands
        and supervisor_key(each.supervisor_id) in known
    ]
    return {"people": told, "supervisors": serving}


def pinned(rows: WeekRows, offered: Mapping[int, WorkSession], until: date | None) -> JsonValue:
    """Return what is insisted on, but for what the facts do not allow any more.

    Left out is also what is insisted on at sessions that nothing can be added to any more.
    """
    still = [
        pin
        for pin in rows.pins
        if not objection(rows, pin) and (until is None or offered[pin.session_id].on >= until)
    ]
    booked: list[JsonValue] = [
        [person_key(pin.person_id), session_key(pin.session_id)]
        for pin in still
        if pin.person_id is not None
    ]
    serving: list[JsonValue] = [
        [supervisor_key(pin.supervisor_id), session_key(pin.session_id)]
        for pin in still
        if pin.supervisor_id is not None
    ]
    return {"people": booked, "supervisors": serving}

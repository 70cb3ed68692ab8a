"""Breaks on the pages of those who can mend them: where a fact was written, and where work begins.

Whoever saves leave, an absence, a restriction, a project or an outcome is led back to that record's
page, which says at once which sessions it touches and goes on saying so until they are mended. Of
sessions outside the reader's areas it says no more than how much there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.access import Permission
from payback.core.notices import Notice, notice_on
from payback.core.web import actor
from payback.diary.breaks.kept import breaks_within, counts_of
from payback.diary.breaks.scope import still_ahead, touching, with_people_of, within
from payback.diary.breaks.words import by_session, counted, elsewhere, how_many
from payback.diary.models import WorkSession
from payback.diary.queries import people_ids_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.diary.breaks.rules import Break
    from payback.diary.breaks.words import Trouble

TEMPLATE = "diary/breaks_notice.html"
NOW = "may not stand as things are now."
COORDINATOR_SEES = "Later bookings of people here need changing. Their coordinator sees which."
FIRST_PAGES = (
    *("nominations.list_inbox", "sessions.list_sessions", "rota.list_rotas"),
    *("people.list_people", "supervisors.list_supervisors", "imports.show_import"),
)


@notice_on(*FIRST_PAGES)
def all_breaks(db: Session, _asked: Mapping[str, object]) -> Notice | None:
    """Say how much there is to mend in the reader's areas, with a link to the list."""
    if not actor().may(Permission.MANAGE_PROJECTS):
        return None
    counts = counts_of(db, within(actor()))
    return _notice([Part(said=f"{how_many(counts)} {NOW}", link=True)]) if counts else None


@notice_on("people.show_person")
def breaks_of_person(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which bookings of a person may not stand."""
    person_id = _id(asked, "person_id")
    return notice_anywhere(
        db,
        touching(people=[person_id]),
        lambda each: each.appointment is not None and each.appointment.person_id == person_id,
    )


@notice_on("supervisors.show_supervisor")
def breaks_of_supervisor(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which sessions of a supervisor are broken: duties, and bookings because of them."""
    return notice_anywhere(db, touching(supervisors=[_id(asked, "supervisor_id")]), lambda _: True)


@notice_on("projects.show_project")
def breaks_of_project(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which sessions of a project are broken."""
    return notice_of(db, touching(projects=[_id(asked, "project_id")]), lambda _: True)


@notice_on("attendance.show_session")
def breaks_of_session(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say what is wrong with one session, and with later bookings of those who are at it.

    An outcome that works the last of an order breaks them. A supervisor reads no more than that
    somebody else sees to it. The session's own page asks itself, once for all that it shows.
    """
    session_id = _id(asked, "session_id")
    here = WorkSession.id == session_id
    breaks = breaks_within(db, (*still_ahead(), here | with_people_of(session_id)))
    people = people_ids_of(db, session_id) if breaks else frozenset()
    later = [
        each
        for each in breaks
        if each.session.id != session_id and people.intersection(each.people)
    ]
    if not actor().may(Permission.MANAGE_PROJECTS):
        return _notice([Part(said=COORDINATOR_SEES)]) if later else None
    mine, outside = _by_reach(later)
    return _notice(
        [
            *_parts([each for each in breaks if each.session.id == session_id], here=True),
            *_later(mine),
            *_outside(outside),
        ]
    )


def _id(asked: Mapping[str, object], name: str) -> int:
    value = asked.get(name)
    return value if isinstance(value, int) else 0


def notice_of(
    db: Session, condition: ColumnElement[bool], about: Callable[[Break], bool]
) -> Notice | None:
    """Return what a page says of the breaks in the reader's areas, or nothing.

    Parameters
    ----------
    condition
        Which sessions to look at, of `WorkSession` and its `Project`.
    about
        Which of their breaks the page is about.
    """
    if not actor().may(Permission.MANAGE_PROJECTS):
        return None
    breaks = breaks_within(db, (*within(actor()), condition))
    return _notice(_parts([each for each in breaks if about(each)]))


def notice_anywhere(
    db: Session, condition: ColumnElement[bool], about: Callable[[Break], bool]
) -> Notice | None:
    """Return the same of a record whose sessions may be in any area; of others only how many."""
    if not actor().may(Permission.MANAGE_PROJECTS):
        return None
    breaks = breaks_within(db, (*still_ahead(), condition))
    mine, outside = _by_reach(each for each in breaks if about(each))
    return _notice([*_parts(mine), *_outside(outside)])


def notice_about(breaks: Sequence[Break]) -> Notice | None:
    """Return what a session's own page says of its breaks, or nothing if there are none."""
    return _notice(_parts(breaks, here=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sentence with what it is about; ``here`` if that is the page's own session."""

    said: str
    troubles: Sequence[Trouble] = ()
    link: bool = False
    here: bool = False


def _by_reach(breaks: Iterable[Break]) -> tuple[list[Break], list[Break]]:
    """Part what is in the reader's areas from what is not."""
    mine: list[Break] = []
    outside: list[Break] = []
    for each in breaks:
        (mine if actor().works_in(each.session.project.area_id) else outside).append(each)
    return mine, outside


def _parts(breaks: Sequence[Break], *, here: bool = False) -> list[Part]:
    if not breaks:
        return []
    said = f"{how_many(counted(breaks))} {NOW}"
    return [Part(said=said, troubles=by_session(breaks), here=here)]


def _later(bookings: Sequence[Break]) -> list[Part]:
    if not bookings:
        return []
    count = wording.plural(len(bookings), "later booking")
    return [Part(said=f"{count} of people here {NOW}", troubles=by_session(bookings))]


def _outside(breaks: Sequence[Break]) -> list[Part]:
    return [Part(said=elsewhere(breaks))] if breaks else []


def _notice(parts: Sequence[Part]) -> Notice | None:
    return Notice(template=TEMPLATE, values={"parts": parts}) if parts else None

"""Breaks on the pages of those who can mend them: where a fact was written, and where work begins.

Whoever saves leave, an absence, a restriction or a project is led back to that record's page,
which says at once which sessions it touches and goes on saying so until they are mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.access import Permission
from payback.core.notices import Notice, notice_on
from payback.core.web import actor
from payback.diary.breaks.kept import breaks_within, counts_of
from payback.diary.breaks.scope import touching, within
from payback.diary.breaks.words import by_session, counted, how_many
from payback.diary.models import WorkSession

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.diary.breaks.rules import Break

TEMPLATE = "diary/breaks_notice.html"
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
    values = {"count": how_many(counts), "troubles": [], "link": True, "here": False}
    return Notice(template=TEMPLATE, values=values) if counts else None


@notice_on("people.show_person")
def breaks_of_person(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which bookings of a person may not stand."""
    person_id = _id(asked, "person_id")
    return notice_of(
        db,
        touching(people=[person_id]),
        lambda each: each.appointment is not None and each.appointment.person_id == person_id,
    )


@notice_on("supervisors.show_supervisor")
def breaks_of_supervisor(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which sessions of a supervisor are broken: duties, and bookings because of them."""
    return notice_of(db, touching(supervisors=[_id(asked, "supervisor_id")]), lambda _: True)


@notice_on("projects.show_project")
def breaks_of_project(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which sessions of a project are broken."""
    return notice_of(db, touching(projects=[_id(asked, "project_id")]), lambda _: True)


@notice_on("attendance.show_session")
def breaks_of_session(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say what is wrong with one session; its own page asks itself, once for all that it shows."""
    condition = WorkSession.id == _id(asked, "session_id")
    return notice_of(db, condition, lambda _: True, here=True)


def _id(asked: Mapping[str, object], name: str) -> int:
    value = asked.get(name)
    return value if isinstance(value, int) else 0


def notice_of(
    db: Session,
    condition: ColumnElement[bool],
    about: Callable[[Break], bool],
    *,
    here: bool = False,
) -> Notice | None:
    """Return what a page says of the breaks in the reader's areas, or nothing.

    Parameters
    ----------
    condition
        Which sessions to look at, of `WorkSession` and its `Project`.
    about
        Which of their breaks the page is about.
    here
        Whether the page is the session's own.
    """
    if not actor().may(Permission.MANAGE_PROJECTS):
        return None
    breaks = [each for each in breaks_within(db, within(actor(), condition)) if about(each)]
    return notice_about(breaks, here=here)


def notice_about(breaks: Sequence[Break], *, here: bool = False) -> Notice | None:
    """Return what a page says of breaks that are at hand, or nothing if there are none."""
    if not breaks:
        return None
    values = {
        "count": how_many(counted(breaks)),
        "troubles": by_session(breaks),
        "link": False,
        "here": here,
    }
    return Notice(template=TEMPLATE, values=values)

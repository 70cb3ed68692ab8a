"""The statement of account of a requirement: on the screen, on paper and as a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Response, render_template, request, url_for

from payback.attendance import statement
from payback.attendance.staff_views.reach import blueprint
from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.csv_export import CONTENT_TYPE, stream_csv
from payback.core.errors import NotFound
from payback.core.paging import Paging, page_number
from payback.core.web import actor, note, noted_reading, reading, stand_under
from payback.people.queries import person_by_id
from payback.people.sections import Section, person_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.core.csv_export import Cell
    from payback.people.models import Person, Requirement

COLUMNS = (
    *("line", "day_worked", "kind", "minutes", "credited_so_far_minutes", "outcome", "reason"),
    *("takes_back_line", "taken_back_by_line", "entered_by", "entered_at"),
)
STATEMENT = "/people/<int:person_id>/requirements/<int:requirement_id>/statement"


@blueprint.get(STATEMENT)
@requires(Permission.SEE_PEOPLE)
def show_statement(person_id: int, requirement_id: int) -> str:
    """Show a page of a statement with its proof; with ``lines=all`` every line, for paper."""
    stand_under("people.list_people")
    whole = request.args.get("lines") == "all"
    with noted_reading() as db:
        person, requirement = _within_reach(db, person_id, requirement_id)
        proof = statement.prove(db, requirement_id)
        paging = Paging(number=page_number(request.args.get("page")), total=proof.lines)
        first, most = (0, proof.lines) if whole else (paging.offset, paging.size)
        lines = statement.lines_of(db, requirement_id, offset=first, limit=most)
        audit.record_reads(db, "people", [person.id], "statement of account")
    return render_template(
        "attendance/statement.html",
        person=person,
        requirement=requirement,
        proof=proof,
        lines=lines,
        now=clock.now(),
        paging=None if whole else paging,
        links=None if whole else paging.links(partial(_page_of, requirement)),
    )


@blueprint.get(f"{STATEMENT}.csv")
@requires(Permission.SEE_PEOPLE)
def download_statement(person_id: int, requirement_id: int) -> Response:
    """Give every line of a statement as a file; that it was taken is noted on the record."""
    db = reading()
    person, requirement = _within_reach(db, person_id, requirement_id)
    lines = statement.lines_of(db, requirement_id)
    name = f"statement-{person.crn}-event-{requirement.event_number}.csv"
    note(audit.AuditAction.EXPORTED, "people", person.id, "statement of account, CSV")
    response = Response(stream_csv(COLUMNS, _cells(lines)), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@person_section
def statements(_db: Session, person: Person) -> Section:
    """Lead from a person's page to the statement of each requirement."""
    return Section(template="attendance/statements_section.html", values={"person": person})


def _page_of(requirement: Requirement, number: int) -> str:
    return url_for(
        ".show_statement",
        person_id=requirement.person_id,
        requirement_id=requirement.id,
        page=number,
    )


def _within_reach(db: Session, person_id: int, requirement_id: int) -> tuple[Person, Requirement]:
    """Return a person whom the reader may see, with one of their requirements."""
    person = person_by_id(db, actor(), person_id)
    for each in person.requirements:
        if each.id == requirement_id:
            return person, each
    raise NotFound


def _cells(lines: list[statement.StatementLine]) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        yield (
            *(line.number, line.worked_on, line.kind.value, line.minutes, line.balance_minutes),
            *(line.outcome, line.reason, line.takes_back, line.taken_back_by, line.by),
            f"{clock.in_london(line.entered_at):%Y-%m-%d %H:%M}",
        )

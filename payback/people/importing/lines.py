"""People out of a CSV file: every line read, every fault told by its number and column.

Only what can be judged from the file itself; `taking_in` compares it with the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.csv_cells import choice_in, date_in, integer_in
from payback.core.csv_import import Column, LineFault, read_csv
from payback.people import rules
from payback.people.importing.cells import (
    area_text,
    email_in,
    hours_in,
    labels_in,
    obeyed,
    phone_in,
    slots_in,
    text_in,
)
from payback.people.importing.columns import COLUMNS, MAX_ROWS, NOBODY
from payback.people.models import OrderType, Sex
from payback.people.places import find_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from payback.core.csv_import import CsvRow
    from payback.people.places import FoundPlace

MAX_BYTES = 8_000_000
YES_NO = {"yes": True, "no": False, "y": True, "n": False, "true": True, "false": False}
SEXES = {"female": Sex.FEMALE, "male": Sex.MALE, "f": Sex.FEMALE, "m": Sex.MALE}
ORDER_TYPES = {each.value: each for each in OrderType}
LEFT_OUT = "This is the example of the guide, not a person. It is left out."
_EXAMPLE = {column.name: column.example for column in COLUMNS}
ANYBODY = "none"
SUPERVISORS = {"female": "female", "male": "male", ANYBODY: ANYBODY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who a line is about."""

    crn: str
    given_name: str
    family_name: str
    sex: Sex
    date_of_birth: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the court ordered; ``None`` means that the cell was blank."""

    event_number: int
    order_type: OrderType
    ordered_minutes: int
    sentenced_on: date
    minutes_done: int | None
    due_on: date | None
    weekly_minutes: int | None
    max_weekly_minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What may be left out; ``None`` means that the cell was blank."""

    home: FoundPlace | None
    area: str
    phone: str | None
    email: str | None
    practitioner_email: str | None
    slots: int | None
    women_only: bool | None
    not_with_supervisor: str | None
    barred_tags: tuple[str, ...] | None
    limited_access: bool | None
    max_travel_minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A line that can be understood."""

    line: int
    who: Who
    order: Order
    extras: Extras

    def fault(self, column: str, sentence: str) -> LineFault:
        """Say what is wrong with this line."""
        return LineFault(line=self.line, column=column, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSheet:
    """The lines that can be understood, what was left out, and the faults of the others."""

    lines: tuple[PersonLine, ...]
    faults: tuple[LineFault, ...]
    notices: tuple[LineFault, ...] = ()


def read_people(content: bytes, today: date) -> PeopleSheet:
    """Read a file of people.

    Parameters
    ----------
    content
        The bytes of the file; see `payback.people.importing.columns` for its columns.
    today
        Dates of birth and of sentence are judged against it.
    """
    columns = [Column(name=each.name, required=each.required) for each in COLUMNS]
    reading = read_csv(content, columns, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
    faults = list(reading.faults)
    examples = [row for row in reading.rows if _is_example(row)]
    understood = [_line(row, faults, today) for row in reading.rows if row not in examples]
    lines = tuple(line for line in understood if line is not None)
    faults += [*_repeated(lines), *_differing(lines)]
    return PeopleSheet(
        lines=lines,
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        notices=tuple(row.fault(None, LEFT_OUT) for row in examples),
    )


def _is_example(row: CsvRow) -> bool:
    return all(row[name].casefold() == _EXAMPLE[name].casefold() for name in NOBODY)


def _line(row: CsvRow, faults: list[LineFault], today: date) -> PersonLine | None:
    before = len(faults)
    who, order = _who(row, faults, today), _order(row, faults, today)
    extras = _extras(row, faults)
    if who is not None and extras.women_only:
        obeyed(row, "women_only", faults, lambda: rules.check_women_only(who.sex, women_only=True))
    if who is None or order is None or len(faults) > before:
        return None
    return PersonLine(line=row.line, who=who, order=order, extras=extras)


def _who(row: CsvRow, faults: list[LineFault], today: date) -> Who | None:
    crn = obeyed(row, "crn", faults, lambda: rules.normalise_crn(row["crn"]))
    sex = choice_in(row, "sex", faults, SEXES)
    born = date_in(row, "date_of_birth", faults)
    if born is not None:
        obeyed(row, "date_of_birth", faults, lambda: rules.check_birth(born, today))
    given, family = (text_in(row, column, faults, 100) for column in ("given_name", "family_name"))
    if crn is None or sex is None or born is None:
        return None
    return Who(crn=crn, given_name=given, family_name=family, sex=sex, date_of_birth=born)


def _order(row: CsvRow, faults: list[LineFault], today: date) -> Order | None:
    order_type = choice_in(row, "order_type", faults, ORDER_TYPES)
    ordered = hours_in(row, "ordered_hours", faults)
    sentenced = date_in(row, "sentence_date", faults)
    if sentenced is not None and sentenced > today:
        faults.append(row.fault("sentence_date", "The sentence must be today or in the past."))
    event_number = integer_in(row, "event_number", faults, least=1, most=999)
    minutes_done = integer_in(row, "minutes_done", faults, most=99_999)
    due_on = date_in(row, "due_date", faults)
    if due_on is not None and sentenced is not None and due_on <= sentenced:
        faults.append(row.fault("due_date", "The due date must be after the sentence."))
    weekly = hours_in(row, "weekly_hours", faults)
    most_weekly = hours_in(row, "max_weekly_hours", faults)
    if order_type is None or ordered is None or sentenced is None:
        return None
    if minutes_done is not None and minutes_done > ordered:
        sentence = f"More minutes than the {ordered:,} that were ordered."
        faults.append(row.fault("minutes_done", sentence))
    return Order(
        event_number=event_number or 1,
        order_type=order_type,
        ordered_minutes=ordered,
        sentenced_on=sentenced,
        minutes_done=minutes_done,
        due_on=due_on,
        weekly_minutes=weekly,
        max_weekly_minutes=most_weekly,
    )


def _extras(row: CsvRow, faults: list[LineFault]) -> Extras:
    postcode = row["postcode"]
    home = (
        obeyed(row, "postcode", faults, lambda: find_place(postcode, "postcode"))
        if postcode
        else None
    )
    return Extras(
        home=home,
        area=area_text(row),
        phone=phone_in(row, "phone", faults),
        email=email_in(row, "email", faults),
        practitioner_email=email_in(row, "practitioner_email", faults),
        slots=slots_in(row, "availability", faults),
        women_only=choice_in(row, "women_only", faults, YES_NO),
        not_with_supervisor=choice_in(row, "not_with_supervisor", faults, SUPERVISORS),
        barred_tags=labels_in(row, "barred_tags", faults),
        limited_access=choice_in(row, "limited_access", faults, YES_NO),
        max_travel_minutes=integer_in(
            row, "max_travel_minutes", faults, most=rules.MOST_TRAVEL_MINUTES
        ),
    )


def _repeated(lines: Iterable[PersonLine]) -> Iterator[LineFault]:
    """Yield a fault for each line about a sentence that an earlier line is about."""
    first_lines: dict[tuple[str, int], int] = {}
    for each in lines:
        first = first_lines.setdefault((each.who.crn, each.order.event_number), each.line)
        if first != each.line:
            sentence = (
                f"This CRN and event number are already on line {first}. Keep one of the two, "
                "or give another sentence its own event_number."
            )
            yield each.fault("crn", sentence)


def _differing(lines: Iterable[PersonLine]) -> Iterator[LineFault]:
    """Yield a fault for each line that says something else about a person than an earlier one."""
    first_lines: dict[str, PersonLine] = {}
    for each in lines:
        first = first_lines.setdefault(each.who.crn, each)
        if (first.who, first.extras) != (each.who, each.extras):
            sentence = f"The details of this person differ from those on line {first.line}."
            yield each.fault("crn", sentence)

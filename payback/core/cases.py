"""Files of worked cases: a JSON list of ``{"id", "input"}`` in, ``{"id", "output"}`` out.

The rule sets that other systems check against (projection, incentive, validate) are asked this
way; a case of the last one holds its fields beside its id.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeAlias, TypeVar

import click
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_MINUTES = 10_000_000
"""Minutes beyond this (nineteen years without sleep) are taken for slips."""
MOST_FAULTS = 20


def _matching(pattern: str, example: str) -> Callable[[object], str]:
    shape = re.compile(pattern, re.ASCII)

    def check(value: object) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            message = f"must be text such as {example}"
            raise ValueError(message)
        return value

    return check


def _read_date(value: object) -> date:
    if type(value) is date:
        return value
    return date.fromisoformat(_matching(r"\d{4}-\d\d-\d\d", "2027-01-14")(value))


def _read_time(value: object) -> time:
    if type(value) is time:
        return value
    return time.fromisoformat(_matching(r"\d\d:\d\d", "09:30")(value))


def _read_moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    shape = _matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d", "2027-01-14T08:30")
    return datetime.fromisoformat(shape(value))  # local wall-clock by design


Day: TypeAlias = Annotated[date, BeforeValidator(_read_date)]
Clock: TypeAlias = Annotated[
    time, BeforeValidator(_read_time), PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str)
]
Moment: TypeAlias = Annotated[datetime, BeforeValidator(_read_moment)]
Text: TypeAlias = Annotated[str, Field(strict=True)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Minutes: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=MOST_MINUTES)]
SignedMinutes: TypeAlias = Annotated[int, Field(strict=True, ge=-MOST_MINUTES, le=MOST_MINUTES)]
Share: TypeAlias = Annotated[Decimal, Field(ge=0, le=1)]


class Shape(BaseModel):
    """What a case's input is made of: immutable, and remembering fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=False)

    def unknown(self) -> Iterator[str]:
        """Yield the name of each field that the format does not have, in here and below."""
        yield from self.model_extra or ()
        for name in type(self).model_fields:
            value = getattr(self, name)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Shape):
                    yield from each.unknown()


Input = TypeVar("Input", bound=Shape)


def answer_cases(
    file: Path,
    shape: type[Input] | TypeAdapter[Input],
    answer: Callable[[Input], Shape],
    *,
    inside: str = "input",
) -> str:
    """Return the answers to a file's cases as JSON, in the order of the file.

    Fields that the format does not have change nothing; each is named once on standard error.
    With a fault in any case nothing is answered: the faults are said there and the command
    leaves with status 1.

    Parameters
    ----------
    file
        JSON in UTF-8: a list of objects with ``id`` and the input.
    shape
        The format of an input.
    answer
        A pure function from an input to its output.
    inside
        The name under which a case holds its input; empty if its fields stand beside the id.
    """
    format_of = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    needed = ("id", inside) if inside else ("id",)
    faults: list[str] = []
    read: list[tuple[object, Input]] = []
    for place, case in enumerate(_list_of_cases(file), start=1):
        if not isinstance(case, dict) or not case.keys() >= set(needed):
            fields = " and ".join(f"“{name}”" for name in needed)
            faults.append(f"Case {place} must be an object with {fields}.")
            continue
        try:
            read.append((case["id"], format_of.validate_python(_input_of(case, inside))))
        except ValidationError as error:
            faults.extend(f"Case {case['id']}: {sentence}" for sentence in _sentences(error))
    if faults:
        _leave(*faults)
    for name in dict.fromkeys(name for _, case in read for name in case.unknown()):
        click.echo(f"The format has no field “{name}”; it changes nothing.", err=True)
    answers = [{"id": name, "output": answer(case).model_dump(mode="json")} for name, case in read]
    return json.dumps(answers, indent=2, ensure_ascii=False)


def _input_of(case: dict[str, object], inside: str) -> object:
    if inside:
        return case[inside]
    return {name: value for name, value in case.items() if name != "id"}


def _list_of_cases(file: Path) -> list[object]:
    try:
        cases = json.loads(
            file.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        _leave(f"{file.name} is not JSON in UTF-8: {error}.")
    if not isinstance(cases, list):
        _leave(f"{file.name} must hold a list of cases.")
    return cases


def _no_number(text: str) -> NoReturn:
    message = f"{text} is not a number"
    raise ValueError(message)


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in fault["loc"]) or "input"
        yield f"{place}: {fault['msg'].removeprefix('Value error, ')}"


def _leave(*faults: str) -> NoReturn:
    for fault in faults[:MOST_FAULTS]:
        click.echo(fault, err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"… and {len(faults) - MOST_FAULTS} more.", err=True)
    sys.exit(1)

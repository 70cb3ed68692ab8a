"""Reading problems and solutions: every fault of a file at once, or the value it holds."""

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from scheduler.faults import (
    WHOLE_FILE,
    Fault,
    FileInvalid,
    ProblemInvalid,
    SolutionInvalid,
    path_of,
)
from scheduler.problem import (
    Bookings,
    JsonObject,
    Person,
    Policy,
    Problem,
    Project,
    Supervisor,
    WorkSession,
)
from scheduler.references import problem_faults, solution_faults
from scheduler.schema import PROBLEM, SOLUTION
from scheduler.solution import OpenSession, Solution, Unplaced

Source: TypeAlias = Mapping[str, object] | str | bytes
Shape = TypeVar("Shape")

MOST_FAULTS = 1000
LONGEST_VALUE = 60

SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this format",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotes",
    "string_unicode": "must be text of valid characters",
    "dict_type": "must be an object in braces",
    "mapping_type": "must be an object in braces",
    "tuple_type": "must be a list in square brackets",
    "too_long": "has too many items",
}


def read_problem(source: Source) -> Problem:
    """Read a problem.

    Parameters
    ----------
    source
        The JSON text (or its bytes in UTF-8), or the object it describes.

    Raises
    ------
    ProblemInvalid
        With every fault of the file, each with its path and a sentence.
    """
    raw = _raw(source, ProblemInvalid)
    shape = _checked(PROBLEM, raw, problem_faults(raw), ProblemInvalid)
    return Problem(
        start=shape["start"],
        end=shape["end"],
        policy=Policy(**shape.get("policy", {})),
        projects=tuple(Project(**item) for item in shape["projects"]),
        sessions=tuple(WorkSession(**item) for item in shape["sessions"]),
        supervisors=tuple(Supervisor(**item) for item in shape["supervisors"]),
        people=tuple(Person(**item) for item in shape["people"]),
        published=Bookings(**shape.get("published", {})),
        pinned=Bookings(**shape.get("pinned", {})),
    )


def read_solution(source: Source, problem: Problem) -> Solution:
    """Read a solution of a problem; `seconds`, `bound`, `unplaced` and the like may be missing.

    Parameters
    ----------
    source
        The JSON text (or its bytes in UTF-8), or the object it describes.
    problem
        The problem whose ids the solution uses.

    Raises
    ------
    SolutionInvalid
        With every fault of the file, each with its path and a sentence.
    """
    raw = _raw(source, SolutionInvalid)
    shape = _checked(SOLUTION, raw, solution_faults(raw, problem), SolutionInvalid)
    return Solution(
        status=shape["status"],
        objective=shape.get("objective"),
        bound=shape.get("bound"),
        seconds=shape.get("seconds", 0.0),
        sessions=tuple(OpenSession(**item) for item in shape["sessions"]),
        unplaced=tuple(Unplaced(**item) for item in shape.get("unplaced", ())),
        conflicts=shape.get("conflicts", ()),
    )


class _RepeatedKeyError(ValueError):
    """A JSON object that gives one key twice."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    item = dict(pairs)
    if len(item) != len(pairs):
        keys = [key for key, _ in pairs]
        key = next(key for key in keys if keys.count(key) > 1)
        raise _RepeatedKeyError(f'the key "{key}" is given twice in one object')
    return item


def _raw(source: Source, invalid: type[FileInvalid]) -> JsonObject:
    """Return the JSON object in `source`, made of plain JSON values only."""
    try:
        text = json.dumps(source) if isinstance(source, Mapping) else _decoded(source)
        raw = json.loads(text, object_pairs_hook=_unique)
        _refuse_half_characters(text, raw)
    except json.JSONDecodeError as error:
        sentence = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise invalid([Fault(WHOLE_FILE, sentence)]) from error
    except UnicodeDecodeError as error:
        raise invalid([Fault(WHOLE_FILE, "is not text in UTF-8")]) from error
    except UnicodeEncodeError as error:
        raise invalid([Fault(WHOLE_FILE, "holds half a character (a lone surrogate)")]) from error
    except RecursionError as error:
        raise invalid([Fault(WHOLE_FILE, "is nested too deeply")]) from error
    except (TypeError, ValueError) as error:
        raise invalid([Fault(WHOLE_FILE, f"cannot be read as JSON: {error}")]) from error
    if not isinstance(raw, dict):
        raise invalid([Fault(WHOLE_FILE, "must be a JSON object, in braces")])
    return raw


def _refuse_half_characters(text: str, raw: object) -> None:
    """Raise `UnicodeEncodeError` for halves of surrogate pairs, which no file can hold."""
    text.encode()
    if "\\ud" in text.lower():
        json.dumps(raw, ensure_ascii=False).encode()


def _decoded(source: str | bytes) -> str:
    text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    return text.removeprefix("\ufeff")


def _checked(
    adapter: TypeAdapter[Shape],
    raw: JsonObject,
    between: Iterable[Fault],
    invalid: type[FileInvalid],
) -> Shape:
    """Return `raw` in its shape, or raise `invalid` with its own faults and those `between`."""
    faults = list(between)
    try:
        shape = adapter.validate_python(raw)
    except ValidationError as error:
        alone = [_fault(item) for item in error.errors(include_url=False)]
        raise invalid(_tidy(alone + faults)) from error
    if faults:
        raise invalid(_tidy(faults))
    return shape


def _fault(error: ErrorDetails) -> Fault:
    kind = error["type"]
    path = path_of(step for step in error["loc"])
    if kind == "value_error":
        sentence = str(error["ctx"]["error"])
    elif kind == "literal_error":
        sentence = f"must be {error['ctx']['expected']}"
    elif kind in {"greater_than_equal", "less_than_equal"}:
        limit = error["ctx"].get("ge", error["ctx"].get("le"))
        side = "below" if kind == "greater_than_equal" else "above"
        sentence = f"must not be {side} {limit:g}"
    else:
        sentence = SENTENCES.get(kind, error["msg"])
    return Fault(path, sentence + _shown(kind, error["input"]))


def _shown(kind: str, value: object) -> str:
    if kind in {"missing", "extra_forbidden"} or isinstance(value, dict | list | tuple):
        return ""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return ""
    return f" (it is {text})" if len(text) <= LONGEST_VALUE else ""


def _tidy(faults: Iterable[Fault]) -> list[Fault]:
    """Drop repetitions, and all but the first thousand faults, saying how many more there are."""
    distinct = list(dict.fromkeys(faults))
    if len(distinct) <= MOST_FAULTS:
        return distinct
    rest = len(distinct) - MOST_FAULTS
    return [*distinct[:MOST_FAULTS], Fault(WHOLE_FILE, f"and {rest} more faults")]

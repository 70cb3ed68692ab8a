"""How a search that goes on is said on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payback.core import wording
from payback.rota.rules import gap_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

_PHASES = {
    "reading records": "Reading the records",
    "most urgent first": "Making a first rota",
    "as announced": "Making a first rota",
    "what was announced": "Making a first rota",
    "construct": "Making a first rota",
    "bound": "Finding out how good a rota can be",
    "done": "Storing the rota",
}
SEARCHING = "Searching for better rotas"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchInWords:
    """What the page of a run says while it goes on; ``weeks`` is 0 before it has begun."""

    week: int
    weeks: int
    done_percent: int
    phase: str
    gap: str
    best: str
    bound: str
    elapsed: str


def search_in_words(values: Mapping[str, Any], *, seconds: int, week_seconds: int) -> SearchInWords:
    """Return what to say of a search.

    Parameters
    ----------
    values
        What the worker last reported.
    seconds
        How long ago the run was asked for.
    week_seconds
        The longest search for each week.
    """
    week, weeks = values.get("week", 0), values.get("weeks", 0)
    in_week = min(1.0, values.get("elapsed", 0) / week_seconds)
    minutes, rest = divmod(seconds, 60)
    return SearchInWords(
        week=week,
        weeks=weeks,
        done_percent=round(100 * (week - 1 + in_week) / weeks) if weeks else 0,
        phase=phase_in_words(values.get("phase", "")),
        gap=gap_in_words(values.get("gap")),
        best=_points(values.get("objective"), "nothing yet"),
        bound=_points(values.get("bound"), "not known yet"),
        elapsed=f"{minutes} min {rest} s" if minutes else wording.plural(rest, "second"),
    )


def phase_in_words(phase: str) -> str:
    """Return a phase of the optimiser as a coordinator reads it."""
    return _PHASES.get(phase, SEARCHING)


def _points(value: float | None, missing: str) -> str:
    return missing.capitalize() if value is None else f"{round(value):,} points"

"""What is wrong with a file, place by place.

::

    ValueError
    └── FileInvalid            faults: every fault, with its path and a sentence
        ├── ProblemInvalid
        └── SolutionInvalid
"""

from collections.abc import Iterable
from dataclasses import dataclass

WHOLE_FILE = "$"
"""The path of a fault that is about the file as a whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where in the file (`people[3].due`) and what, as the end of a sentence."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class FileInvalid(ValueError):
    """A file that is not of its format; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ProblemInvalid(FileInvalid):
    """A problem that cannot be solved as it stands."""


class SolutionInvalid(FileInvalid):
    """A solution that cannot be checked as it stands."""


def path_of(steps: Iterable[str | int]) -> str:
    """Return steps into a JSON value as one path: `("people", 3, "due")` → `people[3].due`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if path else step
    return path or WHOLE_FILE

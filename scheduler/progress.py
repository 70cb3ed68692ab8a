"""What a running solve tells its caller, and how the caller tells it to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a solve has come: points of the best rota, proven bound, seconds since the start."""

    phase: str
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float


class Stop(Protocol):
    """Something another thread can set to end a solve early; `threading.Event` is one."""

    def set(self) -> None:
        """Ask the solve to return the best rota it has."""
        ...

    def is_set(self) -> bool:
        """Whether the solve has been asked to end."""
        ...


OnProgress: TypeAlias = Callable[[Progress], None]

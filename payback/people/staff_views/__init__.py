"""Pages about people on probation for coordinators; each module is one part of the record."""

from payback.people.staff_views import (
    availability,
    courses,
    hours,
    imports,
    people,
    removed,
    restrictions,
    variations,
)
from payback.people.staff_views.reach import blueprint

__all__ = [
    "availability",
    "blueprint",
    "courses",
    "hours",
    "imports",
    "people",
    "removed",
    "restrictions",
    "variations",
]

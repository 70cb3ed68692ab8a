"""Every page of attendance: each module is one part, all hang on one blueprint."""

from payback.attendance.staff_views import (
    joining,
    outcomes,
    phone,
    phone_outcomes,
    sessions,
    statement,
    travel,
)
from payback.attendance.staff_views.reach import blueprint

__all__ = [
    "blueprint",
    "joining",
    "outcomes",
    "phone",
    "phone_outcomes",
    "sessions",
    "statement",
    "travel",
]

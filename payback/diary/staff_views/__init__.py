"""Pages about work sessions for staff: each module is one part, all hang on one blueprint."""

from payback.diary.staff_views import breaks, changing, following, planning, sessions
from payback.diary.staff_views.reach import blueprint

__all__ = ["blueprint", "breaks", "changing", "following", "planning", "sessions"]

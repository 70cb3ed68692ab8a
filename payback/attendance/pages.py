"""Every page of attendance: each module is one part, all hang on one blueprint."""

from payback.attendance import outcome_views, views
from payback.attendance.reach import blueprint

__all__ = ["blueprint", "outcome_views", "views"]

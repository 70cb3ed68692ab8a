"""Pages about nominations for staff: each module is one part, all hang on one blueprint."""

from payback.nominations.staff_views import decisions, inbox, photographs
from payback.nominations.staff_views.reach import blueprint

__all__ = ["blueprint", "decisions", "inbox", "photographs"]

"""Pages about projects for staff: each module is one part, all hang on one blueprint."""

from payback.projects.staff_views import moving, patterns, projects
from payback.projects.staff_views.reach import blueprint

__all__ = ["blueprint", "moving", "patterns", "projects"]

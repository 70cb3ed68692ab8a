"""The pages of the reports, one module each; all belong to one blueprint."""

from payback.reports.staff_views import deadlines, figures, hours, performance
from payback.reports.staff_views.reach import blueprint

__all__ = ["blueprint", "deadlines", "figures", "hours", "performance"]

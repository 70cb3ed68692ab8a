"""The pages of the reports, one module each; all belong to one blueprint."""

from payback.reports.views import hours
from payback.reports.views.blueprint import blueprint

__all__ = ["blueprint", "hours"]

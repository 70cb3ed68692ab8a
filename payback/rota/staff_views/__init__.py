"""Pages about rotas for staff: each module is one part, all hang on one blueprint."""

from payback.rota.staff_views import (
    drafts,
    pins,
    placement,
    publishing,
    rotas,
    runs,
    scenarios,
)
from payback.rota.staff_views.reach import blueprint

__all__ = [
    "blueprint",
    "drafts",
    "pins",
    "placement",
    "publishing",
    "rotas",
    "runs",
    "scenarios",
]

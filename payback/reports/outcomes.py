"""Which contact outcomes count as what in a report."""

from __future__ import annotations

from payback.attendance.outcomes import OUTCOMES

ATTENDED = tuple(code for code, outcome in OUTCOMES.items() if outcome.attended)
"""Outcomes of somebody who came to the session."""

STOOD_DOWN = ("AASD", "ATSS")
"""Outcomes of somebody whom the service turned away: before the day, or on it."""

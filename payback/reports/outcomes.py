"""Which contact outcomes count as what in a report."""

from __future__ import annotations

ATTENDED = ("ATTC", "AFTC", "ATSH", "ATSS", "ATCH", "AFDA")
"""Outcomes of somebody who came to the session."""

STOOD_DOWN = ("AASD", "ATSS")
"""Outcomes of somebody whom the service turned away: before the day, or on it."""

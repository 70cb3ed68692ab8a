"""Oversight, for administrators: who did what, and whether work that must happen later happens."""

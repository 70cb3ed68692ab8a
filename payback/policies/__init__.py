"""Policies: named numbers with the day from which each is valid. Law changes by a new row."""

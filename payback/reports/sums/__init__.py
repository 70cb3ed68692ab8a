"""Sums of hours: what happened at each session on each day, and the same by project and month.

``facts`` defines them from the diary and the ledger, ``models`` holds what was worked out
beforehand, ``keeping`` keeps it right (`payback.core.answers`), ``reading`` puts both together.
"""

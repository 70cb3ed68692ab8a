"""Demonstration data: invented people and projects in real boroughs, the same at every load.

A production configuration refuses to load it. Rows are made in memory by a seeded generator and
written in bulk; the ledger, the diary and the requirements agree with each other and with the
rules, because the past is simulated week by week.
"""

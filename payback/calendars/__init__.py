"""Calendar addresses: each supervisor's published sessions, for their own calendar.

A feed is live until it is revoked. It carries places, times and head-counts, never the name or
number of a person on probation.
"""

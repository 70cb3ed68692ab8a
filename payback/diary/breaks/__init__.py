"""Breaks: planned bookings, duties and published sessions that today's facts do not allow.

Nothing is stored. A break is found by asking the rows as they are now, so it is there from the
commit that caused it, whoever wrote that, and goes with the commit that mends it
(docs/decisions/0016-breaks-are-asked-for-not-kept.md).
"""

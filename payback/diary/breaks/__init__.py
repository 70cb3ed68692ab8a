"""Breaks: planned bookings, duties and published sessions that today's facts do not allow.

No break is a row. It is found by asking the facts as they are now, so it is there from the commit
that caused it, whoever wrote that, and goes with the commit that mends it
(docs/decisions/0016-breaks-are-asked-for-not-kept.md). How many a session has is kept, for the
pages that only count (`kept`, docs/decisions/0026-answers-are-kept-and-marked.md).
"""

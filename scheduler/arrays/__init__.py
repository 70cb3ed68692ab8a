"""A problem as NumPy arrays, and every booking that single rules allow.

`columns` says what there is to know of sessions, people and supervisors, `frozen` what is decided
already, `suited` and `compatible` which bookings may be made; `compiled` puts all of it together.
"""

"""Where programmes are solved: HiGHS, in a process of its own or by an executor of the caller's.

Nothing here knows what a programme is about.
"""

"""Everything about the search that can be turned: sizes, shares of time, steps, counts, switches.

`settings` is all of it, `bounding`, `starting` and `improving` its groups, and `reading` changes it
by name. What follows from a rule or keeps arithmetic exact is no setting and stays where it is.
"""

"""From rows to a problem of the optimiser's format, and its answer back into rows.

Every key, name and document of that format is met here and nowhere else.
"""

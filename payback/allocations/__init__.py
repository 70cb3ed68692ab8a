"""Standing allocations: a person comes to a project on a weekday, once, weekly or fortnightly.

What follows from them is projected: which dated appointments cover the minutes still to work.
"""

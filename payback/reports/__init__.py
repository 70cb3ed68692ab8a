"""Reports: hours at each project, performance beside published figures, deadlines at risk.

Nothing here changes the diary or the ledger. Every figure has one definition, in ``queries`` or
``measures``, that page, chart and CSV share; figures that others published are kept beside ours
and never mixed with them. Readers from outside see no count that could point at a person.
"""

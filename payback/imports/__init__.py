"""Files that people load: a job checks each, its owner confirms, a job takes it in.

checking → faulty, or checked → applying → applied; outdated if what was confirmed is not what
would be done any more. Each kind of file belongs to the feature whose records it changes.
"""

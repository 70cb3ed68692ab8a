"""What tests miss: each rule is changed in one small way, and a test should fail.

`python -m tools.mutation` runs the tests once to learn which of them pass each line, then puts one
changed function at a time in the place of its original, in a forked process, and runs those tests
until one fails. Changes are made inside functions: constants and tables of a module are not seen,
nor is the wording of sentences. Nothing is written to the tree but the report.
"""

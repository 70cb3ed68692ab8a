"""A file of people taken in, step by step.

`columns` says what a file may hold; `lines` reads it, by `cells`, and finds faults; `plans`
compares each line with what is known (`queries`) and says what it comes to; `findings` puts that in
words; `taking_in` writes it. `kind` gives these steps to the jobs and pages of `payback.imports`.
"""

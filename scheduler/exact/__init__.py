"""One CP-SAT model of a whole problem or of a part of it, with the rest fixed.

Exact and plain: it proves small problems optimal, and repairs neighbourhoods of large ones.
`pairs` says who could be where, `model` declares the choices, `rules` and `goals` say the
rest; `search` runs the solver.
"""

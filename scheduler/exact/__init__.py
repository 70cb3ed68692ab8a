"""One CP-SAT model of a whole problem or of a part of it, with the rest fixed.

Exact and plain: `plain` proves small problems optimal, `feasibility` says whether what is frozen
and pinned can stand; `search` runs the solver.
"""

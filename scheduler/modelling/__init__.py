"""The choices of a rota as CP-SAT variables, and what rules and goals may say of them.

`pairs` says who could be where, `model` declares the choices for a `scope`, the rest standing;
rules and goals (which import this, never the other way round) add constraints and points.
"""

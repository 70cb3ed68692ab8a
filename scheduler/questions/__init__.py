"""Questions asked of a rota: why, what would change it, what if, and how fair it is.

Nothing here decides a rota of the whole; `solve` does.
"""

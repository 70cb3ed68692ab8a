"""Integer programmes: of who supervises, of a part of a rota, of a whole problem.

Each only says what it is about in variables and rows; `solver` has what solves them. The whole
one (`whole_problem`) leaves nothing out, so that what is proven of it is a bound; `whole_search`
takes turns at it.
"""

"""The method for problems too large for one exact model: prices, bound, construction, repair.

`prices` and `ascent` bound the whole problem from above by Lagrangian relaxation; `master` turns
prices into a first rota; `neighbourhood` and `improve` better it piece by piece. What the method
rests on and what lost against it is in the README of `scheduler`.
"""

"""The method for problems too large for one exact model.

`method` is all of it, as its phases follow each other; `incumbent` holds the best rota and the
lowest bound so far. What each package does to them:

- `upper_bound` lowers the bound: Lagrangian relaxation, whose prices guide everything else;
- `first_rotas` makes rotas from nothing: by hand, from prices, from what was announced;
- `improvement` betters a rota: local search on slices, large neighbourhoods;
- `programmes` says a part of a rota, or all of it, as an integer programme, which betters the
  rota and, for the whole, lowers the bound too;
- `parts` cuts a problem where nobody can travel across and solves the parts beside each other.

They stand on `rotas`, what a rota is while it is worked on, and `solver`, where programmes are
solved. What the method rests on and what lost against it is in the README of `scheduler`.
"""

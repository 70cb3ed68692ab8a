"""Integer programmes: of a part of a rota, of a whole problem; `solver` has what solves them.

- `neighbourhood` writes a part and `whole_problem` all, each as a list of blocks of rules, in
  the order of their rows; `whole_search` takes turns at the whole;
- `rules` has the blocks, a file for each rule: H10's rows are in `rules/places`;
- `scope` is what is opened up and what stays; `bookings` and `staffing` are what is chosen among,
  pairs and supervisors' working days; `draft` is the programme with the variables for them.

The whole one leaves nothing out, so that what is proven of it is a bound.
"""

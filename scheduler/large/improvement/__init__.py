"""What betters a rota: many small changes, or pieces opened up; each kept only if points are won.

`local_search` betters a slice by filling sessions again (`session_refill`, with `knapsack`), by
giving supervisors other days (`supervisor_moves`) and by shaking; `rounds` cuts the rota into
slices (`slicing`) and has them bettered at the same time. `large_neighbourhoods` opens pieces up
as integer programmes instead. Nothing here proves anything.
"""

"""Planning: who works where and who supervises, week by week.

A run is queued, running, then done, stopped or failed (the states of its job). It leaves one rota
a week: a draft, which is published, discarded, or superseded by a later one. Publishing writes
appointments and duties. This is the only feature that talks to the optimiser.
"""

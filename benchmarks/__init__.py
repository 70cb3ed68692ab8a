"""Measured comparisons of the optimiser with simpler methods, run by hand and by `make bench`.

`python -m benchmarks --help` says how to run a part of them. Results are kept in `results.json`
and shown in `results.md`; a run replaces the rows it measures and leaves the others.
"""

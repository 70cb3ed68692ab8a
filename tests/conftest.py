"""What holds for every test; the application's fixtures are in `tests/support/fixtures.py`."""

from __future__ import annotations

import gc

from hypothesis import settings

ALLOCATIONS_BETWEEN_COLLECTIONS = 20_000

gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
settings.register_profile("payback", deadline=None)
settings.load_profile("payback")


def pytest_collection_finish() -> None:
    """Leave what stays until the end, all modules and tests, out of every garbage collection."""
    gc.collect()
    gc.freeze()

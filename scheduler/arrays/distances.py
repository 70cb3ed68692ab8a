"""Great-circle distances between many points at once."""

import numpy as np

from scheduler.arrays.columns import Floats
from scheduler.facts import EARTH_RADIUS_KM


def kilometres(here: Floats, there: Floats) -> Floats:
    """Return great-circle distances between points in degrees, broadcast over leading axes."""
    a, b = np.radians(here), np.radians(there)
    half = np.sin((b[..., 0] - a[..., 0]) / 2) ** 2
    half = half + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(half))))

"""Between which hours work can be planned: until nights come, those of the 21 slots of a week."""

from __future__ import annotations

from datetime import time

EARLIEST, LATEST = time(7), time(22)

"""What tests may skip, and how: with one plain line, never in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = "PAYBACK_TEST_REQUIRE_ALL"


def skip_or_fail(sentence: str) -> NoReturn:
    """Skip with a sentence that says how to get what is missing; fail where nothing may skip."""
    if os.environ.get(REQUIRE_ALL):
        pytest.fail(sentence)
    pytest.skip(sentence)

"""Configurations for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from payback.config import Config, load_config

if TYPE_CHECKING:
    from pathlib import Path


def a_config(*, data_dir: Path, **changes: Any) -> Config:
    """Return a test configuration in a folder."""
    config = load_config(
        {
            "PAYBACK_MODE": "test",
            "PAYBACK_SECRET_KEY": "a-key-for-tests-" + "0123456789abcdef" * 2,
            "PAYBACK_DATA_DIR": str(data_dir),
            "PAYBACK_BASE_URL": "http://localhost",
        }
    )
    return replace(config, **changes)

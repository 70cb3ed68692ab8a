"""The memory that a picture takes, at the peak of a process of its own, however small its file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from benchmarks.uploads import MEGABYTE, PICTURES, draw, file_of
from payback.core.errors import RuleBroken
from payback.nominations import photographs
from payback.nominations.photographs import BUSY, MOST_BYTES, read_picture
from tests.support.configs import a_config

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = 64 * MEGABYTE
"""The small picture in its few copies, whatever the size of the large one."""


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_takes_more_than_its_bound(name: str) -> None:
    drawn = draw(name, file_of(name))
    most = MOST_BYTES + BESIDE if drawn.answer == "taken" else 8 * MEGABYTE
    assert drawn.peak < most


def test_the_picture_of_a_telephone_is_taken_and_the_small_bomb_is_not() -> None:
    taken = {name for name in PICTURES if draw(name, file_of(name)).answer == "taken"}
    assert "JPEG, 7,700 × 7,700" in taken
    assert "WebP, 4,032 × 3,024" in taken
    assert "PNG, 7,700 × 7,700, colours and transparency" not in taken


def test_one_picture_is_drawn_at_a_time_and_nobody_waits_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "LONGEST_WAIT_SECONDS", 0.0)
    config = a_config(data_dir=tmp_path)
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "JPEG")
    with photographs._one_at_a_time(config), pytest.raises(RuleBroken) as refusal:
        read_picture(picture.getvalue(), config)
    assert refusal.value.sentence == BUSY
    assert read_picture(picture.getvalue(), config).width == 9


@pytest.mark.parametrize(
    ("mode", "kind"), [("P", "PNG"), ("1", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")]
)
def test_a_picture_of_any_mode_keeps_its_shape(tmp_path: Path, mode: str, kind: str) -> None:
    picture = io.BytesIO()
    Image.new(mode, (3000, 1500)).save(picture, kind)
    drawn = read_picture(picture.getvalue(), a_config(data_dir=tmp_path))
    assert (drawn.width, drawn.height) == (2000, 1000)

"""Pictures: checked by what they hold, made anew without metadata, kept under random names."""

from __future__ import annotations

import fcntl
import io
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from payback.config import Config

MOST_PIXELS = 60_000_000
MOST_BYTES = 192 * 1024 * 1024
"""What drawing a picture may take, beside a little for the small picture that comes out."""
LONGEST_SIDE = 2000
LONGEST_WAIT_SECONDS = 5.0
FORMATS = ("JPEG", "PNG", "WEBP")
ONE_BYTE = frozenset({"1", "L", "P"})
"""Modes that Pillow keeps in one byte a pixel; every other takes four."""
RESIZABLE = frozenset({"L", "LA", "RGB", "RGBA"})
"""Modes that are made small as they are; the transparent ones by way of one more copy."""
WEBP_COPIES = 3
QUALITY = 85
FAULTS = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)
UNREADABLE = (
    "The selected file is not a photograph that we can read. Save it as a JPG and try again"
)
TOO_LARGE = "The photograph has too many pixels. Make it smaller and try again"
BUSY = "We are busy with other people’s photographs. Wait a minute and select yours again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is stored: a JPEG without any metadata."""

    content: bytes
    width: int
    height: int


def read_picture(content: bytes, config: Config) -> Picture:
    """Check an upload by its content and draw it anew, one upload of a machine at a time.

    The size is read before any pixel is unpacked, so that a small file cannot fill the memory.

    Raises
    ------
    RuleBroken
        If it is no picture of a kind that we take, has too many pixels, or others take too long.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if bytes_to_draw(image) > MOST_BYTES:
                raise RuleBroken("photographs", TOO_LARGE)
            with _one_at_a_time(config):
                return _redrawn(image)
    except FAULTS as error:
        bomb = isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning)
        raise RuleBroken("photographs", TOO_LARGE if bomb else UNREADABLE) from error


def bytes_to_draw(image: Image.Image) -> int:
    """Return the memory that unpacking a picture takes, from its header alone.

    A JPEG is from now on unpacked at a half, a quarter or an eighth where that is enough; a
    progressive one is kept whole by its decoder all the same.
    """
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise RuleBroken("photographs", TOO_LARGE)
    needed = pixels * 2 * len(image.getbands()) if image.info.get("progressive") else 0
    scale = LONGEST_SIDE / max(image.size)
    image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    each = 1 if image.mode in ONE_BYTE else 4
    if image.mode not in RESIZABLE:
        each += 4
    if image.has_transparency_data:
        each += 4
    if image.format == "WEBP":
        each += 4 * WEBP_COPIES
    return needed + image.width * image.height * each


@contextmanager
def _one_at_a_time(config: Config) -> Iterator[None]:
    """Wait until nobody else on this machine draws a picture; not for long."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    with (config.data_dir / "photographs.lock").open("w") as lock:
        while not _taken(lock.fileno()):
            if time.monotonic() > deadline:
                raise RuleBroken("photographs", BUSY)
            time.sleep(0.02)
        yield


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _redrawn(image: Image.Image) -> Picture:
    """Make the picture small first, so that every further copy is of the small one."""
    if image.mode in RESIZABLE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=1.0)
        small = image
    else:
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=1.0)
    upright = ImageOps.exif_transpose(small).convert("RGBA")
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(content=out.getvalue(), width=plain.width, height=plain.height)


def folder(config: Config) -> Path:
    """Return where photographs are kept; nothing in it can be reached by an address."""
    return config.data_dir / "photographs"


def keep(config: Config, picture: Picture) -> str:
    """Write a picture to disk, whole or not at all, and return its random name."""
    name = f"{secrets.token_hex(16)}.jpg"
    path = folder(config) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(picture.content)
    part.replace(path)
    return name


def forget(config: Config, name: str) -> None:
    """Remove a picture from disk; one that has gone is no fault."""
    (folder(config) / name).unlink(missing_ok=True)

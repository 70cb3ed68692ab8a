"""Pictures: checked by what they hold, made anew without metadata, kept under random names."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from pathlib import Path

    from payback.config import Config

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is stored: a JPEG without any metadata."""

    content: bytes
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Check an upload by its content and draw it anew.

    The size is read before any pixel is unpacked, so that a small file cannot fill the memory.

    Raises
    ------
    RuleBroken
        If it is no picture of a kind that we take, or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise RuleBroken("photographs", TOO_LARGE)
            return _redrawn(image)
    except FAULTS as error:
        bomb = isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning)
        raise RuleBroken("photographs", TOO_LARGE if bomb else UNREADABLE) from error


def _redrawn(image: Image.Image) -> Picture:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
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

"""The memory that an uploaded picture takes: ``python -m benchmarks.uploads`` writes uploads.md.

Each picture is drawn by a process of its own, whose peak is read from the kernel.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1024 * 1024
CHILD = """
import io, json, re, sys, time
from pathlib import Path
from PIL import Image
from payback.core.errors import RuleBroken
from payback.nominations.photographs import bytes_to_draw, read_picture
from tests.support.configs import a_config

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

config = a_config(data_dir=Path(sys.argv[1]))
content = sys.stdin.buffer.read()
small = io.BytesIO()
Image.new("RGB", (9, 9)).save(small, sys.argv[2])
read_picture(small.getvalue(), config)
Path("/proc/self/clear_refs").write_text("5")
before, began, answer = peak(), time.perf_counter(), "taken"
try:
    read_picture(content, config)
except RuleBroken as broken:
    answer = "refused"
print(json.dumps([answer, peak() - before, time.perf_counter() - began]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What became of an upload: ``taken`` or ``refused``, bytes at the peak, and seconds."""

    answer: str
    peak: int
    seconds: float


PICTURES: dict[str, tuple[str, str, tuple[int, int], dict[str, object]]] = {
    "PNG, 7,700 × 7,700, colours": ("PNG", "RGB", (7700, 7700), {}),
    "PNG, 7,700 × 7,700, colours and transparency": ("PNG", "RGBA", (7700, 7700), {}),
    "PNG, 7,000 × 7,000, colours": ("PNG", "RGB", (7000, 7000), {}),
    "PNG, 5,000 × 5,000, colours and transparency": ("PNG", "RGBA", (5000, 5000), {}),
    "PNG, 6,000 × 6,000, a palette": ("PNG", "P", (6000, 6000), {}),
    "PNG, 7,700 × 7,700, greys": ("PNG", "L", (7700, 7700), {}),
    "PNG, 6,000 × 6,000, black and white": ("PNG", "1", (6000, 6000), {}),
    "PNG, 900 × 50,000, colours": ("PNG", "RGB", (900, 50_000), {}),
    "JPEG, 7,700 × 7,700": ("JPEG", "RGB", (7700, 7700), {}),
    "JPEG, 4,000 × 3,000, progressive": ("JPEG", "RGB", (4000, 3000), {"progressive": True}),
    "JPEG, 5,700 × 5,700, progressive": ("JPEG", "RGB", (5700, 5700), {"progressive": True}),
    "JPEG, 7,700 × 7,700, progressive": ("JPEG", "RGB", (7700, 7700), {"progressive": True}),
    "WebP, 4,032 × 3,024": ("WEBP", "RGB", (4032, 3024), {"method": 0}),
    "WebP, 7,700 × 7,700": ("WEBP", "RGB", (7700, 7700), {"method": 0}),
}


def file_of(name: str) -> bytes:
    """Return the file of a picture of one colour: as small as a file of its size can be."""
    kind, mode, size, options = PICTURES[name]
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def draw(name: str, content: bytes) -> Drawn:
    """Draw a picture in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, folder, PICTURES[name][0]]
        done = subprocess.run(command, input=content, cwd=ROOT, capture_output=True, check=True)
    answer, peak, seconds = json.loads(done.stdout)
    return Drawn(answer=answer, peak=peak, seconds=seconds)


def main() -> None:
    """Measure every picture and write the table."""
    lines = [
        "# The memory of an uploaded picture",
        "",
        "Measured by `python -m benchmarks.uploads`: the peak of a process of its own above what "
        "it held before. Pictures are drawn one at a time on each machine; a picture whose header "
        "says that it would take more than 192 MB is refused before a pixel is unpacked.",
        "",
        "| picture | file, kB | answer | peak, MB | seconds |",
        "|---|--:|---|--:|--:|",
    ]
    for name in PICTURES:
        content = file_of(name)
        drawn = draw(name, content)
        lines.append(
            f"| {name} | {len(content) / 1000:,.0f} | {drawn.answer} "
            f"| {drawn.peak / MEGABYTE:,.0f} | {drawn.seconds:.1f} |"
        )
    (ROOT / "benchmarks" / "uploads.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

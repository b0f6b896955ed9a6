"""The logo of a letterhead: read before anything is written, so that a letter without its arms is never signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from dashboard.exports.forms import ExportError

_MEND = "perbaiki report.logo pada berkas kantor, atau hapus barisnya"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that can be read: its file, kind (``image/png``) and size at its own resolution."""

    path: Path
    media_type: str
    width_points: float
    height_points: float


def checked_logo(path: Path) -> Logo:
    """The logo of a path. Raises ExportError where it is missing or no picture."""
    if not path.is_file():
        raise ExportError(f"logo {path.name} tidak ada", _MEND)
    try:
        with Image.open(path) as image:
            image.verify()
            kind = Image.MIME.get(image.format or "", "image/png")
            width, height = image.size
            dots = [float(each or 96) for each in image.info.get("dpi", (96, 96))]
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise ExportError(f"logo {path.name} bukan gambar yang terbaca", _MEND) from error
    return Logo(path, kind, width / dots[0] * 72, height / dots[1] * 72)

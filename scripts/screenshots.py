#!/usr/bin/env python3
"""Makes the pictures of docs/panduan from a running demo: ``scripts/screenshots.py http://127.0.0.1:8050``.

Every page of the navigation, one SOP, one ticket, a slide, the gallery and the wall in both forms, as
``gambar/<page>-<width>.png``. Where a page shows an error, its console has a severe message, or it scrolls sideways,
there is one line each, no new picture, and exit code 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve() and PYTHON.exists():
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # selenium is in the test environment only
if importlib.util.find_spec("selenium") is None:
    sys.exit("Gambar dibuat dengan peramban uji. Siapkan dahulu: make setup-test")
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from selenium.webdriver import Chrome  # noqa: E402

from bench.passes import headers, make_pass  # noqa: E402
from dashboard.access import Role  # noqa: E402
from dashboard.settings import load_settings  # noqa: E402
from tests.chromium import open_chromium, set_size, severe_messages, sideways_px, wait_until_drawn  # noqa: E402

PICTURES = ROOT / "docs" / "panduan" / "gambar"
SIZES = ((1920, 1080), (1366, 768), (390, 844))
WALL_SIZES = ((3840, 2160), *SIZES)
OFFICE, WALL_OFFICE = "51.08", "35.03"
SOP = "/sop/buleleng-01-perbaikan-perangkat"
OTHERS = {"pengguna": Role.ADMIN, "jejak": Role.AUDITOR}
"""Pages that the usual pass does not open, and who sees them."""
MOST_BYTES = 12_000_000
_FIRST_TICKET = "const a = document.querySelector('main a[href*=\"/tiket/\"]'); return a ? a.getAttribute('href') : ''"
# The gallery shows an error on purpose.
_ERROR = (
    "const e = document.querySelector('.page:not(.page-gallery) .message-error .message-title');"
    " return e ? e.textContent : ''"
)
_PAGES = "return Array.from(document.querySelectorAll('#navigasi a')).map(a => a.getAttribute('href'))"


def let_in(driver: Chrome, role: Role = Role.KASI) -> None:
    """A pass into the running demo: a token of its database (of PANTAU_DATA, as the demo's own), good for two days."""
    make_pass(load_settings().database_url, role, f"{str(role).capitalize()} Demo", "admin")
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers()})


def pages_of(driver: Chrome, url: str) -> dict[str, str]:
    """Name and address of each picture; the pages are those of the running app's own navigation."""
    driver.get(f"{url}/")
    wait_until_drawn(driver)
    paths = [urlsplit(href).path for href in driver.execute_script(_PAGES)]
    found = {"layar-semua": "/", "layar-satu": f"/?kantor={WALL_OFFICE}"}
    found |= {path.strip("/"): f"{path}?kantor={OFFICE}" for path in paths if path != "/"}
    found |= {"sop-satu": SOP, "presentasi": f"/presentasi?kantor={OFFICE}&slide=3", "galeri": "/galeri"}
    if "tiket" in found:
        driver.get(url + found["tiket"])
        wait_until_drawn(driver)
        href = driver.execute_script(_FIRST_TICKET)
        found |= {"tiket-satu": href} if href else {}
    return found | {name: f"/{name}?kantor={OFFICE}" for name in OTHERS}


def take(driver: Chrome, address: str, path: Path) -> list[str]:
    """One picture of the page that is asked for; gives what is wrong with it."""
    driver.get(address)
    try:
        wait_until_drawn(driver)
    except TimeoutError as late:
        return [str(late)]
    wrong = [f"menampilkan galat: {said}"] if (said := driver.execute_script(_ERROR)) else []
    wrong += [f"pesan konsol: {message}" for message in severe_messages(driver)]
    wrong += [f"bergeser ke samping {wide} piksel"] if (wide := sideways_px(driver)) > 0 else []
    if wrong:
        return wrong
    picture = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    # A palette of 256 colours is enough for a page, and a third of the size.
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    return []


def main(arguments: list[str] | None = None) -> int:
    """Take them all, or only those that are named. Exit code 1: something is wrong with a page."""
    parser = argparse.ArgumentParser(description="Gambar panduan dari demo yang sedang berjalan")
    parser.add_argument("address", help="misalnya http://127.0.0.1:8050")
    parser.add_argument("names", nargs="*", help="hanya gambar ini (misalnya kepatuhan layar-satu); kosong: semua")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    driver, wrong = open_chromium(), []
    driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    try:
        let_in(driver)
        pages = pages_of(driver, asked.address.rstrip("/"))
        for name, path in pages.items():
            if asked.names and name not in asked.names:
                continue
            if name in OTHERS:  # the last ones
                let_in(driver, OTHERS[name])
            for width, height in WALL_SIZES if name.startswith("layar-") else SIZES:
                set_size(driver, width, height)
                file = asked.folder / f"{name}-{width}.png"
                address = f"{asked.address.rstrip('/')}{path}{'&' if '?' in path else '?'}tema=terang"
                wrong += [f"{name} pada {width} piksel: {each}" for each in take(driver, address, file)]
                print(file)
    finally:
        driver.quit()
    wrong += [f"tidak ada halaman bernama {name}" for name in asked.names if name not in pages]
    size = sum(path.stat().st_size for path in asked.folder.glob("*.png"))
    if size > MOST_BYTES:
        wrong.append(f"semua gambar bersama {size / 1e6:.1f} MB, paling banyak {MOST_BYTES / 1e6:.0f} MB")
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

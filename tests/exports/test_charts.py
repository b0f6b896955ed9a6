"""Charts of the letter: one geometry in two forms, labels that fit, no colour without its figure."""

from __future__ import annotations

import io
import itertools
from xml.etree import ElementTree

import pytest
from PIL import Image

from dashboard.exports.charts_png import DPI, png_of
from dashboard.exports.charts_svg import svg_of
from dashboard.exports.drawing import Drawing, Rect, Text, cut, width_of
from dashboard.exports.report_charts import WIDTH, Bar, Point, bars, trend_line
from dashboard.model import Indicator

MANY = [
    Bar(f"Kecamatan <{number}> & yang namanya panjang sekali", number / 60, 9, Indicator.BAIK) for number in range(53)
]


def inside(drawing: Drawing) -> bool:
    for text in (each for each in drawing.shapes if isinstance(each, Text)):
        wide = width_of(text.text, text.size, is_bold=text.is_bold)
        left = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
        if left < -0.5 or left + wide > drawing.width + 0.5 or text.y > drawing.height:
            return False
    return True


@pytest.mark.parametrize("found", [MANY, MANY[:3], []])
def test_bars_fit_a_page_and_no_label_leaves_the_drawing(found: list[Bar]) -> None:
    drawing = bars(found, 0.9)
    assert (drawing.width, drawing.height < 690, inside(drawing)) == (WIDTH, True, True)


@pytest.mark.parametrize("count", [1, 6, 14, 60])
def test_a_line_of_any_length_fits_and_its_names_do_not_overlap(count: int) -> None:
    drawing = trend_line([Point(f"{number}–9 Nov", 0.95, 100) for number in range(count)], 0.9)
    assert inside(drawing)
    names = sorted((each.x, width_of(each.text, each.size)) for each in drawing.shapes
                   if isinstance(each, Text) and each.text.endswith("Nov"))  # fmt: skip
    assert all(left + wide / 2 <= right - other / 2 for (left, wide), (right, other) in itertools.pairwise(names))


def test_svg_is_well_formed_and_needs_nothing_from_outside() -> None:
    written = svg_of(bars(MANY, 0.9))
    assert ElementTree.fromstring(written).tag.endswith("svg")
    assert "href" not in written
    assert "&lt;0&gt; &amp; yang" in written


def test_png_is_drawn_from_the_same_shapes_at_print_quality() -> None:
    drawing = bars(MANY[:3], 0.9)
    image = Image.open(io.BytesIO(png_of(drawing)))
    assert round(image.info["dpi"][0]) == DPI >= 200
    assert abs(image.size[0] - drawing.width / 72 * DPI) < 2


def test_what_was_not_judged_has_no_bar_and_few_runs_no_colour() -> None:
    drawing = bars([Bar("A", None, 0, Indicator.TIDAK_TERUKUR), Bar("B", 1.0, 2, Indicator.BAIK, is_weak=True)], 0.9)
    (only,) = [each for each in drawing.shapes if isinstance(each, Rect)]
    assert (only.fill, bool(only.edge)) == ("#ffffff", True)
    assert "— tidak ada yang dinilai" in {each.text for each in drawing.shapes if isinstance(each, Text)}


def test_a_name_that_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert cut("Sangat panjang", 40, 8.5).endswith("…")
    assert width_of(cut("Sangat panjang", 40, 8.5), 8.5) <= 40

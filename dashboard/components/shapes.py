"""The shapes of the states as SVG paths in a square of 24, where a style sheet's mask cannot draw them.

The style sheet (``assets/1-tokens.css``) has the same ones; a test holds both together.
"""

from __future__ import annotations

from dashboard.model import Indicator

SHAPES = {
    Indicator.BAIK: "M9.5 19.5 2.7 12.7l2.9-2.9 3.9 3.9 9-9 2.9 2.9z",
    Indicator.WASPADA: "M12 1.5 23.5 22H.5zM10.7 9v6.4h2.6V9zm0 8v2.6h2.6V17z",
    Indicator.GANGGUAN: "M5.3 2 12 8.7 18.7 2 22 5.3 15.3 12l6.7 6.7-3.3 3.3-6.7-6.7L5.3 22 2 18.7 8.7 12 2 5.3z",
    Indicator.TERPUTUS: "M1 9.5h7v5H1zm15 0h7v5h-7zM11.2 3.5l2.2.9-3.2 7.6 4.2 1-3.4 8-2.2-.9 2.3-5.4-4.2-1z",
    Indicator.DINONAKTIFKAN: "M4.5 3h5v18h-5zm10 0h5v18h-5z",
    Indicator.TIDAK_TERUKUR: (
        "M12 1.5c4 0 7 2.5 7 6.2 0 3-1.7 4.4-3.3 5.6-1.4 1-1.9 1.6-1.9 3.2h-3.7c0-3"
        " 1.400-4.300 3-5.500 1.400-1 2.100-1.700 2.100-3.200 0-1.700-1.300-2.700-3.200-2.700-2 0-3.400 1.200"
        "-3.600 3.200H4.700C4.900 4.300 7.900 1.500 12 1.500zM9.900 18.500h4v4h-4z"
    ),
    Indicator.TIDAK_BERLAKU: "M4 10.300h16v3.400H4z",
}
SIDE = 24.0

"""One line for each figure that has a name: readable as it stands, read again by ``python -m bench`` for its summary.

A module of this folder prints what tables it likes, and beside them a ``Measure`` for what docs/kinerja.md tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MARK = "MEASURE"
MET, MISSED, TOLD = "met", "MISSED", ""
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured, what it may be at most, and what it was held against in the same run.

    ``limit`` bounds the value, ``ratio_limit`` its ratio to ``reference_value`` (same unit). Without either it is told
    and not judged.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    reference: str = ""
    reference_value: float | None = None
    ratio_limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value by the reference's; None without one."""
        return self.value / self.reference_value if self.reference_value else None

    @property
    def verdict(self) -> str:
        """``met``, ``MISSED``, or nothing where there is no target."""
        if self.ratio_limit is not None and self.ratio is None:
            return MISSED  # its reference could not be measured
        held = [(self.value, self.limit), (self.ratio, self.ratio_limit)]
        judged = [found <= most for found, most in held if found is not None and most is not None]
        return TOLD if not judged else MET if all(judged) else MISSED

    def line(self) -> str:
        """The line that is printed."""
        limits = [f"<= {amount(self.limit)} {self.unit}"] if self.limit is not None else []
        limits += [f"<= {self.ratio_limit:g} x reference"] if self.ratio_limit is not None else []
        named = self.reference
        if self.reference_value is not None:
            named += f": {amount(self.reference_value)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} x"
        fields = (self.name, f"{amount(self.value)} {self.unit}".strip(), ", ".join(limits), named, ratio, self.verdict)
        return _BETWEEN.join((MARK, *(field.replace("|", "/") or "-" for field in fields)))

    def show(self) -> bool:
        """Print it; False where its target is missed."""
        print(self.line(), flush=True)
        return self.verdict != MISSED


@dataclass(frozen=True, slots=True)
class Told:
    """A ``Measure`` as it was printed: all of it text."""

    name: str
    value: str
    target: str
    reference: str
    ratio: str
    verdict: str


def show_all(measures: Iterable[Measure]) -> bool:
    """Print them; whether every target is met."""
    shown = [measure.show() for measure in measures]
    return all(shown)


def read_measures(lines: Iterable[str]) -> list[Told]:
    """The measures among the lines that a module printed."""
    parts = (line.rstrip("\n").split(_BETWEEN) for line in lines if line.startswith(MARK + _BETWEEN))
    return [Told(*("" if field == "-" else field for field in each[1:])) for each in parts if len(each) == 7]


def amount(value: float) -> str:
    """A number with three digits that count, the thousands told apart."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as they must be; the first to the left, the others to the right."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join("  ".join(_cells(line, widths)) for line in lines)


def _cells(line: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    yield line[0].ljust(widths[0])
    yield from (cell.rjust(wide) for cell, wide in zip(line[1:], widths[1:], strict=True))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie; ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]

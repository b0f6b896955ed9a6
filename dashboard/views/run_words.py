"""How the state of a run and its heap are called, on pages and in exports alike."""

from __future__ import annotations

from dashboard.model import Heap
from dashboard.views.ticket_state import STATES

STATE_WORDS = {state: words for state, (_, words) in STATES.items()}
HEAP_WORDS = {
    Heap.MET: "tepat",
    Heap.MISSED: "tidak tepat",
    Heap.EXCUSED: "dikecualikan",
    Heap.UNMONITORED: "tidak terpantau",
    Heap.OUTSIDE: "di luar hitungan",
}

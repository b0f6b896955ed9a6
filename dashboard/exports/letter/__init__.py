"""The laporan that a Kepala Bidang signs, as one model of blocks that DOCX and PDF are written from."""

from dashboard.exports.letter.document import letter_of

__all__ = ["letter_of"]

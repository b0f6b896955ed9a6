"""The letter as a Word document with real styles, headings, repeated table heads and fields."""

from dashboard.exports.docx.writing import write_docx

__all__ = ["write_docx"]

"""The letter as a tagged PDF, typeset from HTML and CSS that need nothing from outside."""

from dashboard.exports.pdf.writing import write_pdf

__all__ = ["write_pdf"]

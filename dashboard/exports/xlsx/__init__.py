"""The report as an Excel workbook: native formulas, conditional formats and charts, ready to print."""

from dashboard.exports.xlsx.writing import write_xlsx

__all__ = ["write_xlsx"]

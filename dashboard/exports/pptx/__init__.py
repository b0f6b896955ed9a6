"""Slides for PowerPoint with charts and tables that people can go on editing."""

from dashboard.exports.pptx.book import write_pptx

__all__ = ["write_pptx"]

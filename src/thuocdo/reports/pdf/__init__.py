"""The PDF of a paper: the outline as data, set by typst in the form of its profile."""

from thuocdo.reports.pdf.typeset import write_pages, write_pdf

__all__ = ["write_pages", "write_pdf"]

"""Pictures of figures: one specification each for screen, Word and PDF.

A chart is a function from figures and words to a :class:`~thuocdo.reports.charts.picture.Picture`: its
specification, a title that says the finding, its source line, a table of the same data and a text for those
who do not see it. :mod:`~thuocdo.reports.charts.draw` makes SVG and PNG of it.
"""

"""The PDF of a paper: the outline as data, set by typst in the form of its profile."""

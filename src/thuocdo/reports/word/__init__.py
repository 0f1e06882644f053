"""An outline as a Word document: styles, repeated header rows, captions with fields, a bookmark on every number."""

from thuocdo.reports.word.write import write_word

__all__ = ["write_word"]

"""Thước Đo, the yardstick: a government programme plan as data, and where every target stands."""

__version__ = "0.1.0"

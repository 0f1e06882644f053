"""A door: the office in a browser. Reads through ``answers``, writes through ``actions``."""

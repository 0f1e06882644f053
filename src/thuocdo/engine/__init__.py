"""The engine: the same figures as the plain calculator, fast. Cubes of integers instead of one answer at a time."""

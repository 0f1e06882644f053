"""The sample: a fictional province with the shape and history of a real one, and years of made-up reports."""

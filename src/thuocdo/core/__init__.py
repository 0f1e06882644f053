"""What is true: periods, places, values, formulas, figures, verdicts. No files, no clock, no database."""

"""What leaves on paper: one outline → Word, Excel, PDF. Knows figures, not where they are kept."""

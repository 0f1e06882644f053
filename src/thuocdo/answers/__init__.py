"""What people ask: board, figures, explain, obligations. Pure queries over a book; nothing is stored."""

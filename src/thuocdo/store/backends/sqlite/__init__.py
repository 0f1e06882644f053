"""SQLite, whose audit triggers ask a function of the connection who acts."""

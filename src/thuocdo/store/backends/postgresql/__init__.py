"""PostgreSQL, whose audit triggers read who acts from a setting of the session."""

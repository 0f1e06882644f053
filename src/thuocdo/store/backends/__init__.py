"""Django's two databases, each with the name of whoever acts, for the audit triggers to write down."""

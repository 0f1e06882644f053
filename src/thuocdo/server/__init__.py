"""SWITCHES ONLY: settings, addresses, the WSGI application."""

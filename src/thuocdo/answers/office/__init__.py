"""What people ask of an office: the same answers as on files, over the store, and what only an office has."""

"""What the database itself writes down: triggers miss neither a bulk write nor somebody at its console."""

"""WHAT IS REMEMBERED: the only place with database models. Only ``actions`` writes; ``answers`` reads."""

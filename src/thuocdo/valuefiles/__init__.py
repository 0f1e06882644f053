"""Files of values (CSV, Parquet) ↔ the core's facts. A file is taken whole or refused with all its problems."""

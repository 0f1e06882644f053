"""How fast the engine is, and beside what: `make bench`. Not part of the package.

`place` makes a place that does not exist, `reports` what its communes reported, `files` lays both out as files;
`job` says what is to be worked out; `by_engine`, `by_pandas`, `by_duckdb` and `by_sqlite` each work it out;
`worker` runs one of them in a process of its own; `run` runs all, holds their figures against each other to the
digit and writes the table.
"""

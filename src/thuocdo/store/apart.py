"""A long read of an SQLite file, by ADBC, in a process of its own.

ADBC carries its own SQLite. Two copies of SQLite in one process do not see one another's locks: when ADBC's closes
the file it takes itself for the last one, and deletes the write-ahead log under the hands of Django's connection.
What is written after that reaches no other process. So the other copy works in another process, where locks hold.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys

import polars as pl


def read_apart(sql: str, path: str) -> pl.DataFrame:
    """A query on an SQLite file as a table.

    :raises subprocess.CalledProcessError: the database does not take the query
    """
    asked = json.dumps({"sql": sql, "path": path}).encode()
    done = subprocess.run([sys.executable, "-m", __name__], input=asked, stdout=subprocess.PIPE, check=True)
    return pl.read_ipc(io.BytesIO(done.stdout))


def main() -> None:
    """Answer one question that stands on standard input."""
    asked = json.load(sys.stdin)
    found = pl.read_database_uri(asked["sql"], f"sqlite:///{asked['path']}", engine="adbc")
    found.write_ipc(sys.stdout.buffer)


if __name__ == "__main__":
    main()

"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, thrown away at the end.

    python -m tests.support.postgres pytest tests/office

starts one, runs the command with THUOCDO_TEST_DATABASE set to its address, stops it, and ends as the command did.
PostgreSQL refuses to run as root; then it runs as the user that its package made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "office"
PASSWORD = "thước đo/1@2"
# Nothing of a test's database has to survive a power cut.
FAST = ("-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off", "-c max_connections=60")


def program(name: str) -> str:
    """A program of PostgreSQL, where Debian keeps those that are not on the path."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default="")
    if not found:
        raise SystemExit(f"{name} of PostgreSQL is missing: run scripts/apt_needed.sh")
    return found


def _who() -> str | None:
    """The user to run as: nobody in particular, unless we are root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of one's own; yields its address as ``DATABASE_URL`` takes it."""
    home = Path(tempfile.mkdtemp(prefix="thuocdo-pg-"))
    data, secret, who, port = home / "data", home / "secret", _who(), _free_port()
    secret.write_text(PASSWORD, encoding="utf-8")
    if who:
        for path in (home, secret):
            shutil.chown(path, who)

    def run(*command: str | Path) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, check=False, user=who, cwd=home, env=environment, capture_output=True, text=True)
        if done.returncode:
            log = home / "log"
            raise SystemExit(f"{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")

    initdb = ("--encoding=UTF8", "--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}", "--no-sync")
    run(program("initdb"), "-D", data, *initdb)
    options = " ".join((*FAST, "-c listen_addresses=127.0.0.1", f"-c port={port}", f"-k {home}"))
    # Its output goes into a file: a server that held our pipe would keep us waiting for ever.
    run(program("pg_ctl"), "-D", data, "-l", home / "log", "-o", options, "-w", "start")
    try:
        yield f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/office"
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Run a command beside a PostgreSQL."""
    with postgresql() as address:
        environment = {**os.environ, "THUOCDO_TEST_DATABASE": address}
        return subprocess.run(sys.argv[1:], check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())

"""What tests share: the real plan, and one synthetic sample a session."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from thuocdo.sample.make import make_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PLAN_112 = ROOT / "plans" / "thanh_hoa_prostitution_2016_2020"


@dataclass(frozen=True)
class Sample:
    """The sample's folder, and what is in it."""

    folder: Path

    @property
    def plan(self) -> Path:
        return self.folder / "plan"

    @property
    def values(self) -> Path:
        return self.folder / "values.csv"

    def rows(self) -> Iterator[dict[str, str]]:
        with self.values.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def seeded(self) -> list[dict[str, str]]:
        with (self.folder / "seeded_errors.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample of Plan 112 with seed 1."""
    folder = tmp_path_factory.mktemp("sample") / "made"
    make_sample(PLAN_112, folder, seed=1)
    return Sample(folder)


@pytest.fixture(autouse=True)
def _quiet_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours and no progress bars in what commands print."""
    monkeypatch.setitem(os.environ, "NO_COLOR", "1")


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_tables() -> Iterator[None]:
    """A test that commits is cleaned up after by emptying every table, which the audit forbids: it is laid aside for
    that moment. Laying it again is what follows every emptying (``post_migrate``)."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from thuocdo.store.audit.triggers import lay_aside

    flush = BaseDatabaseOperations.execute_sql_flush

    def emptied(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        lay_aside(using=self.connection.alias)
        flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield

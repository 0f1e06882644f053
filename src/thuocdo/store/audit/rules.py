"""Which tables are audited how. A table that nobody named here is audited whole, so that nothing is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


@dataclass(frozen=True)
class Rule:
    """How a table is audited.

    ``forever``: a row is never changed nor taken away, but for the columns ``once``, which go once from nothing to
    something. ``inserts``: whether a new row is written down too. ``hidden`` columns are not copied into the audit;
    of ``secret`` ones it says only whether they changed.
    """

    forever: bool = False
    once: tuple[str, ...] = ()
    inserts: bool = True
    hidden: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


# Figures and words stay where they are kept for ever, under the rules of who may read them: the audit names the row.
# A value's row is its own record: who sent it and when stands in its version. A second copy of each of the sample's
# 275,745 values would double the database and say nothing more.
RULES = {
    "store.Person": Rule(secret=("password",)),
    "store.PlanVersion": Rule(forever=True, hidden=("files",)),
    "store.RegisterVersion": Rule(forever=True, hidden=("files",)),
    "store.Version": Rule(forever=True, once=("checked_by_id", "checked_at")),
    "store.Value": Rule(
        forever=True, once=("accepted_on", "returned_on"), inserts=False, hidden=("value", "absence", "kind")
    ),
    "store.GivenReason": Rule(forever=True, hidden=("text",)),
    "store.Evidence": Rule(forever=True),
    "store.Decision": Rule(forever=True, hidden=("note",)),
    "store.Comment": Rule(forever=True, hidden=("text",)),
    "store.Change": Rule(forever=True, inserts=False),
    "store.Act": Rule(forever=True, inserts=False),
    "store.AuditRow": Rule(forever=True, inserts=False),
    "mfa.Authenticator": Rule(secret=("data",)),
}

LEFT_OUT = frozenset({"store.Draft"})
"""A draft is saved every few seconds and is no report yet: what of it counts is what is sent."""


@dataclass(frozen=True)
class Table:
    """A table with its rule: what a writer of triggers needs."""

    name: str
    key: str
    columns: tuple[str, ...]
    rule: Rule

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that the audit copies."""
        return tuple(name for name in self.columns if name not in self.rule.hidden + self.rule.secret)

    @property
    def fixed(self) -> tuple[str, ...]:
        """The columns that never change, where rows stand for ever."""
        return tuple(name for name in self.columns if name not in self.rule.once)


def tables() -> Iterator[Table]:
    """Every audited table."""
    models: list[type[Model]] = [*apps.get_app_config("store").get_models()]
    models += [apps.get_model(name) for name in RULES if not name.startswith("store.")]
    for model in models:
        meta = model._meta  # noqa: SLF001  (documented by Django, whatever its name)
        if meta.label not in LEFT_OUT:
            columns = tuple(str(column.column) for column in meta.concrete_fields)
            assert meta.pk is not None
            yield Table(meta.db_table, str(meta.pk.column), columns, RULES.get(meta.label, Rule()))

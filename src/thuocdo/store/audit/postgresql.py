"""The triggers on PostgreSQL. They read ``thuocdo.actor``, a setting of the session; without one nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thuocdo.store.audit.rules import Table

PREFIX = "thuocdo_"
NAMES = f"SELECT tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '{PREFIX}%'"

SOMEBODY = """
CREATE OR REPLACE FUNCTION thuocdo_somebody() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('thuocdo.actor', true), '') = '' THEN
    RAISE EXCEPTION 'nobody acts: set thuocdo.actor' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN current_setting('thuocdo.actor');
END $$"""

GUARD = """
CREATE OR REPLACE FUNCTION thuocdo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM thuocdo_somebody();
  RETURN NULL;
END $$"""

# Arguments: the key's column, hidden columns, secret columns (lists parted by commas).
AUDIT = """
CREATE OR REPLACE FUNCTION thuocdo_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
  hidden text[] := string_to_array(TG_ARGV[1], ',');
  secret text[] := string_to_array(TG_ARGV[2], ',');
  told jsonb := is_now - hidden - secret;
  name text;
BEGIN
  IF is_now IS NOT NULL THEN
    FOREACH name IN ARRAY secret LOOP
      told := told || jsonb_build_object(name, CASE
        WHEN was IS NULL THEN 'set' WHEN was -> name = is_now -> name THEN 'kept' ELSE 'changed' END);
    END LOOP;
  END IF;
  INSERT INTO store_auditrow ("at", "table", "row", what, actor, before, after)
  VALUES (clock_timestamp(), TG_TABLE_NAME, coalesce(is_now, was) ->> TG_ARGV[0], lower(TG_OP), thuocdo_somebody(),
          was - hidden - secret, told);
  RETURN NULL;
END $$"""

# Argument: the columns that may go once from nothing to something.
KEEP = """
CREATE OR REPLACE FUNCTION thuocdo_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  once text[] := string_to_array(TG_ARGV[0], ',');
  was jsonb;
  is_now jsonb;
  name text;
  changed boolean := TG_OP <> 'UPDATE';
BEGIN
  IF NOT changed THEN
    was := to_jsonb(OLD);
    is_now := to_jsonb(NEW);
    changed := (was - once) <> (is_now - once);
    FOREACH name IN ARRAY once LOOP
      changed := changed OR (was -> name <> 'null' AND was -> name <> is_now -> name);
    END LOOP;
  END IF;
  IF changed THEN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$"""


def removing(names: Sequence[str]) -> Iterator[str]:
    """The statements that take triggers away."""
    for name in names:
        trigger, table = name.split(" ", 1)
        yield f'DROP TRIGGER IF EXISTS "{trigger}" ON {table}'


def making(tables: Sequence[Table]) -> Iterator[str]:
    """The statements that make the functions and every trigger."""
    yield from (SOMEBODY, GUARD, AUDIT, KEEP)
    for table in tables:
        yield from _of(table)


def _of(table: Table) -> Iterator[str]:
    rule = table.rule
    told = f"thuocdo_audit('{table.key}', '{','.join(rule.hidden)}', '{','.join(rule.secret)}')"
    keep = f"thuocdo_keep('{','.join(rule.once)}')"
    if rule.inserts:
        yield _trigger(table, "insert", "AFTER INSERT", "ROW", told)
    else:
        yield _trigger(table, "somebody", "BEFORE INSERT", "STATEMENT", "thuocdo_guard()")
    yield _trigger(table, "update", "AFTER UPDATE", "ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)", told)
    if rule.forever:
        yield _trigger(table, "kept", "BEFORE UPDATE OR DELETE", "ROW", keep)
    else:
        yield _trigger(table, "delete", "AFTER DELETE", "ROW", told)
    yield _trigger(table, "kept_whole", "BEFORE TRUNCATE", "STATEMENT", keep)


def _trigger(table: Table, name: str, when: str, each: str, does: str) -> str:
    return f'CREATE TRIGGER "{PREFIX}{name}" {when} ON "{table.name}" FOR EACH {each} EXECUTE FUNCTION {does}'

# Everything a newcomer needs: make demo, make test. The rest is for those who change the house.
SHELL := /bin/bash
UV := $(shell bash scripts/find_uv.sh)
RUN := $(UV) run --frozen --no-sync

.PHONY: help setup demo stop test test-core test-nightly lint types orgunits reference bench growth clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready ## the environment in .venv, from the lock

.venv/.ready: pyproject.toml uv.lock
	@bash scripts/setup.sh
	@touch .venv/.ready

lint: setup ## formatting, lint, the walls between the rooms
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) lint-imports

types: setup ## the strict type checker on all of src/
	$(RUN) mypy

test: setup lint types ## everything: lint, types, contracts, doctests, stories, stale docs; the office on both databases
	@bash scripts/apt_needed.sh
	$(RUN) pytest -n 2 --dist loadgroup
	$(RUN) bash scripts/test_on_postgresql.sh

test-core: setup ## the quick part, under 30 seconds
	$(RUN) pytest -n 2 --dist loadgroup -m "not slow and not office" --ignore tests/office --ignore tests/journeys

test-nightly: setup ## both calculators against each other on twenty thousand invented plans
	THUOCDO_EXAMPLES=20000 $(RUN) pytest tests/engine

orgunits: ## rebuild the register from its sources and compare
	@bash scripts/rebuild_orgunits.sh

reference: setup ## write docs/reference anew from the code
	$(RUN) python scripts/make_reference.py

bench: setup ## how fast the engine is, beside pandas, DuckDB and SQLite; writes docs/reference/speed.md
	@$(UV) sync --frozen --quiet --all-extras --all-groups
	@$(RUN) python -m bench.run

growth: setup ## how time and memory grow; writes docs/reference/growth.md
	@$(UV) sync --frozen --quiet --all-extras --all-groups
	@$(RUN) python -m bench.growth

demo: setup ## the main job: the sample, its board, results under out/, and the office in a browser
	$(RUN) bash scripts/demo.sh

stop: ## close the office that make demo opened
	@bash scripts/stop.sh

clean: ## throw away what can be made again
	rm -rf .venv .tools out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Two commands are enough: `make story` asks the shipped story its questions, `make test` checks everything.
# Each makes its own virtual environment in .venv, and sets it up anew only when what is built or compiled changes.

VENV := .venv
BIN := $(VENV)/bin
BUILT := pyproject.toml setup.py $(wildcard src/fabula/state/*.p* src/fabula/kernel/*.p* src/fabula/search/*.p* src/fabula/analysis/*.p*)
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: story test slow differential bench format golden clean

story: $(RUN_READY)
	@$(BIN)/fabula

test: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

# What takes longer than the tests may: published state counts as far as a minute each goes, solutions from bare action lists.
slow: $(DEV_READY)
	$(BIN)/pytest -n 2 -m slow

# The compiled kernel against the definition, on 50,000 random worlds: about half an hour.
# `python -m tests.differential 50000 0 17000` goes on where a run was broken off.
differential: $(DEV_READY)
	$(BIN)/python -m tests.differential 50000

# The planner on the configurations of a table (docs/manual/commands.md says what is in it): `make bench TABLE=...`.
TABLE := tests/worlds/small.csv
bench: $(RUN_READY)
	$(BIN)/fabula bench $(TABLE) --both --out benchmarks/RESULTS.md

format: $(DEV_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes the expected outputs of the golden tests anew. Read the difference before you keep it.
golden: $(DEV_READY)
	FABULA_GOLDEN=write $(BIN)/pytest -n 2 -q

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	@sh .ci/make-environment $(VENV)

$(RUN_READY): $(BUILT) | $(BIN)/python
	@echo "Setting up Fabula in $(VENV) (once) ..."
	@$(PIP) install --editable .
	@touch $@

$(DEV_READY): $(BUILT) | $(BIN)/python
	@echo "Setting up Fabula and its tools in $(VENV) (once) ..."
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(RUN_READY)

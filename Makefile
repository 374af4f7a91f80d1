# Two commands: `make demo` shows the product, `make test` runs every check there is.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup setup-dev demo serve test bench format clean

.venv/.checked:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Ikkan needs Python 3.11 or later; this is $$($(PYTHON) -V 2>&1). Install it, or run: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/.run-time: .venv/.checked requirements.lock
	@$(BIN)/uv pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

.venv/.tests: .venv/.run-time requirements-dev.lock
	@$(BIN)/uv pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

setup: .venv/.run-time

setup-dev: .venv/.tests

demo: setup
ifeq ($(ONCE),1)
	@$(BIN)/ikkan demo --once
else
	@$(BIN)/ikkan demo
endif

serve: setup
	@$(BIN)/ikkan serve

test: setup-dev
	@$(BIN)/python tests/run.py

bench: setup-dev
	@$(BIN)/python -m benchmarks

format: setup-dev
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

lock: setup-dev
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet pyproject.toml --extra test -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv build dist var .mypy_cache .ruff_cache .hypothesis

# `make run` starts a conversation. `make test` does everything that CI does. `make help` lists the rest.
#
# A stamp file inside the environment says what has been installed, so a second run starts at once.
# Every install is checked against the hashes in requirements/.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
JOBS ?= auto

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKED := $(PIP) install --quiet --require-hashes --only-binary :all:
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(LOCKFLAGS) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run dev postgres test lint types tests talks proofs mutants faults sabotage long fmt lock bench docs wheel clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

# What was typed must not lie in memory that was given back: the C library overwrites it.
run: export PYTHONMALLOC := malloc
run: export GLIBC_TUNABLES := glibc.malloc.perturb=165:glibc.malloc.tcache_count=0
run: $(VENV)/.ready-run ## start the conversation in the console (ARGS="--site FILE" and the like)
	@$(BIN)/python -m bot console $(ARGS)

dev: $(VENV)/.ready-dev ## build the environment with everything that work on the code needs

test: lint types proofs talks tests ## everything that CI does

lint: $(VENV)/.ready-dev ## style and format
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/.ready-dev ## strict types
	@$(BIN)/mypy

proofs: $(VENV)/.ready-dev ## the rules of practice, proved over every path
	@$(BIN)/python -m bot check

talks: $(VENV)/.ready-dev ## the conversations, stored and thawed between all steps
	@$(BIN)/python -m pytest -q -m talk --park

tests: $(VENV)/.ready-dev ## the test suite, with its coverage
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --maxprocesses 4 --dist worksteal --cov --cov-report=term

faults: $(VENV)/.ready-dev ## every kind of fault in its long form, with a table of what was survived (ARGS="--scale 0.1")
	@$(BIN)/python -m tests.faults $(ARGS)

mutants: $(VENV)/.ready-dev ## every slip of the pen there is in flows and content, and what notices it (half an hour)
	@$(BIN)/python -m tests.mutation $(ARGS)

long: $(VENV)/.ready-dev ## the whole suite with the slow tests
	@$(BIN)/python -m pytest --long

postgres: $(VENV)/.ready-dev ## a private PostgreSQL server for work by hand, installed if need be (ARGS=stop ends it)
	@deploy/install-postgres
	@$(BIN)/python -m tests.postgres.cluster $(or $(ARGS),start)

sabotage: $(VENV)/.ready-dev ## break one control after the other in a copy, and show that the suite notices each
	@$(BIN)/python -m tests.sabotage $(ARGS)

fmt: $(VENV)/.ready-dev ## format the code and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: $(VENV)/.ready-dev ## make the lock files anew from pyproject.toml (LOCKFLAGS=--upgrade for newer releases)
	@$(COMPILE) --build-deps-for editable --only-build-deps -o requirements/build.txt
	@$(COMPILE) -o requirements/run.txt
	@$(COMPILE) --extra telegram -c requirements/run.txt -o requirements/telegram.txt
	@$(COMPILE) --extra check -c requirements/run.txt -o requirements/check.txt
	@$(COMPILE) --extra postgres -c requirements/run.txt -o requirements/postgres.txt
	@$(COMPILE) --extra report -c requirements/run.txt -o requirements/report.txt
	@$(COMPILE) --extra telegram --extra check --extra postgres --extra report --extra dev -c requirements/build.txt \
		-c requirements/run.txt -c requirements/telegram.txt -c requirements/check.txt -c requirements/postgres.txt \
		-c requirements/report.txt -o requirements/dev.txt

bench: $(VENV)/.ready-dev ## the benchmarks, by hand on a quiet machine
	@for name in engine check store store_grown telegram postgres; do $(BIN)/python -m benchmarks.$$name || exit 1; done

docs: $(VENV)/.ready-dev ## draw the pictures of the documentation again
	@$(BIN)/python docs/make.py

wheel: $(VENV)/.ready-dev ## a wheel in dist/
	@$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what tools left behind; the environment stays
	@rm -rf build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov

$(VENV)/.ready-venv:
	@command -v "$(PYTHON)" >/dev/null || { echo "Waymark needs Python 3.11 or newer, and there is no '$(PYTHON)' here." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Waymark needs Python 3.11 or newer; '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())'). Name another one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 1; }
	@echo "Building $(VENV) ..."
	@"$(PYTHON)" -m venv "$(VENV)"
	@touch $@

$(VENV)/.ready-run: requirements/build.txt requirements/run.txt pyproject.toml | $(VENV)/.ready-venv
	@echo "Installing the locked dependencies ..."
	@$(LOCKED) -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt | $(VENV)/.ready-run
	@echo "Installing what the tests need ..."
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

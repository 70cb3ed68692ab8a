.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTHON ?= python3
WORKERS ?= 2
PYTHONS := 3.11 3.12 3.13 3.14
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-build -q $(RAISE)
CHECK_INSTALLED := $(BIN)/python -m pip --disable-pip-version-check check || { echo "$(VENV) holds packages that do not go together: remove that folder and run this again."; exit 1; }

.PHONY: help run test check format lint types contracts coverage smoke clocks soak mutation bench migration requirements wheels clean

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.runtime ## Set up, load demonstration data and run the service at http://127.0.0.1:8000
	@$(BIN)/python -m payback demonstrate --port $(PORT)

test: $(VENV)/.dev ## Set up and run every test; says plainly what it skips
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: $(VENV)/.dev ## Exactly what CI runs
	$(MAKE) lint types contracts coverage smoke

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/bandit -q -ll -r payback scheduler -c pyproject.toml

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

coverage: $(VENV)/.dev
	rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report=term-missing:skip-covered

smoke: $(VENV)/.dev ## Start what `make run` starts in a fresh folder and walk every role's first page
	$(BIN)/python -m tests.smoke

clocks: $(VENV)/.dev ## Run every test and the smoke test on days unlike others; some: make clocks ONLY="late week-53"
	$(BIN)/python -m tests.clocks $(ONLY)

soak: $(VENV)/.dev ## Kill parts of the running service for six minutes, on both databases, and count what is there
	$(BIN)/python -m tests.soak

mutation: $(VENV)/.dev ## Change the rules in small ways and see which changes no test notices; writes docs/mutation.md
	$(BIN)/python -m tools.mutation $(ONLY)

bench: $(VENV)/.dev ## Measure the optimiser beside its peers; writes benchmarks/results.md
	$(BIN)/python -m benchmarks

bench-web: $(VENV)/.dev ## Measure the pages under sixty people over a year of London, or YEARS=3; writes benchmarks/web.md
	$(BIN)/python -m benchmarks.web $(if $(YEARS),--years $(YEARS))

format: $(VENV)/.dev ## Put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migration: $(VENV)/.dev ## Write a migration from the models: make migration name=add_something
	$(BIN)/python -m payback new-migration "$(name)"
	@$(BIN)/ruff check --quiet --fix migrations; $(BIN)/ruff format --quiet migrations

requirements: $(VENV)/.dev ## Pin what pyproject.toml needs, with hashes; RAISE=--upgrade raises what that needs in turn
	$(COMPILE) --group build -o requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt -o requirements-dev.txt
	$(MAKE) wheels

wheels: $(VENV)/.dev ## Say whether all that is pinned comes ready built for each Python that we name
	@for version in $(PYTHONS); do for file in requirements.txt requirements-dev.txt; do \
	  $(BIN)/uv pip install --quiet --dry-run --target build/wheels --python-version $$version --require-hashes --no-deps --only-binary :all: -r $$file \
	  && echo "Python $$version: all of $$file comes ready built" || exit 1; done; done

clean: ## Remove what the commands above have made, and the demonstration data
	rm -rf $(VENV) var build dist .coverage* .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. On Debian and Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit('{}.{}'.format(*sys.version_info) not in '$(PYTHONS)'.split())" || { echo "One of Python $(PYTHONS) is needed. If you have one beside this: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up $(VENV); this takes a minute or two and happens once."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@test $(VENV)/.dev -nt requirements.txt || $(INSTALL) -r requirements.txt
	@$(CHECK_INSTALLED)
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@$(INSTALL) -r requirements-dev.txt
	@$(CHECK_INSTALLED)
	@touch $@

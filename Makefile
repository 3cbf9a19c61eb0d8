# Two commands do everything: `make run` opens the dashboard, `make test` runs all tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test journeys reliability check benchmarks shots data messages clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	$(BIN)/petapam serve pasuruan-kota-2022 --open

test: $(VENV)/.developing $(VENV)/.browser
	$(BIN)/python -m pytest -n auto --dist loadfile

# Long ways through the pages in a real browser: planning, import, exports, editing. Beside `make test`, which takes long enough.
journeys: $(VENV)/.developing $(VENV)/.browser
	$(BIN)/python -m pytest tests/browser/journeys

# The long form of the tests that kill, crash, fill and tamper: an hour; their short form is part of `make test`.
reliability: $(VENV)/.developing
	PETAPAM_LONG=1 $(BIN)/python -m pytest tests/reliability

check: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmarks: $(VENV)/.developing $(VENV)/.browser
	$(BIN)/python -m pytest tests/benchmarks -s

# Every page, both languages, 1920x1080 and 1366x768, into shots/.
shots: $(VENV)/.developing $(VENV)/.browser
	$(BIN)/python -m tests.browser.shots shots

# The demo operations, from data/facts.
data: $(VENV)/.developing
	$(BIN)/python data/build.py

# Bring the translations up to date with the code.
messages: $(VENV)/.developing
	$(BIN)/python -m dashboard.locale.gather

clean:
	rm -rf $(VENV) build dist shots *.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PetaPAM needs Python 3.11 or newer; say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is older than what it was made from only when something must be installed again.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e .
	@touch $@

$(VENV)/.developing: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e ".[dev,fast,oidc,postgis]"
	@touch $@ $(VENV)/.installed

$(VENV)/.browser: $(VENV)/.developing
	$(BIN)/python -m tests.browser.chromium
	@touch $@

# Each target makes the environment where it is missing, then runs one command.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: test test-slow lint audit

$(BIN)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[test]"
	touch $@

test: lint
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -m "not slow"

test-slow: $(BIN)/.ready
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -m slow

lint: $(BIN)/.ready
	$(BIN)/ruff check .

audit: $(BIN)/.ready
	$(BIN)/grader audit $(A)

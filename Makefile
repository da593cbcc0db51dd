# Each target makes the environment where it is missing, then runs one command.
PYTHON ?= python3
A ?= music_classification
BIN := .venv/bin
# IPython as on Colab, for tests of the notebook only: a folder that a kernel's PYTHONPATH names.
COLAB := ipython==7.34.0 ipykernel==6.17.1 backcall==0.2.0 pickleshare==0.7.5 nest_asyncio==1.6.0
GRADER := $(BIN)/grader

.PHONY: demo test test-slow lint audit data release solution grade feedback screenshots

$(BIN)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[test]"
	$(BIN)/python -m pip install -q --upgrade --no-deps --target .venv/colab $(COLAB)
	touch $@

demo: $(BIN)/.ready
	$(GRADER) demo $(A)

test: lint
	$(BIN)/python -m pytest -m "not slow" -n logical --maxprocesses 4 --dist loadgroup

test-slow: $(BIN)/.ready
	$(BIN)/python -m pytest -m slow

lint: $(BIN)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .

audit: $(BIN)/.ready
	$(GRADER) audit $(A)

data: $(BIN)/.ready
	$(BIN)/python -m data_fetch $(A) --to data

release: $(BIN)/.ready
	$(GRADER) release $(A)

solution: data
	$(GRADER) solution $(A) --data data

grade: $(BIN)/.ready
	$(GRADER) grade $(A)

feedback: $(BIN)/.ready
	$(GRADER) feedback $(A)

# Every page that people meet, light, dark, on a phone and printed, to be looked at; needs Chromium.
screenshots: $(BIN)/.ready
	$(BIN)/python tests/engine/screenshots.py --assignment $(A) --to screenshots

# Each target makes the environment where it is missing, then runs one command. `make help` lists them.
PYTHON ?= python3
A ?= music_classification
BIN := .venv/bin
GRADER := $(BIN)/grader

.PHONY: help demo test test-slow lint lock dependencies audit data release solution grade feedback screenshots

# A Python that was named decides which one .venv has; the default takes the one that is there.
ifneq ($(filter-out file,$(origin PYTHON)),)
NAMED := named
ifneq ($(shell $(PYTHON) -V 2> /dev/null),$(shell $(BIN)/python -V 2> /dev/null))
.PHONY: $(BIN)/.ready
endif
endif

help: ## this list
	@echo "make TARGET [A=ASSIGNMENT] [PYTHON=python3.12]; A is $(A) if not said"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16

$(BIN)/.ready: pyproject.toml constraints.txt .ci/environment
	.ci/environment $(PYTHON) $(NAMED)

demo: $(BIN)/.ready ## the whole way in demo/: release, six example submissions, grades, feedback
	$(GRADER) demo $(A)

test: lint ## lint and all fast tests
	$(BIN)/python -m pytest -m "not slow" -n logical --maxprocesses 4 --dist loadgroup

test-slow: $(BIN)/.ready ## the long tests
	$(BIN)/python -m pytest -m slow

lint: $(BIN)/.ready ## style, which way imports run, types, shell scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/*

lock: $(BIN)/.ready ## write constraints.txt from pyproject.toml; UPGRADE=--upgrade takes the newest of everything
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra test $(UPGRADE) \
		--custom-compile-command "make lock" --output-file constraints.txt pyproject.toml

dependencies: $(BIN)/.ready ## look whether a fault of a locked package is known; needs the network
	.ci/dependencies

audit: $(BIN)/.ready ## prove the hidden tests on the worked answers
	$(GRADER) audit $(A)

data: $(BIN)/.ready ## fetch or make the data in data/
	$(BIN)/python -m data_fetch $(A) --to data

release: $(BIN)/.ready ## build release/A/A.ipynb and register it in the gradebook
	$(GRADER) release $(A)

solution: data ## run the reference notebook into solutions/
	$(GRADER) solution $(A) --data data

grade: $(BIN)/.ready ## grade what lies in submitted/
	$(GRADER) grade $(A)

feedback: $(BIN)/.ready ## write feedback/STUDENT/A/A.html
	$(GRADER) feedback $(A)

screenshots: $(BIN)/.ready ## every page that people meet, to be looked at; needs Chromium
	$(BIN)/python tests/engine/screenshots.py --assignment $(A) --to screenshots

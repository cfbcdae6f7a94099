# hallctl: `make run` starts a hall, `make test` proves it. Everything lives in .venv; delete it to start afresh.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check format bench soak life speech-engines screenshots coverage-of-requirements lock clean

# The first interpreter that is new enough; `make PYTHON=/path/to/python` overrides.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	command -v $$python; break; fi; done)
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
PEERS := build/peers/.installed
# What a target's program gets besides: make test ARGS="tests/unit -k window"
ARGS ?=

help:  ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 28

run: $(RUNTIME)  ## Start the demo hall with its simulated devices and people
	@$(BIN)/hallctl demo $(ARGS)

# Several at once; ARGS="-n 0 tests/unit/test_x.py" runs them one after the other, for a debugger.
test: debian-packages $(DEVELOPMENT) $(PEERS)  ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(DEVELOPMENT)  ## Lint, format check, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEVELOPMENT)  ## Format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEVELOPMENT)  ## Measure; prints a table and writes build/bench.json
	@mkdir -p build
	@$(BIN)/python tests/perf/bench.py $(ARGS)

soak: $(DEVELOPMENT)  ## Run the long tests
	@$(BIN)/python tests/soak/soak.py $(ARGS)

life: $(DEVELOPMENT)  ## Play 86 applications through a running daemon, months in minutes; print their timelines
	@$(BIN)/python tests/tools/life.py $(ARGS)

speech-engines: $(DEVELOPMENT)  ## Have the hall speak with the real piper and sherpa-onnx
	@$(BIN)/python tests/tools/speech_engines.py

screenshots: debian-packages $(DEVELOPMENT)  ## Picture every page (build/screenshots) and the real demo (docs/pictures)
	@mkdir -p build/screenshots
	@$(BIN)/python tests/tools/screenshots.py $(ARGS)
	@$(BIN)/python tests/tools/pictures.py

coverage-of-requirements: $(DEVELOPMENT)  ## List every requirement with the tests that prove it
	@$(BIN)/python tests/tools/coverage_of_requirements.py $(ARGS)

lock: $(DEVELOPMENT)  ## Pin the newest versions that pyproject.toml allows
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## Remove what was built and installed
	rm -rf .venv build dist

LOCK = $(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

# Programs of others for Node, with which some tests speak; without npm those say so and are skipped.
$(PEERS): tests/peers/package.json tests/peers/package-lock.json | debian-packages
	@mkdir -p $(@D)
	@cp $^ $(@D)
	@if command -v npm >/dev/null; then \
		npm ci --prefix $(@D) --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@ || \
		echo "npm could not install tests/peers. Tests that need them say so and are skipped."; fi

.PHONY: debian-packages
debian-packages:
	@PYTHON="$(PYTHON)" tests/tools/debian_packages.sh

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "hallctl needs Python 3.11 or newer, with venv: apt-get install python3 python3-venv" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; fi
	$(PYTHON) -m venv --clear .venv

# A pinned file installs first, hash by hash; the project itself then needs nothing more.
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

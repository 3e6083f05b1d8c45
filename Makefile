# Two commands are enough: `make run` and `make test`. Everything they need is installed by the stamp below.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PY := .venv/bin/python
READY := .venv/ready
BROWSER := .venv/browser
EXTRAS := directory directives reports notifications awards portal
FILES ?= tests

.PHONY: help setup run demo stop test test-browser screenshots faults bench figures check lint lock jars vendor contracts doctor clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: $(READY)  ## Install everything into .venv

run: $(READY)  ## Start the whole system, play the story, stay up; the last line is the portal's address
	@$(PY) -m infra.local run

demo: $(READY)  ## Play the story once on fresh servers and stop everything; fails if a consequence is missing
	@$(PY) -m infra.local demo

stop: $(READY)  ## Stop a `make run` that runs elsewhere
	@$(PY) -m infra.local stop

test: $(READY)  ## Run every test on real servers (FILES=tests/chassis for a part)
	@$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(FILES)

test-browser: $(BROWSER)  ## Play the story in Chromium by keyboard, with and without scripts; look at every page
	@$(PY) -m pytest --confcutdir=tests/browser $(or $(filter tests/browser%,$(FILES)),tests/browser)

screenshots: $(BROWSER)  ## Take the pictures of docs/images anew
	@$(PY) -m tests.browser.screenshots

faults: $(READY)  ## Kill, cut and confuse the system, print what was lost or done twice (ROW=P3 for one row; MISTAKES=1 proves the rows)
	@$(PY) -W ignore -m tests.faults $(if $(MISTAKES),--mistakes) $(ROW)

bench: $(READY)  ## Take every figure beside its goal (NAME=consumer for one bench; QUICK=1 only proves that all run)
	@$(PY) -W ignore -m tests.bench $(if $(QUICK),--quick) $(NAME)

figures: $(READY)  ## Write the last whole bench and the last whole table of faults into README and docs
	@$(PY) -m tests.bench.publish
	@$(PY) -m tests.faults.publish

check: lint contracts-are-current  ## Style, types, import rules, generated files

lint: $(READY)  ## Style and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

.PHONY: contracts-are-current
contracts-are-current: $(READY)
	@$(PY) -m infra.contracts --check

contracts: $(READY)  ## Generate AsyncAPI, OpenAPI and the table of events
	@$(PY) -m infra.contracts

lock: $(READY)  ## Resolve the locked requirements anew
	@for extra in $(EXTRAS); do $(PY) -m infra.local lock $$extra; done
	@$(PY) -m infra.local lock dev
	@$(PY) -m infra.local lock tests/browser/requirements.in
	@$(PY) -m tests.bench.environments

jars: $(READY)  ## Resolve the broker's jars anew into infra/kafka/jars.lock
	@$(PY) -m infra.local jars

vendor: $(READY)  ## Take the scripts of others anew from npm, with their checksums (needs npm)
	@$(PY) -m infra.local vendor

doctor:  ## Say what this machine lacks and how to install it
	@$(or $(PYTHON),python3) -m infra.local.doctor

clean: stop  ## Remove the environment, servers' data and caches
	rm -rf .venv .data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The lock is complete: resolving anew would wander to newer releases that have no hash in it.
$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing; run: make doctor"; exit 1; }
	@$(PYTHON) -m infra.local.doctor --quick
	@$(PYTHON) -m venv .venv
	@echo "installing the locked requirements into .venv ..."
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# Beside the locked requirements: nobody else needs a browser's driver.
.PHONY: chromium
chromium:
	@$(or $(PYTHON),python3) -m infra.local.doctor --browser

$(BROWSER): tests/browser/requirements.txt $(READY) | chromium
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/browser/requirements.txt
	@touch $(BROWSER)

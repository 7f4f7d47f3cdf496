SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
DONE := .venv/.done
# The lock files are complete: pip must add nothing to them.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL_LOCKED := $(PIP) install --require-hashes --no-deps
LANG_ ?=
ARGS ?=
PYTEST_ARGS ?= -n auto

.PHONY: help setup dev demo serve test lint bench docs lab accuracy clean

help: ## List the targets
	@echo "Usage: make TARGET"
	@sed -nE 's/^([a-z]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
	  printf '  %-8s %s\n' "$$name" "$$what"; done

setup: $(DONE)/weights ## Create .venv with .venv/bin/taikan and the model weights
	@:

dev: setup $(DONE)/dev ## Add the tools for tests and checks
	@:

$(DONE)/venv:
	@command -v $(PYTHON) >/dev/null || { echo "Taikan needs Python 3.11 or newer; '$(PYTHON)' was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Taikan needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Install a newer one and run: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "[1/4] Python environment in .venv"
	@$(PYTHON) -m venv .venv || { echo "The environment could not be made; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@mkdir -p $(DONE) && touch $@

$(DONE)/packages: requirements.lock | $(DONE)/venv
	@echo "[2/4] Python packages (one to three minutes the first time)"
	@$(INSTALL_LOCKED) -r requirements.lock
	@touch $@

$(DONE)/taikan: pyproject.toml $(DONE)/packages
	@echo "[3/4] Taikan itself"
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/node: package.json package-lock.json $(DONE)/taikan
	@echo "[4/4] Model weights and the pages' JavaScript"
	@$(BIN)/python tools/npm.py ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(DONE)/weights: src/taikan/pose/weights/provenance.toml tools/vendor.py $(DONE)/node
	@$(BIN)/python -m taikan.pose.weights install --from node_modules
	@$(BIN)/python tools/vendor.py
	@touch $@
	@echo "Ready. Try: $(BIN)/taikan doctor"

$(DONE)/dev: requirements-dev.lock $(DONE)/packages
	@echo "Tools for tests and checks"
	@$(INSTALL_LOCKED) -r requirements-dev.lock
	@touch $@

DEMO ?= --demo
DEMO_CLIENTS := desk_worker postpartum runner osteoporosis

demo: setup ## Four example clients to plan and PDF, and a real clip; your own with VIDEO=file TEST=squat (LANG_=ja or en)
ifdef VIDEO
	$(BIN)/taikan analyze "$(VIDEO)" --test $(or $(TEST),squat) $(if $(LANG_),--lang $(LANG_)) --out out/demo
else
	@$(BIN)/python tools/fetch_demo_clip.py .cache/demo
	$(BIN)/taikan analyze .cache/demo/demo.mp4 --test $(or $(TEST),walk) $(if $(LANG_),--lang $(LANG_)) --out out/demo/walk
	@for client in $(DEMO_CLIENTS); do \
	  echo; echo "== samples/clients/$$client"; \
	  $(BIN)/taikan consult samples/clients/$$client --no-video $(if $(LANG_),--lang $(LANG_)) --out out/demo/$$client; done
endif

serve: setup ## Run the studio on this computer, with demo clients where it is empty (DEMO= without; ARGS="--no-https")
	@$(BIN)/taikan serve $(DEMO) $(if $(LANG_),--lang $(LANG_)) $(ARGS)

lint: dev ## Style, types and import layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint ## All checks, then the tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: dev ## Speed and accuracy benchmarks
	$(BIN)/python -m bench

docs: dev ## Build the documentation site into out/site; nothing is fetched
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

accuracy: $(DONE)/lab ## Measure Taikan on rendered people of known truth (about 90 minutes; LIMIT=20 for a taste)
	$(BIN)/python -m lab accuracy --set report $(if $(LIMIT),--limit $(LIMIT))

lab: $(DONE)/lab ## Add the body lab (renders people of known truth)
	@:

$(DONE)/lab: requirements-lab.lock $(DONE)/dev
	@echo "The body lab"
	@$(INSTALL_LOCKED) -r requirements-lab.lock
	@$(PIP) install torch==2.13.0
	@touch $@

clean: ## Remove the environment and everything made
	rm -rf .venv .cache node_modules out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f src/taikan/pose/weights/*.tflite

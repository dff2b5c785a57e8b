# Every command installs what it needs. You need only Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
export CDK8S_CHECK_UPGRADE := false
export UV_SYSTEM_CERTS := true
# Compiled modules, and assertions that pytest has rewritten, save seconds in every command.
unexport PYTHONDONTWRITEBYTECODE

PYTHON_READY := .venv/.ready
NODE_READY := node_modules/.ready
CHECKOV_READY := .venv/checkov/.ready

LOCKED := --require-hashes --requirement tools/checkov/requirements.txt
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	--custom-compile-command "make lock"

.PHONY: help synth check check-code check-tests test lint format snapshots imports docs bench lock clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

synth: $(NODE_READY) ## Write the manifests of every environment in main.py to dist/
	@git config --local diff.manifest.xfuncname '^(kind: .*|  name: .*)$$' 2>/dev/null || true # for .gitattributes
	@cdk8s synth
	@echo "dist/ holds the same files"
	@python -m tools.summary

check: $(NODE_READY) ## Check style and types, and run the tests that need no other program
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-code check-tests

check-code:
	@ruff check .
	@ruff format --check .
	@mypy

check-tests:
	@pytest --quiet --numprocesses auto --maxprocesses 4 --dist worksteal -m "not programs" --hypothesis-profile quick

test: lint ## Run every check and every test
	@pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(NODE_READY) $(CHECKOV_READY) ## Check style, format, types, and the manifests in dist/
	@ruff check .
	@ruff format --check .
	@mypy
	@pyright
	@test -n "$(wildcard dist/*.yaml)" || { echo "dist/ holds no manifests: run make synth"; exit 1; }
	@found=$$(.venv/checkov/bin/checkov --config-file .checkov.yaml) || { echo "$$found"; exit 1; }
	@echo "checkov finds nothing in dist/"

format: $(PYTHON_READY) ## Format the code
	@ruff check --fix-only .
	@ruff format .

snapshots: $(NODE_READY) ## Update the snapshots; review them like dist/
	@pytest --snapshot-update

imports: $(NODE_READY) ## Regenerate imports/ from the schemas in crds/ with `cdk8s import`
	@python -m tools.imports

docs: $(PYTHON_READY) ## Regenerate the documents that come from the code
	@python -m tools.configuration_reference
	@python -m tools.topology
	@python -m tools.drafts
	@python -m tools.image_tables
	@python -m tools.reference
	@python -m tools.review_picture
	@python -m tools.kubernetes_schema

bench: $(PYTHON_READY) ## Measure synthesis; docs/performance.md discusses the figures
	@python -m benchmarks

lock: $(NODE_READY) ## Update the lock files from pyproject.toml and package.json
	@$(COMPILE) pyproject.toml --extra dev --no-emit-package neuronpedia-constructs --output-file requirements.txt
	@$(COMPILE) --group checkov --output-file tools/checkov/requirements.txt
	@npm install --package-lock-only

clean: ## Delete everything that the commands installed and built
	rm -rf .venv node_modules build .mypy_cache .pytest_cache .ruff_cache

$(PYTHON_READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@echo "Setting up, once: a virtual environment with the locked Python packages, in .venv" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(NODE_READY): package-lock.json $(PYTHON_READY)
	@echo "Setting up, once: the command line of cdk8s, in node_modules" >&2
	@npm ci --silent
	@touch $@

$(CHECKOV_READY): tools/checkov/requirements.txt $(PYTHON_READY)
	@echo "Setting up, once: checkov, which checks manifests, in .venv/checkov" >&2
	@uv venv --quiet --clear --python $(BIN)/python .venv/checkov
	@# pip takes half a minute longer, but uses the package index that it is configured with.
	@uv pip install --quiet --python .venv/checkov $(LOCKED) || \
		$(BIN)/python -m pip --python .venv/checkov install --quiet --disable-pip-version-check $(LOCKED)
	@touch $@

# `make serve` opens the chat, `make test` runs the whole suite; both install what they need into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# nothing is installed that locked/ does not name, and no file whose SHA-256 it does not have; what builds a package is locked, too
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation
LOCKED := $(PIP) --require-hashes --requirement

.DEFAULT_GOAL := help
CLUSTER ?= .cluster
.PHONY: help serve torch cluster cluster-stop test test-cluster quick fuzz torture sweep bench check format docs wheel lock upgrade clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

serve: $(VENV)/installed ## install, index the sample if there is no archive yet, open the chat on 127.0.0.1:7860
	$(BIN)/cuttings serve

torch: $(VENV)/installed-torch ## install torch and sentence-transformers, for models that have no ONNX file: a folder, or one of the hub

cluster: $(VENV)/installed-test ## start a database engine (seekdb) on loopback in .cluster, and say its address for --archive; Ctrl-C stops it
	$(BIN)/python deploy/seekdb.py --folder $(CLUSTER) $(SEEKDB)

cluster-stop: ## stop that engine from another terminal; what it holds stays
	$(BIN)/python deploy/seekdb.py --folder $(CLUSTER) stop

test: $(VENV)/installed-test ## install what the tests need, the browser included, and run them all
	tests/browser/install
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 1 $(PYTEST)

test-cluster: $(VENV)/installed-test ## the tests of an archive in an engine, part of `make test`; here a machine where none starts fails them
	CUTTINGS_NEED_ENGINE=1 $(BIN)/python -m pytest tests/engine $(PYTEST)

quick: $(VENV)/installed-test ## the fast tests, while you work: no browser, no server, no model's weights, no crashes; under two minutes on two cores
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --hypothesis-profile quick --ignore tests/storage --ignore tests/growth \
		-m "not slow and not service and not browser and not model" $(PYTEST)

fuzz: $(VENV)/installed-test ## every property test with 2,000 examples that it has not seen before; some twenty minutes
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --hypothesis-profile fuzz -m hypothesis tests $(PYTEST)

torture: $(VENV)/installed ## kill commands 300 times at random moments and at every named step, nothing may be lost
	$(BIN)/python tests/storage/torture.py --kills 300 $(TORTURE)

sweep: $(VENV)/installed-test ## give every rule every hostile text up to 64 kB: none may take time that grows as n^1.5; about an hour
	CUTTINGS_SWEEP=1 $(BIN)/python -m pytest tests/growth $(SWEEP)

bench: $(VENV)/installed-torch ## the short form of the benchmarks that docs/performance.md records, under ten minutes
	$(BIN)/python benchmarks/encode.py --passages 60 --rounds 1
	$(BIN)/python benchmarks/asking.py --short
	$(BIN)/python benchmarks/load.py --short
	$(BIN)/python benchmarks/start.py --short
	$(BIN)/python benchmarks/dense.py --sizes 1000 20000
	$(BIN)/python benchmarks/stories.py --max 1000
	$(BIN)/python benchmarks/beside.py

check: $(VENV)/installed-check ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-check ## mend formatting and what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/installed-test ## build these documents as a site, into site/; every link and anchor is checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo site/index.html

wheel: $(VENV)/installed ## build the wheel that pip, pipx or uv install, into dist/
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist .
	@ls dist/*.whl

lock: ## lock what pyproject.toml asks for, with the SHA-256 of each file; what is locked stays
	PYTHON=$(PYTHON) .ci/lock

upgrade: ## lock the newest versions that go together; torch stays
	PYTHON=$(PYTHON) .ci/lock --upgrade

clean: ## remove what was installed; archives stay
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cuttings needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml $(wildcard setup.py locked/*.txt)
	@echo "Installing (some 310 MB to download, 0.9 GB installed, once) ..."
	$(LOCKED) locked/build.txt
	$(LOCKED) locked/run.txt
	$(PIP) --no-index --editable .
	@touch $@

$(VENV)/installed-torch: $(VENV)/installed
	@echo "Installing torch (about 1 GB, once) ..."
	$(LOCKED) locked/models.txt
	@# a CPU build of torch where pip finds one; else PyPI's, which for Linux is for graphics cards and needs cuda.txt
	@$(LOCKED) locked/torch-cpu.txt 2> $(VENV)/torch.log || \
		if grep 'DO NOT MATCH THE HASHES' $(VENV)/torch.log; then exit 1; else $(LOCKED) locked/torch.txt; fi
	@if grep -qs '^Requires-Dist: nvidia' $(VENV)/lib/python*/site-packages/torch-*.dist-info/METADATA; then $(LOCKED) locked/cuda.txt; fi
	@touch $@

$(VENV)/installed-test: $(VENV)/installed-torch
	$(LOCKED) locked/engine.txt
	$(LOCKED) locked/test.txt
	@touch $@

$(VENV)/installed-check: $(VENV)/installed-test
	$(LOCKED) locked/check.txt
	@touch $@

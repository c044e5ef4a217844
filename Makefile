# `make demo` shows the product, `make test` runs everything that CI runs, `make bench` measures.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test lint types bench clean coverage

demo: $(STAMP)
	@$(BIN)/python -c "print('\n== 1. tables → validated graph')"
	$(BIN)/sckg build
	@$(BIN)/python -c "print('\n== 2. three saved questions, every row with its place in the source')"
	$(BIN)/sckg query run memoranda-of-korean-firms
	$(BIN)/sckg query run who-enters-a-country -p country=베트남 --lang ko
	$(BIN)/sckg query run stalled-or-abandoned
	@$(BIN)/python -c "print('\n== 3. why do we believe it?')"
	$(BIN)/sckg explain "LG CNS" enters China
	@$(BIN)/python -c "print('\n== 4. pictures')"
	$(BIN)/sckg draw network
	$(BIN)/sckg draw map -o build/map.png --lang ko
	@$(BIN)/python -c "print('\n== 5. where to enter together')"
	$(BIN)/sckg analyze joint-entry --host Vietnam --limit 2
	@$(BIN)/python -c "print('\n== 6. the atlas')"
	$(BIN)/sckg atlas --lang ko
	@$(BIN)/python -c "print('\nThe graph: build/sckg.trig (also .nq .ttl .jsonld), description: build/void.ttl, counts: build/manifest.json\nThe atlas: build/atlas/index.html (open it in a browser; no server, no internet)\nAsk on: $(BIN)/sckg query list')"

test: $(STAMP) lint types
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/bench.py

coverage: $(STAMP)
	$(BIN)/sckg coverage

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

clean:
	rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

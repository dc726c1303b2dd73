# The same commands for people and for CI; each installs what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
QUESTIONS := $(wildcard tests/questions/dev-*.jsonl)

# Set to 1, « make eval » measures each part of the search too, and writes the table in the README.
ABLATION ?=
# The BEIR folders that « make bench-retrieval » measures, and how many passages it grows the first to, if any.
SETS ?=
PASSAGES ?= 0

.PHONY: run test check eval bench bench-retrieval fascicule

run: .venv/run
	@$(BIN)/python ingest.py
	@$(BIN)/python app.py

test: .venv/dev
	@sh tests/install-browser
	@sh tests/install-recognition
	@sh tests/install-postgresql
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 25

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

eval: .venv/$(if $(filter 1,$(ABLATION)),dev,run)
	@$(BIN)/python ingest.py
	$(BIN)/python -m bot eval $(QUESTIONS)
	$(if $(filter 1,$(ABLATION)),$(BIN)/python -m bot ablation $(QUESTIONS) --write README.md)

bench: .venv/run
	@$(BIN)/python ingest.py
	$(BIN)/python -m bot bench $(QUESTIONS)

bench-retrieval: .venv/dev
	$(BIN)/python -m bot bench-retrieval --passages $(PASSAGES) $(SETS)

fascicule: .venv/run
	$(BIN)/python -m bot fascicule fascicule.pdf

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements.txt tests/requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check -r tests/requirements.txt
	@touch .venv/run $@

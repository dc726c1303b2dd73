# The same commands for people and for CI; each installs what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
QUESTIONS := $(wildcard tests/questions/dev-*.jsonl)

.PHONY: run test check eval bench fascicule

run: .venv/run
	@$(BIN)/python ingest.py
	@$(BIN)/python app.py

test: .venv/dev
	@sh tests/install-browser
	@sh tests/install-recognition
	$(BIN)/python -m pytest

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

eval: .venv/run
	@$(BIN)/python ingest.py
	$(BIN)/python -m bot eval $(QUESTIONS)

bench: .venv/run
	@$(BIN)/python ingest.py
	$(BIN)/python -m bot bench $(QUESTIONS)

fascicule: .venv/run
	$(BIN)/python -m bot fascicule fascicule.pdf

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements.txt tests/requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch .venv/run $@

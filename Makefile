# Every target sets up what it needs. PYTHON names the interpreter to build .venv with (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench eval weights compare prove formats-matrix torture lock docs clean

run: .venv/.ready
	$(BIN)/firewall demo

# Some tests kill processes under load, and a busy machine can be too slow for them: what failed is told, and run once more
# with nothing beside it. Only what fails twice fails the run; a run that ends early fails it, too.
test: .venv/.ready
	$(BIN)/pytest -n 2 --dist worksteal || $(BIN)/pytest --last-failed --last-failed-no-failures none

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/firewall check policies
	$(BIN)/firewall policy test policies

bench: .venv/.ready
	$(BIN)/python -m benchmarks.detect
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.lines
	$(BIN)/python -m benchmarks.record
	$(BIN)/python -m benchmarks.proxy
	$(BIN)/python -m benchmarks.several
	$(BIN)/python -m benchmarks.rules
	$(BIN)/python -m benchmarks.proving
	$(BIN)/python -m benchmarks.redact --megabytes 32 --kinds csv,ndjson,xml
	$(BIN)/python -m benchmarks.streams --megabytes 32

# What the detectors find in labelled sets; the gate that a change may not lower is part of `make test`.
eval: .venv/.ready
	$(BIN)/python -m evaluation.run

# Learns anew what sentences weigh, after a change below training/sentences or evaluation/sets/open. Some ten minutes.
weights: .venv/.ready
	$(BIN)/python -m training

# What is decided, beside a slow decision written from the design alone, on 100,000 random policies. Some two minutes;
# a few thousand are part of `make test`.
compare: .venv/.ready
	$(BIN)/python -m tests.properties.compare 100000

# More of what `make test` does a part of: 200 breaches planted in a city of the size of a real one, and 4,000 small random
# policies gone through by force. Some minutes.
prove: .venv/.ready
	PROVE_PLANTS=200 $(BIN)/pytest -q tests/proving/test_planted.py
	PROVE_SEEDS=4000 PROVE_TIMES=1500 $(BIN)/pytest -q tests/proving/test_everything.py

# Every content coding with every character set and every media type, of which `make test` does a sample: a minute or two.
formats-matrix: .venv/.ready
	MATRIX=1 $(BIN)/pytest -q -s tests/test_unread_bytes.py

torture: .venv/.ready
	$(BIN)/pytest -m torture tests/faults

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Writes the locks anew: every version with its hashes, and no index address. requirements-run.lock is what the image
# holds: the same versions, without what only tests and checks need.
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header
lock: .venv/.ready
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --all-extras -o requirements.lock
	$(LOCK) --extra columns --extra demo --extra documents --extra faces --extra names --extra otel --extra postgres --constraint requirements.lock -o requirements-run.lock

# Writes docs/reference.md anew: every key, word, metric, command and code, from the program itself.
docs: .venv/.ready
	$(BIN)/python -m reference

clean:
	rm -rf .venv demo-city

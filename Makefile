# The two commands: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test trust setup dev lint format bench catalogues parity lock clean kill

run: setup
	@$(BIN)/cutru serve --migrate --demo

setup: .venv/.runtime

.venv/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên (PYTHON=... make run)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Đang cài đặt vào .venv (chỉ lần đầu)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

dev: .venv/.dev

.venv/.dev: requirements-dev.lock .venv/.runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: dev
	@$(BIN)/pytest

# Attacks at full length (most of a day); `make test` plays them in small, SHARE=0.01 a hundredth.
# T-A1, A2, A4, A6: trust; A3: machine; A5: timing; A7: object_access, officers; P1, P2: canaries;
# P6: audit; P7: access_log; P8: keys; W6: hostile.
.PHONY: trust
trust: dev
	@date -u && git log -1 --format=%h && uname -m && nproc
	@TRUST=$(or $(SHARE),1) CUTRU_HOSTILE=1000 $(BIN)/pytest --timeout=0 --durations=0 -v -s \
		$(foreach part,hostile machine timing audit keys access_log trust,tests/lookup/test_$(part).py) \
		tests/bot/test_canaries.py tests/web/test_officers.py tests/web/test_object_access.py

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: dev
	@$(BIN)/python -m benchmarks

# Score the answers to a file of questions: make scoreboard FILE=…
.PHONY: scoreboard
scoreboard: dev
	@$(BIN)/python -m benchmarks.scoreboard $(FILE)

# What the suite does with few, with many: 100,000 malformed bodies, 2,000 slow connections.
.PHONY: storm
storm: dev
	@CUTRU_MALFORMED=100000 CUTRU_SLOW=2000 $(BIN)/pytest --timeout 1200 tests/bot/test_storm.py tests/web/test_deadlines.py

# Write new texts into the catalogues, in order; then translate what is empty. Each keeps its header.
catalogues: dev
	@mkdir -p var
	@$(BIN)/pybabel -q extract -F babel.cfg -k _ -k _n:1,1 --no-location --sort-output --omit-header -o var/assistant.pot bot handlers legal_kb
	@for po in locales/*/LC_MESSAGES/assistant.po; do \
		sed '/^$$/q' $$po > var/header.po && \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap -i var/assistant.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po))) && \
		cat var/header.po $$po > var/assistant.po && mv var/assistant.po $$po || exit 1; done

# Write the table of how each node is answered on each channel.
parity: dev
	@$(BIN)/python -m bot.parity

# Pin the newest versions that pyproject.toml allows (needs uv).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf .venv var artefacts

# Ten thousand kills -9, four at once (an hour or more); KILLS says how many, KILL_WITH=--postgresql where.
kill: dev
	@$(BIN)/python -m tests.bot.killing --kills $(or $(KILLS),10000) --workers 4 $(KILL_WITH)

# A hundred thousand updates, each delivered one to five times and shuffled, to two processes.
.PHONY: shuffle
shuffle: dev
	@$(BIN)/python -m tests.bot.shuffled --updates $(or $(UPDATES),100000) $(SHUFFLE_WITH)

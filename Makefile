# The two commands are `make run` and `make test`; each does all its own set-up.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUTF8 := 1

.PHONY: run test check bench screens lock words clean

run: $(VENV)/ready build/ready
	@exec $(BIN)/chauban run --demo

test: $(VENV)/ready build/ready check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy chauban tests

bench: $(VENV)/ready build/ready
	$(BIN)/python -m bench

screens: $(VENV)/ready build/ready
	$(BIN)/python -m tests.screens

# Debian packages, then the locked Python packages: again only when a lock file changes.
$(VENV)/ready: requirements/dev.txt requirements/debian.txt scripts/debian-packages
	@PYTHON=$(PYTHON) scripts/debian-packages
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@echo "Cài các thư viện Python (installing Python packages)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# One stylesheet, one script, and the catalogues of words.
build/ready: $(VENV)/ready $(shell find chauban -name '*.po' -o -name '*.css' -o -name '*.js' | grep -v /node_modules/)
	@mkdir -p build/static
	@$(BIN)/python -m chauban.web.bundle build/static
	@for po in $$(find chauban -name '*.po'); do msgfmt --check-format -o $${po%.po}.mo $$po || exit 1; done
	@touch $@

# Collect the words to translate into the catalogue of each room that has one, and those beside the rooms into their own.
WORDS := makemessages -l vi --no-location --no-obsolete -v0
words: export PYTHONSAFEPATH := 1
words: $(VENV)/ready
	@set -e; cd chauban; for locale in */locale; do (cd $${locale%/*} && ../../$(BIN)/django-admin $(WORDS)); done; \
		../$(BIN)/django-admin $(WORDS) $$(printf -- '--ignore=%s* ' */)

lock:
	uv pip compile requirements/base.in --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements/base.txt
	uv pip compile requirements/dev.in --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements/dev.txt

clean:
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache

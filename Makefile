# The two commands of the README are `make demo` and `make test`.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
DEBIAN_PACKAGES := chromium default-jre-headless fonts-dejavu-core gdal-bin nginx-light \
    postgresql postgresql-postgis python3-gdal strace
# PDOK's validator of GeoPackages wants GDAL's Python, which Debian has for its own alone.
VALIDATOR := .venv/geopackage-validator
VALIDATOR_PIP := $(BIN)/python -m pip --python /usr/bin/python3 install -q \
    --disable-pip-version-check --target $(VALIDATOR)
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
# Takes a quarter of pip's time; where it is not to be had, or finds nothing, pip does the same.
UV := $(BIN)/uv pip install -q -p $(BIN)/python --compile-bytecode
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report=
# The longest first.
CHECKS := mypy ruff lint-imports deptry codespell djlint

# Debian's packages are fetched while ours are, and two checks run at once.
MAKEFLAGS += --jobs=2
# Tests start our programs some hundred times: Python shall not compile them each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test thorough bench check compiled documents catalogs packages $(CHECKS:%=check-%)

demo: .venv/installed
	@$(BIN)/python -m landtrust demo --port $(PORT)

# All tests, then again on PostgreSQL those that touch a store.
test: .venv/installed-for-tests packages check compiled $(VALIDATOR)/installed
	$(PYTEST)
	LANDTRUST_TEST_STORE=postgresql $(PYTEST) --cov-append
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 \
	    --include='landtrust/domain/*,landtrust/queries/*,landtrust/services/*'

# Ten thousand generated requests and crawled pages, where the tests send some hundred.
thorough: export LANDTRUST_GENERATED_REQUESTS := 10000
thorough: export LANDTRUST_CRAWLED_PAGES := 10000
thorough: AT_LENGTH := $(BIN)/python -m pytest -q tests/web/ogc/test_generated_requests.py \
    tests/web/ogc/test_abuse_server.py
thorough: .venv/installed-for-tests packages
	$(AT_LENGTH)
	LANDTRUST_TEST_STORE=postgresql $(AT_LENGTH)

check: $(CHECKS:%=check-%)

# Each by itself, so that several run at once.
check-mypy check-lint-imports check-codespell: check-%: .venv/installed-for-tests
	$(BIN)/$*

check-ruff: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-deptry: .venv/installed-for-tests
	$(BIN)/deptry .

check-djlint: .venv/installed-for-tests
	$(BIN)/djlint --check --lint --quiet templates

# Here, because the process that reads foreign files may write nothing.
compiled: .venv/installed-for-tests
	$(BIN)/python -m compileall -q landtrust

bench: DEBIAN_PACKAGES += libsqlite3-mod-spatialite python3-venv wrk
bench: .venv/installed-for-tests packages
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.documents

documents: .venv/installed-for-tests
	$(BIN)/python -m tests.documents

# What pages say, for translators: messages that are new are there to be filled in.
catalogs: .venv/installed-for-tests
	$(BIN)/python -m tests.catalogs

.venv/bin/python:
	@$(PYTHON) -m venv .venv 2>/dev/null || { \
	    echo "Python's venv module is not here; installing Debian's."; \
	    rm -rf .venv; apt-get update -qq && apt-get install -y -qq python3-venv; \
	    $(PYTHON) -m venv .venv; }

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "Installing Landtrust into .venv …"
	@$(PIP) uv && $(UV) -e . || $(PIP) -e .
	@touch $@

.venv/installed-for-tests: .venv/installed
	@$(UV) --group dev || { $(PIP) -U 'pip>=25.1' && $(PIP) --group dev; }
	@touch $@

$(VALIDATOR)/installed: Makefile | packages .venv/bin/python
	@$(VALIDATOR_PIP) --no-deps 'pdok-geopackage-validator~=0.14.5'
	@$(VALIDATOR_PIP) 'pydantic~=2.11' 'pyyaml~=6.0' 'semver~=3.0'
	@touch $@

# What the tests drive from outside: the browser, a PostgreSQL server that they start and stop
# themselves, and other programs that read our files.
packages: | .venv/bin/python
	@missing=$$(for p in $(DEBIAN_PACKAGES); do \
	    dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	            apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	    else echo "Please install for the tests:" $$missing; fi; \
	fi

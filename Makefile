# Scheidingsplein. `make` says what there is. Only Python (3.11 or newer) and make are needed.

PORT ?= 8000
ARGS ?=
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
PY := .venv/bin/python
# Quiet about mirrors and versions; errors are still shown.
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq install --require-hashes

export PORT
.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak leaks translations

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: .venv/run.stamp ## demo of 15 municipalities on http://127.0.0.1:8000 (other port: make run PORT=8080)
	@exec $(PY) -m portal.demo

# All of them in two processes, file by file: on two cores that saves a third of the time.
test: .venv/dev.stamp ## all tests, PostgreSQL and browser included; a few: make test ARGS="tests/agenda -k slot"
	@$(PY) -m pytest $(or $(ARGS),-n 2 --dist loadscope --no-loadscope-reorder)

lint: .venv/dev.stamp ## style, types, templates, vendored files
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy portal
	$(PY) -m djlint --quiet --lint portal
	$(PY) frontend/vendor.py --check

bench: .venv/dev.stamp ## speed, measured against bare Flask and bare SQL on this machine
	@$(PY) -m bench $(ARGS)

soak: .venv/dev.stamp ## the long rounds: concurrency, crashes, growth
	@SOAK=1 $(PY) -m pytest -m soak $(ARGS)

leaks: .venv/dev.stamp ## does the canary suite bite? every one-line leak of tests/canary/leaks must turn it red
	@$(PY) -m tests.canary.leaks $(ARGS)

translations: .venv/dev.stamp ## read the texts anew into translations/ and compile what is translated
	@$(PY) -m babel.messages.frontend -q extract -F pyproject.toml -k N_ --no-location --omit-header -o translations/messages.pot .
	@$(PY) -m babel.messages.frontend -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	@$(PY) -m babel.messages.frontend -q compile -d translations

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (or: make PYTHON=/path/to/python3 ...)" >&2; exit 1; }
	@echo "Making .venv"
	@$(PYTHON) -m venv --clear .venv || { echo "Could not make .venv; on Debian: apt install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements.txt | $(PY)
	@echo "Installing requirements.txt"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | $(PY)
	@echo "Installing requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $@

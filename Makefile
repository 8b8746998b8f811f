# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
ARGS ?=
IN := .venv/bin

RUN_STAMP := .venv/.run-installed
DEV_STAMP := .venv/.dev-installed
JS_STAMP := .venv/.js-installed
JS := $(IN)/node tools/js/node_modules/.bin
PINNED := requirements.txt vendor/psycopg2/pyproject.toml
COMPILE := uv pip compile --quiet --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

.PHONY: run test bench screenshot lint format requirements clean help

run: $(RUN_STAMP) ## set up, load the demo, serve on http://127.0.0.1:$PORT (8000)
	@export DEBUG_VALUE="$${DEBUG_VALUE:-True}" SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"; \
	$(IN)/python manage.py migrate --noinput; \
	echo "Loading the demo ..."; \
	$(IN)/python manage.py demo; \
	echo "Serving on http://127.0.0.1:$(PORT)/"; \
	exec $(IN)/python -m nu_housing_app.server.command -b 127.0.0.1 -p $(PORT) nu_housing_app.asgi:application

test: $(DEV_STAMP) ## run every test, or some: ARGS="tests/chat -k nonce"
	@exec $(IN)/python -m tests.runner $(ARGS)

bench: $(DEV_STAMP) ## run every benchmark, or some: ARGS="search burst"
	@exec $(IN)/python -m bench $(ARGS)

screenshot: $(DEV_STAMP) ## retake the README's screenshot
	@mkdir -p docs
	@SCREENSHOTS=docs $(IN)/python -m pytest -q tests/e2e/test_picture.py

lint: $(DEV_STAMP) $(JS_STAMP) ## check style, layers, types, templates, scripts and migrations
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/djlint --quiet --lint templates
	$(IN)/lint-imports --no-logo
	$(IN)/mypy
	$(JS)/eslint --max-warnings 0 --config tools/js/eslint.config.js static/js tests/js tools/js
	$(JS)/stylelint --max-warnings 0 --config tools/js/stylelint.config.js static/css
	$(JS)/tsc --project jsconfig.json
	env DEBUG_VALUE=True $(IN)/python manage.py makemigrations --check --dry-run

format: $(DEV_STAMP) ## format the code and fix what can be fixed
	$(IN)/ruff check --fix-only .
	$(IN)/ruff format .

requirements: $(IN)/uv ## pin requirements*.in again; ARGS=--upgrade to the newest versions
	$(IN)/$(COMPILE) $(ARGS) requirements.in -o requirements.txt
	grep -v '^\./' requirements.txt | \
		$(IN)/$(COMPILE) $(ARGS) --constraints - requirements-dev.in -o requirements-dev.txt

clean: ## remove what these commands created, except the database and the media
	rm -rf .venv .cache staticfiles tools/js/node_modules vendor/psycopg2/{build,*.egg-info} \
		.pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list these commands
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(IN)/python:
	@bash .ci/venv

$(IN)/uv: | $(IN)/python
	@$(IN)/python -m pip install --quiet uv

$(RUN_STAMP): $(PINNED) | $(IN)/python
	@echo "Installing requirements.txt ..."
	@$(IN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# uv takes a tenth of pip's time; where it can't be had, pip does the same.
$(DEV_STAMP): $(PINNED) requirements-dev.txt | $(IN)/python
	@echo "Installing requirements.txt and requirements-dev.txt ..."
	@if $(MAKE) --no-print-directory $(IN)/uv && $(IN)/uv pip install --quiet \
		--python $(IN)/python -r requirements.txt -r requirements-dev.txt; then :; else \
		echo "uv could not install them; pip does."; \
		$(IN)/python -m pip install --quiet --disable-pip-version-check \
			-r requirements.txt -r requirements-dev.txt; fi
	@touch $(RUN_STAMP) $@

# Needs an npm registry the first time, and after a change of the lockfile.
$(JS_STAMP): tools/js/package.json tools/js/package-lock.json tools/js/.npmrc | $(DEV_STAMP)
	@echo "Installing tools/js/package-lock.json ..."
	@bash .ci/node
	@touch $@

# Two commands do all the set-up: `make run` and `make test`.
.DEFAULT_GOAL := help
PY := .venv/bin/python
.PHONY: help run test bench bench-long drills lint fmt audit lock wheelhouse demo-reset setup setup-test

help: ## list of commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup:
	@scripts/setup.sh runtime

setup-test:
	@scripts/setup.sh test

run: setup ## prepare everything, start collectors and web, print the address (Ctrl-C stops)
	@exec $(PY) -m dashboard run

test: setup-test ## all tests: real database, browser, sockets and files; ARGS="tests/sla -k pause" for some
ifeq ($(ARGS),)
	$(PY) -m pytest -q -n 3 --dist loadfile tests --ignore=tests/browser --ignore=tests/demo
	$(PY) -m pytest -q tests/demo
	$(PY) -m pytest -q -n 3 --dist loadfile tests/browser
else
	$(PY) -m pytest -q $(ARGS)
endif

bench: setup-test ## how fast it is, each figure beside its reference (20 minutes); ARGS="--only sweep,load" for some
	@$(PY) -m bench $(ARGS)

bench-long: setup-test ## the nation, growth from 1 to 514 offices, an hour of memory (four hours)
	@$(PY) -m bench --long $(ARGS)

drills: setup-test ## what must not happen to an office, tried on a running one (20 minutes, root); ARGS="--only clock" for some
	@$(PY) -m bench.drills $(ARGS)

lint: setup-test ## ruff, mypy --strict, import rules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

fmt: setup-test ## format and mend what ruff can mend
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

audit: setup-test ## known vulnerabilities of the locked packages (asks the internet); fails for each it could not look up
	@$(PY) scripts/audit.py $(ARGS)

lock: ## write requirements.txt and requirements-test.txt anew from the *.in lists
	@scripts/lock.sh

wheelhouse: ## archive for a server without internet in dist/; PLATFORM=win_amd64 PYTHON=3.12 for another one
	@env -u PYTHON scripts/setup.sh runtime
	@$(PY) scripts/wheelhouse.py $(if $(PLATFORM),--platform $(PLATFORM)) $(if $(PYTHON),--python $(PYTHON))

demo-reset: setup ## throw the demo's data away; the next `make run` writes its 90 days again
	@$(PY) -m dashboard demo-reset

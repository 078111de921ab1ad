# make run: a first comparison, from nothing. make play: the page. make test: what continuous integration runs.
VENV := .venv
BIN := $(VENV)/bin
FIND := for each in python3.11 python3 python3.12 python3.13; do \
  "$$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$$each" && break; done
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

.PHONY: run test play docs lessons results clean

run: $(VENV)/run
	@$(BIN)/orgsim compare out=results/compare

test: $(VENV)/test
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile

# the page to play with
play: $(VENV)/run
	@$(BIN)/orgsim play

# the documentation site, offline
docs: $(VENV)/docs
	@$(BIN)/python -m sphinx -q -W -c docs . docs/_build/html && echo "docs/_build/html/index.html"

# six lessons as notebooks, in the browser
lessons: $(VENV)/lessons
	@$(BIN)/jupyter lab docs/lessons

$(BIN)/python:
	@python="$${PYTHON:-$$($(FIND))}"; \
	[ -n "$$python" ] || { echo "orgsim needs Python 3.11, 3.12 or 3.13: make run PYTHON=/path/to/python3.11" >&2; exit 2; }; \
	echo "Making $(VENV) with $$python ..."; "$$python" -m venv --clear $(VENV)

$(VENV)/run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing orgsim and what it stands on into $(VENV) (about a minute) ..."
	@$(PIP) --editable '.[answers]'
	@touch $@

$(VENV)/test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing orgsim with what its tests need into $(VENV) (about a minute) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/run

$(VENV)/docs: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing orgsim with what its documentation needs into $(VENV) (about a minute) ..."
	@$(PIP) --editable '.[answers,docs]'
	@touch $@ $(VENV)/run

$(VENV)/lessons: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing orgsim with Jupyter into $(VENV) (about a minute) ..."
	@$(PIP) --editable '.[answers,lessons]'
	@touch $@ $(VENV)/run

# every experiment again from nothing; says of each table whether it came out as it was (some hours)
results: $(VENV)/run
	@$(BIN)/python experiments/run.py --fresh

clean:
	rm -rf $(VENV)

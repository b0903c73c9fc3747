# The book's commands. `make` alone lists them; each does what is still to do and no more.

SHELL := /bin/sh
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help book pdf pdf-test pdf-print pdf-print-test epub epub-test offline notebooks notebooks-test
.PHONY: release serve test live-test lint sweep bench audit reproducible links load assets live lock clean

help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(VENV)-book ## execute and build the book into _build/html (set up first, if need be)
	@$(RUN) scripts/vendor_assets.py
	@$(RUN) scripts/vendor_livecode.py
	@$(RUN) scripts/build_book.py

pdf: $(VENV)-book ## set the printed book into _build/pdf (XeLaTeX; says which packages it lacks)
	@$(RUN) scripts/vendor_assets.py
	@$(RUN) scripts/make_pdf.py

pdf-test: $(VENV)-test pdf ## open the printed book and look at what is in it (wants poppler-utils)
	@BOOK_PDF=$(CURDIR)/_build/pdf/brains-decision-committee.pdf $(RUN) -m pytest tests/book/test_pdf.py

pdf-print: $(VENV)-test book ## print the whole site as one tagged PDF, by Chromium: no TeX needed
	@$(RUN) scripts/make_pdf_print.py

pdf-print-test: pdf-print ## open the printed site and look at what is in it (wants poppler-utils)
	@BOOK_PDF_PRINT=$(CURDIR)/_build/pdf/brains-decision-committee-print.pdf $(RUN) -m pytest tests/book/test_pdf_print.py

epub: $(VENV)-book ## make the book for reading devices, in _build/epub
	@$(RUN) scripts/vendor_assets.py
	@$(RUN) scripts/make_epub.py

epub-test: epub ## ask epubcheck (Java) whether a reading device may expect trouble
	@$(RUN) scripts/check_epub.py

offline: book ## pack the site into one archive that is read without server or network
	@$(RUN) scripts/make_offline.py

notebooks: $(VENV)-book ## make a Jupyter notebook of each page with code, clean and executed
	@$(RUN) scripts/vendor_assets.py
	@$(RUN) scripts/make_notebooks.py

notebooks-test: notebooks ## run each where only the package and a kernel are installed (an hour)
	@$(RUN) scripts/run_notebooks.py

release: pdf pdf-print epub offline notebooks ## make the package and every edition, with checksums
	@$(RUN) scripts/gather_release.py

serve: $(VENV)-book ## read the built book on this computer and run its code (make serve PORT=9000)
	@$(RUN) scripts/serve.py --port $(PORT)

test: $(VENV)-test ## check everything: style, types, spelling, the package, pages in a real browser
	@$(RUN) scripts/run_tests.py

live-test: $(VENV)-test ## every browser test that `make test` leaves out: all pages, chapters, states (30 min)
	@$(RUN) scripts/run_tests.py --every-chapter

lint: $(VENV)-test ## check style, types and spelling only
	@$(RUN) scripts/run_tests.py --lint-only

sweep: $(VENV)-book ## put every claim to the test under twenty other seeds (an hour on two cores)
	@$(RUN) scripts/sweep_claims.py

audit: book $(VENV)-test ## measure the built site: people, wire, markup, links, looks, Lighthouse (15 min)
	@$(RUN) scripts/audit_site.py $(AUDIT)

reproducible: $(VENV)-book ## build the book twice on two unlike machines; compare every byte
	@$(RUN) scripts/vendor_assets.py
	@$(RUN) scripts/vendor_livecode.py
	@$(RUN) scripts/compare_builds.py

links: $(VENV)-book ## ask every address outside the book whether it still answers
	@$(RUN) scripts/check_links.py

load: $(VENV)-book ## serve the built site by nginx, put wrk to it, print what a reader costs
	@$(RUN) benchmarks/load.py

bench: $(VENV)-book ## race the package against scikit-learn, PyTorch and jax, where installed in .venv
	@$(RUN) benchmarks/run.py

assets: $(VENV)-book ## bring fonts and mathematics from npm into _build/assets
	@$(RUN) scripts/vendor_assets.py

live: $(VENV)-book ## bring Python for the reader's browser (LIVE="--pyodide-dir FOLDER" or --strict)
	@$(RUN) scripts/vendor_livecode.py $(LIVE)

lock: $(VENV)-test ## pin every version anew (newest allowed: make lock UPGRADE=--upgrade)
	@$(RUN) scripts/lock.py $(UPGRADE)

clean: ## remove what was built; the environment and the npm packages stay
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: $(VENV)-book $(VENV)-test
$(VENV)-book $(VENV)-test:
	@python=$$(PYTHON="$(PYTHON)" sh scripts/find_python.sh) && "$$python" scripts/make_environment.py $(@:$(VENV)-%=%)

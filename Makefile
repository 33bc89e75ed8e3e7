# Each target does everything it needs by itself: on a fresh machine `make lab` is the only command an analyst types.
# Works with GNU Make 3.81, the one that macOS ships: one shell line per recipe, no .ONESHELL.

# Recipes read these from the environment ("$$DATA"), not as $(DATA): a folder may be called «اخبار ۱۳۹۴» or "it's mine".
DATA        ?= data
OUT         ?= exports
REPORT_LANG ?= en
export DATA OUT REPORT_LANG
# Text files are UTF-8 here, also where the locale says ASCII (cron, containers).
export PYTHONUTF8 = 1
# An activated environment of another project must not receive our packages.
export UV_PROJECT_ENVIRONMENT = .venv
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH CONDA_PREFIX

SHELL   = /bin/sh
PYTHON  = .venv/bin/python
STAMP   = .venv/.ruznama-stamp
PYTHONS = python3 python3.14 python3.13 python3.12 python3.11 python

# Both bounds are read from pyproject.toml, their only place.
UV_BOUND = $(shell sed -n 's/^ *"\(uv>=[^"]*\)".*/\1/p' pyproject.toml)
FITS     = import re, sys; \
  text = open("pyproject.toml", "rb").read().decode("utf-8"); \
  bounds = re.search("requires-python = \">=([0-9.]+),<([0-9.]+)\"", text).groups(); \
  low, high = [tuple(int(n) for n in bound.split(".")) for bound in bounds]; \
  sys.exit(not low <= sys.version_info[:2] < high)

# The stamp holds the folder it was made in. Another folder (the checkout was moved) or a Python that no longer starts
# (upgraded by the system, as brew does) means that the set-up is stale, whatever the file times say.
ifneq ($(shell $(PYTHON) -c '' 2>/dev/null && cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): FORCE
endif

.PHONY: lab report test score soak setup browser FORCE

lab: setup
	@$(PYTHON) -m helpers build "$$DATA"
	@absolute() { case "$$1" in /*) printf %s "$$1" ;; *) printf %s "$(CURDIR)/$$1" ;; esac; }; \
	  if [ "$$(id -u)" = 0 ]; then root=--allow-root; else root=; fi; \
	  RUZNAMA_DATA="$$(absolute "$$DATA")" RUZNAMA_OUT="$$(absolute "$$OUT")" RUZNAMA_REPORT_LANG="$$REPORT_LANG" \
	  exec $(PYTHON) -m jupyter lab $$root --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb \
	    --LabApp.extension_manager=readonly --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

report: setup
	@$(PYTHON) -m helpers report "$$DATA" --out "$$OUT" --lang "$$REPORT_LANG"

test: setup
	@$(PYTHON) -m pytest

score: $(STAMP)
	@$(PYTHON) -m helpers score "$$DATA" tests/gold

soak: setup
	@$(PYTHON) -m pytest -m soak

setup: $(STAMP) browser

# The mark .ruznama-unfinished stands while packages are being written. Found at the start, it means that a set-up was
# interrupted (Ctrl-C, a full disk): a package may be half there and look whole, so all are laid again, from uv's cache.
$(STAMP): pyproject.toml uv.lock
	@set -e; cd "$(CURDIR)"; rm -rf .venv-broken; \
	works() { "$$1" cache dir >/dev/null 2>&1; }; \
	anew() { if [ -e .venv ]; then mv .venv .venv-broken; rm -rf .venv-broken; fi; }; \
	if [ -e .venv ] && ! $(PYTHON) -c '' 2>/dev/null; then echo "Python in .venv does not start: making it anew."; anew; fi; \
	if [ -e $(STAMP) ] && [ "$$(cat $(STAMP))" != "$(CURDIR)" ]; then echo "This folder was moved: making .venv anew."; anew; fi; \
	again=; if [ -e .venv/.ruznama-unfinished ]; then again=--reinstall; fi; \
	if works .venv/bin/uv; then uv=.venv/bin/uv; \
	elif command -v uv >/dev/null && works uv; then uv=uv; \
	else \
	  uv=.venv/bin/uv; found=; unfit=; \
	  for python in $(PYTHONS); do \
	    if "$$python" -c '$(FITS)' >/dev/null 2>&1; then \
	      if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
	      unfit=$${unfit:-$$python}; \
	    fi; \
	  done; \
	  if [ -z "$$found" ] && [ -n "$$unfit" ]; then \
	    echo "$$unfit has no venv module, which the set-up needs. On Debian and Ubuntu this line installs it, then run make again:"; \
	    echo "    sudo apt-get install $$unfit-venv"; exit 1; \
	  fi; \
	  if [ -z "$$found" ]; then \
	    echo "No Python that fits was found ($$(sed -n 's/^requires-python = //p' pyproject.toml)). Install one, then run make again:"; \
	    echo "    Debian, Ubuntu: sudo apt-get install python3 python3-venv"; \
	    echo "    Fedora: sudo dnf install python3.13    macOS: brew install python@3.13"; exit 1; \
	  fi; \
	  echo "Setting up .venv with $$("$$found" --version) ..."; \
	  if ! $(PYTHON) -m pip --version >/dev/null 2>&1; then anew; "$$found" -m venv .venv; fi; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --force-reinstall "$(UV_BOUND)"; \
	fi; \
	[ -e .venv ] || "$$uv" venv --quiet .venv; \
	touch .venv/.ruznama-unfinished; \
	if [ -t 2 ]; then quiet=; else quiet=--quiet; fi; \
	"$$uv" sync --frozen --all-groups $$quiet $$again || { \
	  echo "Once more, with the certificates of this machine (an office network may have its own) ..."; \
	  UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 "$$uv" sync --frozen --all-groups $$quiet $$again; }; \
	printf '%s\n' "$(CURDIR)" > $(STAMP); rm -f .venv/.ruznama-unfinished

# Pictures (png, svg, pdf) and the browser tests need Chrome or Chromium, and a font with Persian, Arabic and Pashto letters.
# The tests drive it with playwright, whose own program wants libatomic, which a bare Debian lacks.
browser:
	@found=; for name in "$$BROWSER_PATH" chromium chromium-browser google-chrome google-chrome-stable chrome \
	  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do \
	  if [ -n "$$name" ] && command -v "$$name" >/dev/null; then found=yes; break; fi; \
	done; \
	font=yes; \
	if [ -e /etc/debian_version ] && [ ! -e /usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf ]; then \
	  fc-list :lang=ps 2>/dev/null | grep -q . || font=; \
	fi; \
	library=yes; if [ -e /etc/debian_version ]; then set -- /usr/lib/*/libatomic.so.1; [ -e "$$1" ] || library=; fi; \
	if [ -n "$$found" ] && [ -n "$$font" ] && [ -n "$$library" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian$$' /etc/os-release; then \
	  packages=; [ -n "$$found" ] || packages=chromium; [ -n "$$font" ] || packages="$$packages fonts-noto-core"; \
	  [ -n "$$library" ] || packages="$$packages libatomic1"; \
	  echo "Installing $$packages ..."; export DEBIAN_FRONTEND=noninteractive; \
	  if apt-get -qq -o DPkg::Lock::Timeout=120 update >/dev/null && \
	     apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $$packages >/dev/null; then exit 0; fi; \
	fi; \
	if [ -z "$$found" ]; then \
	  echo "No Chrome or Chromium found: charts are written as html and csv, not as png, svg or pdf. One line installs it:"; \
	  echo "    Debian: sudo apt-get install chromium fonts-noto-core    Ubuntu: sudo snap install chromium"; \
	  echo "    Fedora: sudo dnf install chromium google-noto-sans-arabic-fonts    macOS: brew install --cask google-chrome"; \
	fi; \
	if [ -n "$$found" ] && [ -z "$$font" ]; then \
	  echo "No font with all Persian, Arabic and Pashto letters found: pictures may show boxes. This line installs one:"; \
	  echo "    sudo apt-get install fonts-noto-core"; \
	fi; \
	if [ -z "$$library" ]; then \
	  echo "The browser tests (only they) need one library more: sudo apt-get install libatomic1"; \
	fi

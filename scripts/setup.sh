# Sourced by build, serve and test: a virtual environment in .venv with this project in it, made or brought up to date.
# $1: the extra dependencies to install ("[material]" or "[test]").
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 2; }

command -v git >/dev/null || fail "git is not installed. Install it: https://git-scm.com/downloads"
python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is not installed. Install it: https://www.python.org/downloads/"

export NO_MKDOCS_2_WARNING=1 PIP_DISABLE_PIP_VERSION_CHECK=1
wanted="$("$python" -c 'import sys; print(sys.version)') $1 $(cksum pyproject.toml)"
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  say "Making a virtual environment in .venv"
  rm -rf .venv
  "$python" -m venv .venv || fail "the module venv is missing. On Debian: apt-get install python3-venv"
fi
if [ "$(cat ".venv/installed$1" 2>/dev/null)" != "$wanted" ]; then
  say "Installing what Inforce needs (once, and after a change of pyproject.toml)"
  .venv/bin/python -m pip install --quiet --editable ".$1" || fail "pip could not install; see above. Is the network there?"
  printf '%s' "$wanted" > ".venv/installed$1"
fi

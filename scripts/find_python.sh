#!/bin/sh
# Print a Python 3.11 or newer: the one in $PYTHON if given, else what this machine has.
if [ -n "$PYTHON" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.13 python3.12 python3.11 python3.14 python
fi
first=$1
for python in "$@"; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$python"
        exit 0
    fi
done
found=$("$first" --version 2>&1) || found="none"
echo "Expected Python 3.11 or newer, found here: $found." >&2
echo "Install one (python.org, your system's packages, or: uv python install 3.13)," >&2
echo "or name the one to use: make book PYTHON=/path/to/python3.13" >&2
exit 1

#!/bin/sh
# Makes .tools/venv with the Python tools that tests use as independent judges, and refreshes it when the list changed.
set -eu
cd "$(dirname "$0")/../.."
requirements=Tests/Tools/requirements.txt
stamp=.tools/venv/requirements.txt
if [ -f "$stamp" ] && cmp -s "$requirements" "$stamp"; then exit 0; fi
echo "install-python-tools: making .tools/venv" >&2
mkdir -p .tools
rm -rf .tools/venv
python3 -m venv .tools/venv
.tools/venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$stamp"

#!/bin/bash
# Builds (debug) and runs every layer of the tests but chaos. More arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/../.."
swift build --build-tests
exec swift test --disable-xctest --skip-build "$@"

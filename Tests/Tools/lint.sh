#!/bin/sh
# What can be judged without building: Swift's format, the shell scripts' syntax, the list of embedded files.
# Imports, lengths and banned calls are judged by StyleTests.
set -eu
cd "$(dirname "$0")/../.."
swift format lint --strict --parallel --recursive Package.swift Sources Tests
for script in .ci/run Tests/Tools/*.sh; do
  case $(head -n 1 "$script") in
    *bash) bash -n "$script" ;;
    *) sh -n "$script" ;;
  esac
  [ -x "$script" ] || { echo "lint: $script is not executable" >&2; exit 1; }
done
if [ -d Tests/Fuzz ]; then
  for script in $(find Tests/Fuzz -name '*.sh'); do sh -n "$script"; done
fi
Tests/Tools/embed-assets.sh --check
echo "lint: clean"

#!/bin/bash
# The tests under the thread sanitizer, then under the address and leak sanitizers, then each fuzzer for a moment.
# Each sanitizer has a build folder of its own. Usage: sanitize.sh [thread|address|fuzz]...; all by default.
# Left out: StyleTests read sources only, SystemTests and SaleTests drive whole processes whose parts the other tests reach.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- thread address fuzz
skip=(--skip StyleTests --skip SystemTests --skip SaleTests --skip BudgetTests)
# With backtraces on, a crash under a sanitizer can hang instead of ending the run.
export SWIFT_BACKTRACE=enable=no

for kind in "$@"; do
  echo "sanitize: $kind" >&2
  case $kind in
    thread)
      TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/Tests/Tools/thread-sanitizer.txt" \
        swift test --disable-xctest --scratch-path .build-thread --sanitize=thread "${skip[@]}"
      ;;
    address)
      ASAN_OPTIONS="detect_leaks=1" LSAN_OPTIONS="suppressions=$PWD/Tests/Tools/leak-sanitizer.txt print_suppressions=0" \
        swift test --disable-xctest --scratch-path .build-address --sanitize=address -Xswiftc -use-ld=lld "${skip[@]}"
      ;;
    fuzz)
      if [ -e Tests/Fuzz/smoke.sh ]; then sh Tests/Fuzz/smoke.sh; fi
      ;;
    *) echo "sanitize: $kind: must be thread, address or fuzz" >&2; exit 2 ;;
  esac
done

#!/bin/sh
# Builds every fuzzer and runs each for a moment, from its own seeds. Fails if one finds a fault, or if the canary, which must
# be found out, isn't. Usage: smoke.sh [name]...; all by default.
# FUZZ_RUNS (20000) and FUZZ_SECONDS (10) bound each run; FUZZ_CORPUS keeps what was found interesting, a folder a fuzzer.
set -eu
cd "$(dirname "$0")/../.."
runs=${FUZZ_RUNS:-20000}
seconds=${FUZZ_SECONDS:-10}
scratch=.build-fuzz
[ $# -gt 0 ] || set -- $(cd Tests/Fuzz && ls -d Fuzz*)
# With backtraces on, a trap under the fuzzer hangs instead of ending the run.
export FUZZ=1 SWIFT_BACKTRACE=enable=no

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for name in "$@"; do
  swift build --configuration release --sanitize fuzzer --scratch-path "$scratch" --product "$name" >"$folder/build" 2>&1 || {
    cat "$folder/build" >&2
    echo "fuzz: $name doesn't build" >&2
    exit 1
  }
  corpus=${FUZZ_CORPUS:-$folder}/$name
  mkdir -p "$corpus"
  rm -f "$folder"/crash-* "$folder"/timeout-* "$folder"/oom-*
  status=0
  # The canary is run until it is found out; how many runs that takes is chance.
  limits="-runs=$runs -max_total_time=$seconds"
  if [ "$name" = FuzzCanary ]; then limits="-max_total_time=$((seconds * 12))"; fi
  # shellcheck disable=SC2086 -- two words
  "$scratch/release/$name" $limits -timeout=10 -rss_limit_mb=1024 -max_len=4096 \
    -artifact_prefix="$folder/" -print_final_stats=1 "$corpus" $([ -d "Tests/Fuzz/$name/seeds" ] && echo "Tests/Fuzz/$name/seeds") \
    >"$folder/log" 2>&1 || status=$?
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log")
  if [ "$name" = FuzzCanary ]; then
    if [ "$status" -eq 0 ] || ! grep -q 'the canary sings' "$folder/log"; then
      tail -20 "$folder/log" >&2
      echo "fuzz: the canary wasn't found out: this harness can't fail" >&2
      exit 1
    fi
    echo "fuzz: $name was found out, as it must be" >&2
  elif [ "$status" -ne 0 ] || [ "${executed:-0}" -lt 100 ]; then
    tail -60 "$folder/log" >&2
    for input in "$folder"/crash-* "$folder"/timeout-* "$folder"/oom-*; do
      if [ -e "$input" ]; then echo "fuzz: $name fails on (base64): $(base64 -w 0 "$input")" >&2; fi
    done
    echo "fuzz: $name failed (status $status, ${executed:-0} runs)" >&2
    exit 1
  else
    echo "fuzz: $name: $executed runs" >&2
  fi
done

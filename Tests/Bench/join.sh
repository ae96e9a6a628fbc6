#!/bin/bash
# The line's scripts by themselves, on a private Redis: calls a second with 16 in a pipeline, CPU a call, the dearest calls
# with 50,000 waiting, and bytes a waiter. What a gateway reaches end to end is held against the joins.
# Usage: join.sh [CALLS]
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
calls=${1:-200000}
waiters=50000

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
redis-server --port 0 --unixsocket "$folder/redis.sock" --save '' --appendonly no --dir "$folder" >/dev/null &
server=$!
cli() { redis-cli -s "$folder/redis.sock" "$@"; }
until cli ping >/dev/null 2>&1; do sleep 0.05; done

# A script with the prelude and the parts that its first line names, as the program puts it together. Prints its digest.
load() { # NAME
  {
    cat lua/prelude.lua
    for part in $(sed -n '1s/^-- Parts: //p' "lua/$1.lua" | tr -d ,); do cat "lua/parts/$part.lua"; done
    cat "lua/$1.lua"
  } | cli -x script load
}
join=$(load room/join) place=$(load room/place) release=$(load room/release) stats=$(load room/stats) open=$(load room/open)

key() { echo "usher:{bench}:1:$1"; }
settings='usher:{bench}:settings'
join_keys=("$settings" "$(key state)" "$(key line)" "$(key late)" "$(key turns)")
place_keys=("$settings" "$(key state)" "$(key line)" "$(key late)" "$(key seen)" "$(key turns)" "$(key owed)"
  "$(key active)")

reset() {
  cli flushall >/dev/null
  # 1,000,000 people a second are never reached: the burst is.
  cli evalsha "$open" 8 "${place_keys[@]}" \
    1 1 open 0 100000000000 9000000000 0 300000000 120000000 900000000 100000000 '' 0 0 0 >/dev/null
}

# User and system time of the server so far, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }

# Prints calls a second, and microseconds of the server's CPU a call, which a busy neighbour changes least.
measure() { # LABEL COUNT ARGUMENTS...
  local label=$1 count=$2 rate before
  shift 2
  before=$(ticks)
  rate=$(redis-benchmark -s "$folder/redis.sock" -P 16 -c 50 -n "$count" -r 100000000 --csv "$@" | tail -1)
  [ "$(cli info errorstats | wc -l)" -le 2 ] || { cli info errorstats >&2 && exit 1; }
  awk -v label="$label" -F'","' -v ticks="$(($(ticks) - before))" -v n="$count" -v hz="$(getconf CLK_TCK)" \
    '{ printf "%-32s %8.0f calls/s %7.2f us of CPU a call\n", label, $2, ticks / hz * 1e6 / n }' <<<"$rate"
}

reset
measure 'join, a stranger' "$calls" evalsha "$join" 5 "${join_keys[@]}" 1 n__rand_int__ '' '' 0
reset
measure 'join, a stranger, one limit' "$calls" evalsha "$join" 6 "${join_keys[@]}" \
  'usher:{bench}:limit:joins-per-network:net:__rand_int__' 1 n__rand_int__ '' '' 1 1000000 30 1
reset
measure 'join, a user' "$calls" evalsha "$join" 6 "${join_keys[@]}" "$(key users:0)" 1 n__rand_int__ user u__rand_int__ 0
reset
score=$(cli evalsha "$join" 5 "${join_keys[@]}" 1 aaaaaaaaaa '' '' 0 | sed -n 3p)
measure "join, $waiters strangers" "$waiters" evalsha "$join" 5 "${join_keys[@]}" 1 n__rand_int__ '' '' 0 >/dev/null
measure "place, $waiters waiting" "$calls" evalsha "$place" 8 "${place_keys[@]}" 1 aaaaaaaaaa 1 "$score" ''

# The middle of nine calls, in microseconds of Redis.
middle() { # LABEL COMMAND...
  local label=$1
  shift
  for _ in 1 2 3 4 5 6 7 8 9; do
    cli config resetstat >/dev/null
    cli "$@" >/dev/null
    cli info commandstats | sed -n 's/.*_evalsha:calls=1,usec=\([0-9]*\),.*/\1/p'
  done | sort -n | sed -n 5p >"$folder/middle"
  printf '%-32s %8s us\n' "$label" "$(cat "$folder/middle")"
}
middle 'release, 250 people' evalsha "$release" 8 "${place_keys[@]}" 1 250
# With their last poll long ago.
cli hset "$settings" absent_after 1 >/dev/null
middle 'release, 250 absent people' evalsha "$release" 8 "${place_keys[@]}" 1 250
middle 'stats, 32 points' evalsha "$stats" 6 "$settings" "$(key state)" "$(key line)" "$(key late)" "$(key owed)" \
  "$(key active)" 1 32

used() { cli info memory | tr -d '\r' | sed -n 's/^used_memory://p'; }
reset
before=$(used)
redis-benchmark -s "$folder/redis.sock" -P 16 -n "$waiters" -r 100000000 -q \
  evalsha "$join" 5 "${join_keys[@]}" 1 n__rand_int__ '' '' 0 >/dev/null
# What was measured must have been joins.
[ "$(cli zcard "$(key line)")" -ge $((waiters * 99 / 100)) ] || { echo "join: the line is shorter than it should be" >&2 && exit 1; }
printf '%-32s %8d bytes a waiter\n' "memory, $waiters strangers" $((($(used) - before) / waiters))

#!/bin/bash
# Sells while processes die: each round starts `usher up` on an empty folder, drives a crowd through it with `usher load`,
# and meanwhile kills, stops and empties what it can. The round is good if no promise was broken on the way and `usher fsck`
# finds the books in order afterwards. Usage: chaos.sh [--rounds N | --minutes N] [--users N] [--seed N]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=20
minutes=0
users=400
seed=$$
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --minutes) minutes=$2 ;;
    --users) users=$2 ;;
    --seed) seed=$2 ;;
    *) echo "chaos: no option $1" >&2; exit 2 ;;
  esac
  shift 2
done
usher=$PWD/.build/release/usher
[ -x "$usher" ] || { echo "chaos: build the release first: make build" >&2; exit 3; }
RANDOM=$((seed % 32768))
echo "chaos: seed $seed"

up=
load=
folder=
finish() {
  if [ -n "$load" ]; then kill "$load" 2>/dev/null || true; fi
  if [ -n "$up" ]; then
    kill "$up" 2>/dev/null || true
    wait "$up" 2>/dev/null || true
  fi
}
trap finish EXIT

# The process that `up` runs under that name.
child() {
  case $1 in
    redis) pgrep -P "$up" -f 'redis-server' ;;
    postgres) pgrep -P "$up" -f '/postgres -D' ;;
    *) pgrep -P "$up" -f "usher $1 --config" ;;
  esac
}

disturb() {
  local names=(gateway admitter booking redis postgres)
  local name=${names[RANDOM % 5]} victim
  victim=$(child "$name" | head -n 1) || return 0
  [ -n "$victim" ] || return 0
  case $((RANDOM % 8)) in
    0)
      kill -STOP "$victim" 2>/dev/null || return 0
      sleep $((1 + RANDOM % 3))
      kill -CONT "$victim" 2>/dev/null || true
      echo "stopped $name for a while" >>"$folder/disturbed"
      ;;
    1)
      redis-cli --no-auth-warning -u "$(jq -r .redis "$folder/data/endpoints.json")" FLUSHALL >/dev/null 2>&1 || return 0
      echo "emptied redis" >>"$folder/disturbed"
      ;;
    *)
      kill -KILL "$victim" 2>/dev/null || return 0
      echo "killed $name" >>"$folder/disturbed"
      ;;
  esac
}

round() {
  folder=$(mktemp -d)
  "$usher" up --data "$folder/data" --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 >"$folder/ready" 2>"$folder/log" &
  up=$!
  until grep -q '^usher: ready' "$folder/ready"; do
    kill -0 "$up" 2>/dev/null || { cat "$folder/log" >&2; return 1; }
    sleep 0.1
  done
  : >"$folder/disturbed"
  "$usher" load --chaos --data "$folder/data" --users "$users" --seed "$((seed + $1))" --json >"$folder/report" 2>"$folder/load" &
  load=$!
  while kill -0 "$load" 2>/dev/null; do
    sleep "0.$((5 + RANDOM % 5))"
    sleep $((RANDOM % 3))
    disturb
  done
  local code=0
  wait "$load" || code=$?
  load=
  if [ "$code" -ne 0 ]; then
    cat "$folder/report" "$folder/load" >&2
    echo "chaos: round $1: usher load exits $code" >&2
    return 1
  fi
  # What was under way when the crowd left settles within the payments' own time limits.
  local tries=0
  until "$usher" fsck --data "$folder/data" >"$folder/fsck" 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      cat "$folder/fsck" >&2
      echo "chaos: round $1: the books are not in order" >&2
      return 1
    fi
    sleep 2
  done
  kill -TERM "$up"
  wait "$up" || { echo "chaos: round $1: usher up did not end in order" >&2; return 1; }
  up=
  echo "chaos: round $1: good, $(sort "$folder/disturbed" | uniq -c | awk '{ printf "%s%s", sep, $0; sep = "," }' | tr -s ' ')"
  rm -rf "$folder"
}

number=0
while true; do
  if [ "$minutes" -gt 0 ]; then [ "$SECONDS" -lt $((minutes * 60)) ] || break; else [ "$number" -lt "$rounds" ] || break; fi
  number=$((number + 1))
  round "$number" || { echo "chaos: seed $seed, what is left lies in $folder" >&2; exit 1; }
done
echo "chaos: $number rounds passed"

#!/bin/bash
# Measures the release build: a gateway with one worker on one core, wrk on the other, nginx with one worker beside it.
# CPU is the gateway's alone (user and system), which the neighbours' load changes least. Usage: bench.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
seconds=${1:-5}
usher=$PWD/.build/release/usher
folder=$(mktemp -d)
up=
web=
finish() {
  if [ -n "$web" ]; then kill "$web" 2>/dev/null || true; fi
  if [ -n "$up" ]; then
    kill "$up" 2>/dev/null || true
    wait "$up" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

"$usher" up --data "$folder/data" --config Tests/Bench/usher.yaml --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 \
  >"$folder/ready" 2>"$folder/log" &
up=$!
until grep -q '^usher: ready' "$folder/ready"; do
  kill -0 "$up" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
http=$(jq -r .http "$folder/data/endpoints.json")
gateway=$(pgrep -P "$up" -f "usher gateway")
cores=$(nproc)
taskset -pac 0 "$gateway" >/dev/null

cat >"$folder/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $folder/b; proxy_temp_path $folder/p; fastcgi_temp_path $folder/f;
  uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  upstream core { server unix:$folder/data/run/booking.sock; keepalive 64; }
  server {
    listen 127.0.0.1:$((${http##*:} + 1));
    location = /fixed { default_type application/json; return 200 '$(curl -s "$http/waiting-room/demo/status")'; }
    location / { proxy_pass http://core; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost; }
  }
}
CONF
taskset -c 0 nginx -c "$folder/nginx.conf" -p "$folder" &
web=$!
nginx=http://127.0.0.1:$((${http##*:} + 1))
until curl -s -o /dev/null "$nginx/fixed"; do sleep 0.1; done
worker=$(pgrep -P "$web")

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# Prints one line of the table. NAME PID URL [more for wrk]…
measure() {
  local name=$1 process=$2 url=$3 before after
  shift 3
  before=$(ticks "$process")
  taskset -c $((cores - 1)) wrk --latency -t1 -c64 -d"${seconds}s" "$@" "$url" >"$folder/wrk"
  after=$(ticks "$process")
  awk -v name="$name" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v s="$seconds" '
    /requests in/ { n = $1 } / 50%/ { p50 = $2 } / 99%/ { p99 = $2 } /Non-2xx/ { bad = $NF }
    END { printf "| %s | %.0f | %.1f | %s | %s | %d |\n", name, n / s, ticks / hz * 1e6 / n, p50, p99, bad }' "$folder/wrk"
}

# Takes places and keeps the tickets, for the polls.
export TICKETS="$folder/tickets"
for _ in $(seq 2000); do
  echo 'next'; echo "url = \"$http/waiting-room/demo/tickets\""; echo 'request = POST'
  echo 'header = "Accept: application/json"'; echo 'header = "Content-Type: application/json"'; echo 'data = "{}"'; echo 'silent'
done | sed 1d >"$folder/curl"
curl --config "$folder/curl" | jq -r .ticket >"$TICKETS"
echo "$(wc -l <"$TICKETS") tickets taken" >&2
cat >"$folder/join.lua" <<'LUA'
wrk.method = "POST"
wrk.body = "{}"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"
LUA
cat >"$folder/hold.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"event_id":"demo","quantity":1}'
wrk.headers["Content-Type"] = "application/json"
LUA

echo "| what | requests/s | CPU µs a request | p50 | p99 | not 2xx |"
echo "|---|---|---|---|---|---|"
measure "nginx: a fixed answer" "$worker" "$nginx/fixed"
measure "public state of a room" "$gateway" "$http/waiting-room/demo/status"
measure "hold without a pass, refused (429)" "$gateway" "$http/bookings/hold" -s "$folder/hold.lua"
measure "the room's page in place of the seats" "$gateway" "$http/shop/demo/seats" -H 'Accept: text/html'
measure "poll of a place" "$gateway" "$http/waiting-room/demo/tickets/self" -s Tests/Bench/wrk-poll.lua
measure "take a place" "$gateway" "$http/waiting-room/demo/tickets" -s "$folder/join.lua"
measure "nginx: proxy to the core" "$worker" "$nginx/events/demo"
measure "proxy to the core" "$gateway" "$http/events/demo"

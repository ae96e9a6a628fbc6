#!/bin/bash
# CPU per request of the HTTP server against nginx serving a fixed body of the same size: one worker each, one core each
# for server and client, in turns on the same machine. Usage: http.sh [ROUNDS] [SECONDS] [CONNECTIONS] [PATH]
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
rounds=${1:-5}
seconds=${2:-3}
connections=${3:-64}
path=${4:-/refuse}

BENCH=1 swift build --configuration release --product HTTPBench >&2
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT

taskset -c 0 .build/release/HTTPBench 0 >"$folder/port" &
ours=$!
until [ -s "$folder/port" ]; do sleep 0.05; done
our_port=$(sed 's/.*://' "$folder/port")

# nginx gives the same bytes as a fixed body.
curl -s "http://127.0.0.1:$our_port$path" >"$folder/body"
nginx_port=$((our_port + 1))
cat >"$folder/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $folder/b; proxy_temp_path $folder/p; fastcgi_temp_path $folder/f;
  uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  server { listen 127.0.0.1:$nginx_port; default_type application/problem+json; location / { return 200 '$(cat "$folder/body")'; } }
}
CONF
taskset -c 0 nginx -c "$folder/nginx.conf" -p "$folder" &
until curl -s -o /dev/null "http://127.0.0.1:$nginx_port/"; do sleep 0.05; done
theirs=$(pgrep -P "$!")

# User and system time of a process so far, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# Prints microseconds of CPU a request, and requests a second.
measure() { # PID PORT
  local before after requests
  before=$(ticks "$1")
  requests=$(taskset -c 1 wrk -t1 -c"$connections" -d"${seconds}s" "http://127.0.0.1:$2$path" |
    awk '/requests in/ { n = $1 } /Socket errors/ { print > "/dev/stderr" } END { print n }')
  after=$(ticks "$1")
  awk -v t="$((after - before))" -v n="$requests" -v hz="$(getconf CLK_TCK)" -v s="$seconds" \
    'BEGIN { printf "%.3f %.0f\n", t / hz * 1e6 / n, n / s }'
}

echo "round ours_us theirs_us ratio ours_per_s theirs_per_s"
for round in $(seq "$rounds"); do
  read -r our_us our_rate < <(measure "$ours" "$our_port")
  read -r their_us their_rate < <(measure "$theirs" "$nginx_port")
  echo "$round $our_us $their_us $(awk -v a="$our_us" -v b="$their_us" 'BEGIN { printf "%.3f", a / b }') $our_rate $their_rate"
done | tee "$folder/rounds"
sort -n -k4 "$folder/rounds" | awk '{ r[NR] = $4 } END { printf "median ratio %.3f\n", r[int((NR + 1) / 2)] }'
